"""Can a newcomer become anybody where the demonstration runs, and nobody anywhere else?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing

from charter.enums import Role
from charter.home import demo_links
from charter.kit.models import AuditEvent
from charter.models import Person
from tests.charter import makers
from tests.charter.makers import browser, words


@pytest.fixture
def gethin(programme):
    return makers.make_staff(programme, Role.ASSESSOR, "Gethin Harkaway")


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_and_links_do_not_exist_elsewhere(gethin, method):
    client = browser()

    assert getattr(client, method)("/demo/", {"person": gethin.email}).status_code == 404
    assert client.get(demo_links.path(gethin)).status_code == 404
    assert "_auth_user_id" not in client.session


def test_page_lists_people_by_programme_with_their_roles(demonstration, gethin, programme):
    lead = makers.make_person("Priti Ashgrove")
    makers.make_organisation(programme, lead=lead)
    Person.objects.create_user("real@charity.org.uk", name="Real Person")

    page = words(browser().get("/demo/"))

    assert "Oakland Charter" in page
    assert "Become Gethin Harkaway" in page
    assert "Applicant lead, Oak Trust" in page
    assert "Real Person" not in page


def test_become_signs_in_and_is_recorded(demonstration, gethin):
    client = browser()

    response = client.post("/demo/", {"person": gethin.email})

    assert response.url == "/start/"
    assert int(client.session["_auth_user_id"]) == gethin.pk
    assert AuditEvent.objects.filter(verb="person:became", target_id=gethin.pk).exists()
    assert client.get("/oakland/panel/").status_code == 200, "A click stands for a second step here."


def test_become_replaces_whoever_was_signed_in(demonstration, gethin):
    client = browser(makers.make_person("Somebody Else"))

    client.post("/demo/", {"person": gethin.email})

    assert int(client.session["_auth_user_id"]) == gethin.pk


@pytest.mark.parametrize("email", ["", "unknown@example.org", "no.role@example.org", "real@charity.org.uk"])
def test_become_somebody_who_is_not_listed_is_not_found(demonstration, gethin, email):
    makers.make_person("No Role")
    Person.objects.create_user("real@charity.org.uk", name="Real Person")
    client = browser()

    assert client.post("/demo/", {"person": email}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_link_works_once(demonstration, gethin):
    link = demo_links.path(gethin)
    first, second = browser(), browser()

    assert first.get(link).url == "/start/"
    again = second.get(link)

    assert int(first.session["_auth_user_id"]) == gethin.pk
    assert again.status_code == 410
    assert "used already or is too old" in words(again)
    assert "_auth_user_id" not in second.session


def test_each_link_is_one_of_its_own(demonstration, gethin):
    links = [demo_links.path(gethin) for _ in range(2)]

    assert [browser().get(link).status_code for link in links] == [302, 302]


def test_link_is_not_used_up_by_looking_at_its_head(demonstration, gethin):
    link = demo_links.path(gethin)

    assert browser().head(link).status_code == 405
    assert browser().get(link).status_code == 302


def test_link_ends_after_seven_days(demonstration, gethin, monkeypatch):
    link = demo_links.path(gethin)
    monkeypatch.setattr(demo_links, "LASTS", timedelta(seconds=-1))

    assert browser().get(link).status_code == 410


@pytest.mark.parametrize(
    "token", ["nonsense", signing.dumps({"person": 1, "once": "x"}, salt="another")], ids=["nonsense", "others"]
)
def test_link_that_is_not_ours_is_refused(demonstration, gethin, token):
    assert browser().get(f"/demo/{token}/").status_code == 410


def test_link_of_a_closed_account_is_refused(demonstration, gethin):
    link = demo_links.path(gethin)
    Person.objects.filter(pk=gethin.pk).update(is_active=False)

    assert browser().get(link).status_code == 410


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_queries(demonstration, programme, count, django_assert_num_queries):
    for number in range(count):
        makers.make_staff(programme, Role.ASSESSOR, f"Assessor {number}")

    with django_assert_num_queries(7):
        browser().get("/demo/")
