"""Does a team keep a lead, whatever two people do at once, and is every change recorded?"""

from __future__ import annotations

import pytest

from charter import selectors
from charter.actions import memberships, teams
from charter.enums import Role
from charter.kit import tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.models import Membership
from tests.charter import makers


def two_leads(programme):
    """An organisation with two leads, whose addresses name the programme."""
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        first, second = (makers.make_person(f"{name} {programme.slug}") for name in ("First", "Second"))
        organisation = makers.make_organisation(programme, lead=first)
        memberships.grant(
            second, role=Role.ORGANISATION_LEAD, programme=programme, organisation=organisation, by=first
        )
    return organisation, first, second


def test_of_two_leads_who_leave_at_once_one_stays(lasting):
    organisation, first, second = two_leads(lasting)

    def leave(who):
        with tenancy.acting(who, lasting):
            teams.leave(organisation, by=who)

    answers = makers.race(lambda: leave(first), lambda: leave(second))

    assert sorted(answers) == ["", "An organisation needs a lead. Make somebody else a lead first."]
    assert selectors.leads_of(organisation).count() == 1


def test_handing_over_to_somebody_who_leaves_at_once_leaves_a_lead(lasting):
    organisation, first, second = two_leads(lasting)

    def hand_over():
        with tenancy.acting(first, lasting):
            teams.hand_over(organisation, to=second, by=first)

    def leave():
        with tenancy.acting(second, lasting):
            teams.leave(organisation, by=second)

    makers.race(hand_over, leave)

    assert selectors.leads_of(organisation).count() == 1


def test_a_hand_over_is_recorded_with_every_role_that_changed(programme):
    organisation = makers.make_organisation(programme, lead=(lead := makers.make_person("Priti Ashgrove")))
    other = makers.make_person("Callum Devereux")
    memberships.grant(other, role=Role.VIEWER, programme=programme, organisation=organisation, by=lead)
    before = AuditEvent.objects.order_by("-id").first().pk

    with tenancy.acting(lead, programme):
        teams.hand_over(organisation, to=other, keep=Role.SIGNATORY, by=lead)

    events = AuditEvent.objects.filter(id__gt=before).order_by("id")
    assert [row.verb for row in events] == [
        "membership:granted",
        "membership:granted",
        "membership:ended",
        "lead:handed-over",
    ]
    assert {row.actor_id for row in events} == {lead.pk}


@pytest.mark.parametrize(
    ("to", "keep", "sentence"),
    [
        ("lead", "", "Choose somebody else."),
        ("other", Role.ORGANISATION_LEAD, "another role"),
        ("stranger", "", "team"),
    ],
)
def test_a_hand_over_that_makes_no_sense_is_refused(programme, to, keep, sentence):
    organisation = makers.make_organisation(programme, lead=(lead := makers.make_person("Priti Ashgrove")))
    people = {"lead": lead, "other": makers.make_person("Other"), "stranger": makers.make_person("Stranger")}
    memberships.grant(people["other"], role=Role.VIEWER, programme=programme, organisation=organisation, by=lead)

    with tenancy.acting(lead, programme), pytest.raises(Refused, match=sentence):
        teams.hand_over(organisation, to=people[to], keep=keep, by=lead)

    assert Membership.objects.with_role(Role.ORGANISATION_LEAD).get().person == lead


def test_staff_hand_over_only_with_a_reason(programme):
    officer = makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    organisation = makers.make_organisation(programme, lead=(lead := makers.make_person("Priti Ashgrove")))

    with tenancy.acting(officer, programme), pytest.raises(Refused, match="Enter a reason"):
        teams.hand_over_by_staff(organisation, to=lead, end=[], reason="  ", by=officer)
