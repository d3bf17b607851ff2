"""Can somebody register an organisation, name its services, and come in by an invitation, through the pages?"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.
from django.test import Client

from charter.actions import invitations, memberships
from charter.enums import Role
from charter.kit import clock, outbox
from charter.models import Invitation, Membership, Organisation, Service
from tests.charter import makers
from tests.charter.makers import browser, words

FORM = {
    "name": "Oak Trust",
    "kind": "charity",
    "region": "london",
    "ods_code": "",
    "certificate_name": "",
    "services": "Court team\n\nPrison team\n",
}


def test_register_makes_the_organisation_and_leads_to_its_dashboard(programme):
    person = makers.make_person("Priti Ashgrove")

    response = browser(person).post("/oakland/join/", FORM)

    organisation = Organisation.objects.get()
    assert response.url == "/oakland/org/oak-trust/"
    assert sorted(organisation.services.values_list("name", flat=True)) == ["Court team", "Prison team"]
    assert Membership.objects.get(organisation=organisation).person == person


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter the name of your organisation."),
        ({"name": "x" * 201}, "The name must be 200 characters or fewer."),
        ({"kind": ""}, "Select what kind of organisation it is."),
        ({"kind": "palace"}, "Select one of the kinds in the list."),
        ({"region": ""}, "Select the region you work in."),
        ({"ods_code": "A-1"}, "An ODS code is 3 to 10 letters and numbers, such as RX1."),
        ({"certificate_name": "x" * 121}, "The name on a certificate must be 120 characters or fewer."),
        ({"services": " \n "}, "Enter at least one service, team or site."),
        ({"services": "x" * 161}, "Each service must be 160 characters or fewer."),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_register_says_what_to_mend_and_keeps_what_was_typed(programme, changed, sentence):
    typed = {**FORM, **changed}

    response = browser(makers.make_person("Priti Ashgrove")).post("/oakland/join/", typed)

    assert response.status_code == 422
    page = words(response)
    assert "Error: Register your organisation" in page
    assert page.count(sentence) == 2
    assert "Court team" in page or "services" in changed
    assert not Organisation.objects.exists()


def test_register_refuses_a_name_that_is_taken(programme):
    makers.make_organisation(programme, "Oak Trust")

    response = browser(makers.make_person("Priti Ashgrove")).post("/oakland/join/", {**FORM, "name": "oak trust"})

    assert response.status_code == 422
    assert "Ask a colleague there to invite you." in words(response)


def test_register_asks_to_sign_in(programme):
    assert browser().get("/oakland/join/").url == "/account/login/?next=/oakland/join/"


def test_services_are_added_by_the_lead_only(programme):
    lead, viewer = makers.make_person("Priti Ashgrove"), makers.make_person("View Er")
    organisation = makers.make_organisation(programme, lead=lead)
    memberships.grant(viewer, role=Role.VIEWER, programme=programme, organisation=organisation, by=lead)
    page = "/oakland/org/oak-trust/services/"

    added = browser(lead).post(page, {"name": "Prison team"})
    again = browser(lead).post(page, {"name": "prison team"})
    empty = browser(lead).post(page, {"name": ""})
    refused = browser(viewer).post(page, {"name": "Another"})

    assert added.url == page
    assert "has a service with this name" in words(again)
    assert (again.status_code, empty.status_code, refused.status_code) == (422, 422, 403)
    assert "Add a service" not in words(browser(viewer).get(page))
    assert "Prison team" in words(browser(viewer).get(page))


@pytest.mark.parametrize("count", [1, 3])
def test_services_asks_the_same_number_of_queries(programme, count, django_assert_num_queries):
    lead = makers.make_person("Priti Ashgrove")
    organisation = makers.make_organisation(programme, lead=lead)
    Service.objects.bulk_create(
        Service(programme=programme, organisation=organisation, name=f"Service {number}") for number in range(count)
    )
    client = browser(lead)

    with django_assert_num_queries(9):
        client.get("/oakland/org/oak-trust/services/")


# Invitations ---------------------------------------------------------------------------------------


@pytest.fixture
def lead(programme):
    return makers.make_staff(programme)


@pytest.fixture
def link(programme, lead):
    """The address in the mail that invites Gethin to the panel."""
    invitations.invite(programme, email="gethin.harkaway@example.org", role=Role.ASSESSOR, by=lead)
    outbox.run_due()
    return re.search(r"http://[^/]+(/invite/\S+)", mail.outbox[-1].body).group(1)


def test_invitation_tells_a_stranger_what_it_is_and_asks_to_sign_in(link):
    page = words(browser().get(link))

    for said in ("Bea Lead has invited you.", "Panel member", "gethin.harkaway@example.org", "Create an account"):
        assert said in page
    assert f"/account/login/?next={link.replace('/', '%2F')}" in page
    assert browser().post(link).url == f"/account/login/?next={link}"


def test_invitation_is_accepted_by_its_person(link):
    person = makers.make_person("Gethin Harkaway")

    assert "Accept the invitation" in words(browser(person).get(link))
    response = browser(person).post(link)

    assert response.url == "/oakland/panel/"
    assert [row.role for row in Membership.objects.filter(person=person)] == [Role.ASSESSOR]


def test_invited_newcomer_signs_up_and_comes_back_to_accept(link):
    client = Client(REMOTE_ADDR="10.8.0.1")
    email = "gethin.harkaway@example.org"
    page = client.get(link).content.decode()
    sign_up = html.unescape(re.search(r'href="(/account/signup/[^"]+)"', page).group(1))
    assert f'value="{email}"' in client.get(sign_up).content.decode()

    client.post(sign_up, {"name": "Gethin Harkaway", "email": email, "next": link})
    outbox.run_due()
    code = re.search(r"Your code is\s+(\S+)", mail.outbox[-1].body).group(1)
    back = client.post("/account/confirm-email/", {"code": code})
    assert back.url == link
    client.post(link)

    assert Membership.objects.get(person__email=email).role == Role.ASSESSOR


def test_invitation_to_an_organisation_leads_to_its_dashboard(programme):
    inviter, person = makers.make_person("Priti Ashgrove"), makers.make_person("Callum Devereux")
    organisation = makers.make_organisation(programme, lead=inviter)
    invitations.invite(programme, email=person.email, role=Role.CONTRIBUTOR, organisation=organisation, by=inviter)
    outbox.run_due()
    link = re.search(r"http://[^/]+(/invite/\S+)", mail.outbox[-1].body).group(1)

    assert browser(person).post(link).url == "/oakland/org/oak-trust/"


def test_invitation_of_somebody_else_offers_to_sign_out(link):
    other = makers.make_person("Somebody Else")

    page = words(browser(other).get(link))
    refused = browser(other).post(link)

    assert "You are signed in as <strong>somebody.else@example.org</strong>" in page
    assert "/account/logout/?next=" in page
    assert "Accept the invitation" not in page
    assert refused.status_code == 403
    assert not Membership.objects.filter(person=other).exists()


def test_invitation_that_was_used_is_gone(link):
    person = makers.make_person("Gethin Harkaway")
    browser(person).post(link)

    response = browser().get(link)

    assert response.status_code == 410
    assert "It was used on" in words(response)
    assert browser(person).post(link).status_code == 410


def test_invitation_that_was_taken_back_is_gone(link, lead):
    invitations.revoke(Invitation.objects.get(), by=lead)

    response = browser().get(link)

    assert response.status_code == 410
    assert "It was taken back on" in words(response)


def test_invitation_that_ran_out_is_gone(link):
    with clock.at(Invitation.objects.get().expires_at + timedelta(minutes=1)):
        response = browser(makers.make_person("Gethin Harkaway")).post(link)

    assert response.status_code == 410
    assert "It stopped working on" in words(response)


def test_unknown_invitation_is_not_found(db):
    assert browser().get("/invite/nonsense/").status_code == 404
