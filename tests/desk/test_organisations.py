"""Do staff find an organisation with everything about it, and nothing that a conflict hides from them?"""

from __future__ import annotations

import pytest
from django.db import transaction

from charter.actions import invitations, memberships, organisations
from charter.desk import organisations as records
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock, tenancy
from charter.kit.models import AuditEvent
from charter.models import Membership
from tests.charter import makers
from tests.charter.makers import browser, words
from tests.staged import staged

LIST = "/oakland/staff/organisations/"


@pytest.fixture(scope="module")
def two_sides(django_db_setup, django_db_blocker):
    """The two-sided world, copied for this file and used in a transaction that is rolled back."""
    with django_db_blocker.unblock(), staged() as made, transaction.atomic():
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(two_sides, django_db_blocker):
    """The world for one test; a savepoint is rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            yield two_sides()
        transaction.set_rollback(True)


@pytest.fixture
def side(world):
    return world.sides[0]


# The record ----------------------------------------------------------------------------------------


def test_the_record_has_people_invitations_applications_services_and_what_happened(side):
    house = side.houses[0]

    page = words(browser(side.people["officer"]).get(LIST + house.organisation.slug + "/"))

    for person in house.people.values():
        assert person.email in page
    assert "mk-oak-invited@example.org" in page
    for application in house.applications.values():
        assert application.reference in page
    assert "A note that only staff read." in page
    assert f"approved {house.organisation.name}." in page or "What happened" in page


def test_what_a_conflict_hides_is_neither_listed_nor_counted_nor_told(side):
    house, officer = side.houses[0], side.people["officer"]
    hidden = house.applications["draft"]
    with tenancy.acting(officer, side.programme):
        before = records.record(officer, house.organisation)
        counted = _counted(officer, side, house)
    hidden.recusals.create(programme=side.programme, person=officer, began_at=clock.now())

    page = words(browser(officer).get(LIST + house.organisation.slug + "/"))
    with tenancy.acting(officer, side.programme):
        after = records.record(officer, house.organisation)
        counted_after = _counted(officer, side, house)

    assert hidden.reference in {row.reference for row in before.applications}
    assert hidden.reference not in {row.reference for row in after.applications}
    assert hidden.reference not in page
    assert not any(line.event.about == hidden.reference for line in after.events)
    assert counted_after == counted - 1


def _counted(officer, side, house):
    listed = records.listed(officer, side.programme, records.Filters(search=house.organisation.name), 1)
    return listed.page.object_list[0].applications


def test_the_timeline_tells_what_was_changed(side):
    house, officer = side.houses[0], side.people["officer"]
    lead = browser(house.people["lead"])
    typed = {
        "name": house.organisation.name,
        "certificate_name": "The Oak Foundation",
        "kind": OrganisationKind.COMPANY,
        "region": Region.LONDON,
        "ods_code": "",
    }

    response = lead.post(f"/oakland/org/{house.organisation.slug}/details/", typed)

    assert response.status_code == 302
    page = words(browser(officer).get(LIST + house.organisation.slug + "/"))
    assert "Name on certificates: Oak Trust → The Oak Foundation" in page
    assert "Kind: Charity → Company" in page
    event = AuditEvent.objects.filter(verb="organisation:changed").last()
    assert event.detail["before"] == {"Name on certificates": "Oak Trust", "Kind": "Charity"}


def test_staff_hand_a_lead_over_with_a_reason(side):
    house, officer = side.houses[0], side.people["officer"]
    lead, viewer = house.people["lead"], house.people["viewer"]
    path = LIST + house.organisation.slug + "/hand-over/"
    client = browser(officer)

    empty = client.post(path, {"to": viewer.pk, "end": [lead.pk], "reason": " "})
    client.post(path, {"to": viewer.pk, "end": [lead.pk], "reason": "She has left the trust."})

    leads = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(organisation=house.organisation)
    assert empty.status_code == 422
    assert [row.person for row in leads] == [viewer]
    event = AuditEvent.objects.filter(verb="lead:handed-over").last()
    assert (event.actor_id, event.reason) == (officer.pk, "She has left the trust.")
    assert "Reason: She has left the trust." in words(client.get(LIST + house.organisation.slug + "/"))


def test_staff_send_an_invitation_again_and_take_it_back(side):
    house, client = side.houses[0], browser(side.people["officer"])
    old = house.organisation.invitations.get()
    path = LIST + house.organisation.slug + "/invitations/"

    client.post(path, {"invitation": old.pk, "what": "resend"})
    old.refresh_from_db()
    client.post(path, {"invitation": old.successor_id, "what": "revoke"})

    newer = old.successor
    newer.refresh_from_db()
    assert (old.revoked_at is not None, newer.revoked_at is not None) == (True, True)


# The list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Oak Trust", "Ash Trust", "Sapling Trust"}),
        ("?q=oak", {"Oak Trust"}),
        ("?q=rx1", {"Sapling Trust"}),
        ("?q=ash-service", {"Ash Trust"}),
        ("?state=pending", {"Sapling Trust"}),
        ("?kind=charity", {"Oak Trust", "Ash Trust"}),
        ("?region=south_west", set()),
        ("?state=nonsense", {"Oak Trust", "Ash Trust", "Sapling Trust"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(side, query, found):
    page = words(browser(side.people["officer"]).get(LIST + query))

    named = {name for name in ("Oak Trust", "Ash Trust", "Sapling Trust", "Elm Trust") if f">{name}</a>" in page}
    assert named == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(side, count, django_assert_num_queries):
    for number in range(count):
        makers.make_organisation(side.programme, f"Place {number}")
    client = browser(side.people["officer"])

    with django_assert_num_queries(13):
        client.get(LIST + "?q=Place")


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_asks_the_same_number_of_queries(side, count, django_assert_num_queries):
    place = makers.make_organisation(side.programme, "Yew Trust")
    for number in range(count):
        person = makers.make_person(f"Member {number}")
        memberships.grant(
            person, role=Role.VIEWER, programme=side.programme, organisation=place, by=side.people["officer"]
        )
        organisations.add_service(place, name=f"Service {number}", by=person)
        invitations.invite(
            side.programme, email=f"a{number}@example.org", role=Role.VIEWER, organisation=place, by=person
        )
        organisations.note(place, text="A note.", by=side.people["officer"])
    client = browser(side.people["officer"])

    with django_assert_num_queries(18):
        client.get(LIST + "yew-trust/")


# Details -------------------------------------------------------------------------------------------


def test_the_preview_prints_what_was_typed_and_saves_nothing(side):
    house = side.houses[0]
    client = browser(house.people["lead"])
    path = f"/oakland/org/{house.organisation.slug}/details/"
    typed = {"name": "Oak Trust", "certificate_name": "A Very Long Name " * 4, "preview": "1"}

    whole = client.post(path, typed)
    part = client.post(path, typed, headers={"HX-Request": "true"})

    assert (whole.status_code, part.status_code) == (200, 200)
    assert "On a certificate: A Very Long Name A Very Long Name" in words(whole)
    assert words(part).startswith('<div class="certificate-name"')
    assert words(part).count("<text") >= 3
    house.organisation.refresh_from_db()
    assert house.organisation.certificate_name == "Oak Trust"


def test_details_refuse_the_name_of_another_organisation(side):
    house, other = side.houses
    typed = {"name": other.organisation.name, "kind": "charity", "region": "london"}

    response = browser(house.people["lead"]).post(f"/oakland/org/{house.organisation.slug}/details/", typed)

    assert response.status_code == 422
    house.organisation.refresh_from_db()
    assert house.organisation.name == "Oak Trust"
