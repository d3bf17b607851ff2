"""What happens when an organisation joins and names its services?"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from charter.actions import invitations, join_requests, organisations
from charter.enums import OrganisationKind, Region, Role
from charter.kit.access import Refused
from charter.kit.keys import CompositeForeignKey
from charter.kit.models import AuditEvent
from charter.models import Invitation, JoinRequest, Membership, Organisation, RegistrationNote, Service
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


def composites():
    """The keys of what hangs on a registration, an invitation and a request to join."""
    for model in (Invitation, JoinRequest, RegistrationNote):
        for rule in model._meta.constraints:
            if isinstance(rule, CompositeForeignKey):
                yield pytest.param(model, rule, id=rule.name)


@pytest.mark.parametrize(("model", "rule"), list(composites()))
def test_no_row_points_into_another_programme(programme, model, rule):
    rows = []
    for place in (programme, makers.make_programme("elmham", "ELM")):
        person = makers.make_person(f"Lead in {place.prefix}")
        organisation = register(place, person, about="With another trust.")
        join_requests.ask(organisation, by=makers.make_person(f"Asker in {place.prefix}"))
        old = invitations.invite(place, email="a@example.org", role=Role.VIEWER, organisation=organisation, by=person)
        invitations.resend(old, by=person)
        rows.append(place)
    own = model.objects.filter(programme=rows[0]).order_by("pk").first()
    theirs = apps.get_model(rule.to).objects.filter(programme=rows[1]).first()

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model.objects.filter(pk=own.pk).update(**{rule.column: theirs.pk})
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert rule.name in str(caught.value)


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (Organisation, {"state": "lost"}, "charter_organisation_"),
        (Invitation, {"more_roles": ["officer"]}, "charter_invitation_more_roles_fit"),
        (RegistrationNote, {"kind": "rumour"}, "charter_registrationnote_known_kind"),
        (JoinRequest, {"accepted": True}, "charter_joinrequest_answered_whole"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_what_must_be_true_of_every_row_is(programme, model, changes, name):
    person = makers.make_person("Priti Ashgrove")
    organisation = register(programme, person, about="With another trust.")
    join_requests.ask(organisation, by=makers.make_person("Asker"))
    invitations.invite(programme, email="a@example.org", role=Role.VIEWER, organisation=organisation, by=person)

    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model.objects.filter(programme=programme).update(**changes)

    assert name in str(caught.value)
