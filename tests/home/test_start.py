"""Where does somebody land after signing in?"""

from __future__ import annotations

import pytest

from charter.actions import memberships
from charter.enums import Role
from tests.charter import makers
from tests.charter.makers import browser, words


def test_start_without_a_role_says_what_to_do_next(programme):
    page = words(browser(makers.make_person("New Person")).get("/start/"))

    assert "Open the link in your invitation." in page
    assert "/oakland/join/" in page


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.ASSESSOR, "/oakland/panel/"),
        (Role.OBSERVER, "/oakland/moderation/"),
        (Role.OFFICER, "/oakland/staff/"),
        (Role.COMMISSIONER, "/oakland/reports/"),
    ],
)
def test_start_with_one_hat_goes_straight_to_its_work(programme, role, first):
    person = makers.make_staff(programme, role, "One Hat")

    assert browser(person).get("/start/").url == first


def test_start_with_one_organisation_goes_to_its_dashboard(programme):
    person = makers.make_person("Priti Ashgrove")
    makers.make_organisation(programme, lead=person)

    assert browser(person).get("/start/").url == "/oakland/org/oak-trust/"


def test_start_with_several_hats_lists_each_with_its_place(programme):
    person = makers.make_person("Jaspreet Winterlund")
    makers.make_organisation(programme, lead=person)
    memberships.grant(person, role=Role.ASSESSOR, programme=programme, by=person)
    elsewhere = makers.make_programme("elmham", "ELM")
    memberships.grant(person, role=Role.OFFICER, programme=elsewhere, by=person)

    page = words(browser(person).get("/start/"))

    for place in ("/oakland/org/oak-trust/", "/oakland/panel/", "/elmham/staff/"):
        assert f'href="{place}"' in page


@pytest.mark.parametrize("count", [2, 4])
def test_start_asks_the_same_number_of_queries(programme, count, django_assert_num_queries):
    person = makers.make_person("Jaspreet Winterlund")
    for number in range(count):
        makers.make_organisation(programme, f"Trust {number}", lead=person)
    client = browser(person)

    with django_assert_num_queries(7):
        client.get("/start/")
