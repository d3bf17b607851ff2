"""What happens when an organisation joins and names its services?"""

from __future__ import annotations

import pytest

from charter.actions import organisations
from charter.enums import OrganisationKind, Region, Role
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.models import Membership, Organisation, Service
from tests.charter import makers


def register(programme, by, **fields):
    given = {
        "name": "Oak Trust",
        "kind": OrganisationKind.CHARITY,
        "region": Region.LONDON,
        "services": ["Court team"],
        **fields,
    }
    return organisations.register(programme, by=by, **given)


def test_register_makes_the_person_the_lead_and_names_the_services(programme):
    person = makers.make_person("Priti Ashgrove")

    organisation = register(
        programme,
        person,
        name="  Oak   Trust ",
        services=["Court team", " ", "Court team", "Prison team"],
        ods_code=" rx1 ",
    )

    assert (organisation.name, organisation.certificate_name, organisation.slug, organisation.ods_code) == (
        "Oak Trust",
        "Oak Trust",
        "oak-trust",
        "RX1",
    )
    assert [service.name for service in organisation.services.order_by("name")] == ["Court team", "Prison team"]
    assert [(row.person, row.role) for row in Membership.objects.filter(organisation=organisation)] == [
        (person, Role.ORGANISATION_LEAD)
    ]


def test_register_records_who_did_what(programme):
    person = makers.make_person("Priti Ashgrove")

    organisation = register(programme, person)

    events = AuditEvent.objects.filter(actor_id=person.pk).order_by("id")
    assert [event.verb for event in events] == ["organisation:registered", "membership:granted", "service:added"]
    assert {event.organisation_id for event in events} == {organisation.pk}


def test_register_refuses_a_name_that_is_taken_whatever_its_case(programme):
    register(programme, makers.make_person("First Person"))

    with pytest.raises(Refused, match="Ask a colleague there to invite you"):
        register(programme, makers.make_person("Second Person"), name="OAK TRUST")

    assert Organisation.objects.count() == 1


def test_register_takes_the_same_name_in_another_programme(programme):
    person = makers.make_person("Priti Ashgrove")
    register(programme, person)

    other = register(makers.make_programme("elmham", "ELM"), person)

    assert other.slug == "oak-trust"


def test_register_gives_a_free_address_when_the_plain_one_is_taken(programme):
    first = register(programme, makers.make_person("First Person"), name="Oak Trust")
    organisations.decline(first, reason="Not an employer.", by=makers.make_staff(programme, Role.OFFICER, "Officer"))

    second = register(programme, makers.make_person("Second Person"), name="Oak (Trust)")
    new = register(programme, makers.make_person("Third Person"), name="New")

    assert (second.slug, new.slug) == ("oak-trust-2", "new-2")


def test_register_refuses_to_go_on_without_a_service(programme):
    with pytest.raises(Refused, match="at least one service"):
        register(programme, makers.make_person("Priti Ashgrove"), services=["", "  "])


def test_add_service_adds_once(programme):
    person = makers.make_person("Priti Ashgrove")
    organisation = register(programme, person)

    organisations.add_service(organisation, name="  Prison   team ", by=person)
    with pytest.raises(Refused, match="has a service with this name"):
        organisations.add_service(organisation, name="PRISON TEAM", by=person)

    assert sorted(Service.objects.values_list("name", flat=True)) == ["Court team", "Prison team"]
