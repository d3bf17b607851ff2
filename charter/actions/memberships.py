"""How does a person come to hold a role, and how does it end?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter import standing
from charter.enums import ORGANISATION_ROLES, Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Membership, Organisation, Person, Programme

# Roles somebody must always hold, and what is said to who would end the last.
LAST_NEEDED: dict[Role, str] = {
    Role.ORGANISATION_LEAD: "An organisation needs a lead. Make somebody else a lead first.",
    Role.PROGRAMME_LEAD: "A programme needs a lead. Make somebody else a lead first.",
}


@transaction.atomic
def grant(
    person: Person, *, role: str, programme: Programme, organisation: Organisation | None = None, by: Any
) -> Membership:
    """Give ``person`` a role in an organisation, or in the programme when there is none.

    Granting what is held already changes nothing. Refuses a role of the wrong kind.
    """
    role = Role(role)
    if (organisation is not None) != (role in ORGANISATION_ROLES):
        raise Refused("This role belongs somewhere else.")
    if not person.is_active:
        raise Refused("Their account is closed, so they can hold no role.")
    membership, created = Membership.objects.get_or_create(
        programme=programme,
        organisation=organisation,
        person=person,
        role=role,
        ended_at=None,
        defaults={"began_at": clock.now()},
    )
    if created:
        standing.forget(person)
        audit.record(
            "membership:granted",
            membership,
            by=by,
            person=str(person),
            role=str(role.label),
            where=str(organisation or programme),
        )
    return membership


def _held(membership: Membership) -> tuple[Membership, bool]:
    """The membership as it is now, held, and whether nobody else has its role in the same place.

    Whoever ends a role waits for the place's row, so that two leads cannot end each other at once.
    """
    if membership.organisation_id is not None:
        Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    else:
        Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
    rows = Membership.objects.select_related("person", "programme", "organisation")
    locked = rows.select_for_update(of=("self",)).get(pk=membership.pk)
    # Somebody whose account is suspended or closed can lead nothing.
    others = Membership.objects.with_role(locked.role).filter(
        programme=locked.programme_id, organisation=locked.organisation_id, person__is_active=True
    )
    return locked, not others.exclude(pk=locked.pk).exists()


@transaction.atomic
def end(membership: Membership, *, by: Any) -> Membership:
    """End a role from this instant; refuses to end the last lead of an organisation or a programme."""
    with tenancy.as_system("a role is held still while its end is decided"):
        locked, is_last = _held(membership)
    if locked.ended_at is not None:
        return locked
    if is_last and locked.role in LAST_NEEDED:
        raise Refused(LAST_NEEDED[Role(locked.role)])
    locked.ended_at = clock.now()
    locked.save(update_fields=["ended_at"])
    standing.forget(locked.person)
    audit.record(
        "membership:ended",
        locked,
        by=by,
        person=str(locked.person),
        role=locked.get_role_display(),
        where=str(locked.organisation or locked.programme),
    )
    return locked
