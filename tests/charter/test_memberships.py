"""How does a person come to hold a role, and how does it end?"""

from __future__ import annotations

import pytest

from charter import selectors, standing
from charter.actions import memberships
from charter.enums import Role
from charter.kit import clock, tenancy
from charter.kit.access import Refused
from charter.models import Membership
from tests.charter import makers


def test_grant_gives_a_role_at_once(programme):
    person = makers.make_person("Gethin Harkaway")
    assert standing.of(person).in_programme(programme.pk) == frozenset()

    membership = memberships.grant(person, role=Role.ASSESSOR, programme=programme, by=person)

    assert membership.began_at == clock.now()
    assert standing.of(person).in_programme(programme.pk) == {Role.ASSESSOR}


def test_grant_twice_is_one_membership(programme):
    person = makers.make_person("Gethin Harkaway")

    first = memberships.grant(person, role=Role.ASSESSOR, programme=programme, by=person)
    second = memberships.grant(person, role=Role.ASSESSOR, programme=programme, by=person)

    assert first == second


@pytest.mark.parametrize("role", sorted(Role))
def test_grant_refuses_a_role_in_the_wrong_place(programme, role):
    person = makers.make_person("Gethin Harkaway")
    organisation = makers.make_organisation(programme)
    own = role in {Role.ORGANISATION_LEAD, Role.CONTRIBUTOR, Role.SIGNATORY, Role.VIEWER}

    with pytest.raises(Refused, match="belongs somewhere else"):
        memberships.grant(
            person, role=role, programme=programme, organisation=None if own else organisation, by=person
        )


def test_end_takes_the_role_away_at_once_and_keeps_the_row(programme):
    person = makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    membership = Membership.objects.get(person=person)

    memberships.end(membership, by=person)
    memberships.end(membership, by=person)

    membership.refresh_from_db()
    assert membership.ended_at == clock.now()
    assert standing.of(person).in_programme(programme.pk) == frozenset()


def test_end_refuses_the_last_lead_of_an_organisation(programme):
    lead = makers.make_person("Priti Ashgrove")
    organisation = makers.make_organisation(programme, lead=lead)
    membership = Membership.objects.get(organisation=organisation)

    with pytest.raises(Refused, match="needs a lead"):
        memberships.end(membership, by=lead)

    second = makers.make_person("Second Lead")
    memberships.grant(second, role=Role.ORGANISATION_LEAD, programme=programme, organisation=organisation, by=lead)
    memberships.end(membership, by=second)
    assert list(selectors.leads_of(organisation)) == [second]


def test_end_refuses_the_last_lead_of_a_programme(programme):
    lead = makers.make_staff(programme)

    with pytest.raises(Refused, match="programme needs a lead"):
        memberships.end(Membership.objects.get(person=lead), by=lead)


def test_two_leads_cannot_end_each_other_at_once(lasting):
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        first, second = (makers.make_person(f"{name} {lasting.slug}") for name in ("First", "Second"))
        organisation = makers.make_organisation(lasting, lead=first)
        memberships.grant(second, role=Role.ORGANISATION_LEAD, programme=lasting, organisation=organisation, by=first)
    rows = {row.person_id: row for row in Membership.objects.filter(organisation=organisation)}

    def end(who, whom):
        with tenancy.acting(who, lasting):
            memberships.end(rows[whom.pk], by=who)

    answers = makers.race(lambda: end(first, second), lambda: end(second, first))

    assert sorted(answers) == ["", "An organisation needs a lead. Make somebody else a lead first."]
    assert selectors.leads_of(organisation).count() == 1
