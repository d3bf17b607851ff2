"""How does a team change: roles given and taken, somebody leaves or is removed, the lead is handed over?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from charter import notifications
from charter.actions import memberships
from charter.enums import ORGANISATION_ROLES, Role
from charter.kit import audit, duties, tenancy
from charter.kit.access import Refused
from charter.models import Membership, Organisation, Person

_ORDER = tuple(role for role in Role if role in ORGANISATION_ROLES)


def _held(organisation: Organisation, person: Person) -> QuerySet[Membership]:
    """The person's current roles in the organisation."""
    return Membership.objects.current().filter(organisation=organisation, person=person)


def _lock(organisation: Organisation) -> Organisation:
    """Hold the organisation still, so that two changes of its leads happen one after the other."""
    with tenancy.as_system("a team is held still while it changes"):
        rows = Organisation.objects.select_related("programme").select_for_update(of=("self",), no_key=True)
        return rows.get(pk=organisation.pk)


def _demand_member(organisation: Organisation, person: Person) -> list[Membership]:
    held = list(_held(organisation, person))
    if not held:
        raise Refused(f"{person} is not in this team any more.")
    return held


def _let_apps_know(organisation: Organisation, person: Person, *, by: Any) -> None:
    """What was given to somebody for a role they no longer hold goes with it."""
    with tenancy.as_system("what was given to a member of a team ends with the role it was for"):
        duties.leave(person, organisation.programme, by=by)


@transaction.atomic
def set_roles(organisation: Organisation, *, person: Person, roles: Iterable[str], by: Any) -> None:
    """Give a member exactly ``roles``: missing ones are granted first, others end.

    Refuses somebody who is not of the team, no role at all, and to end the last lead.
    """
    wanted = {Role(role) for role in roles}
    if not wanted or not wanted <= ORGANISATION_ROLES:
        raise Refused("Select at least one role. To take every role away, remove them from the team.")
    place = _lock(organisation)
    held = _demand_member(place, person)
    for role in _ORDER:
        if role in wanted:
            memberships.grant(person, role=role, programme=place.programme, organisation=place, by=by)
    for membership in held:
        if membership.role not in wanted:
            memberships.end(membership, by=by)
    _let_apps_know(place, person, by=by)


@transaction.atomic
def remove(organisation: Organisation, *, person: Person, by: Any) -> None:
    """End every role of a member; refuses to end the last lead."""
    place = _lock(organisation)
    for membership in _demand_member(place, person):
        memberships.end(membership, by=by)
    _let_apps_know(place, person, by=by)


@transaction.atomic
def leave(organisation: Organisation, *, by: Person) -> None:
    """End every role of one's own; the last lead hands over first."""
    place = _lock(organisation)
    for membership in _demand_member(place, by):
        memberships.end(membership, by=by)
    _let_apps_know(place, by, by=by)


@transaction.atomic
def hand_over(organisation: Organisation, *, to: Person, keep: str = "", by: Person) -> None:
    """Make another member lead and end one's own lead; ``keep`` is the role one goes on with, empty for none.

    Other roles one holds stay. Refuses somebody who does not lead, a stranger, oneself, and leading on.
    """
    place = _lock(organisation)
    mine = _held(place, by).filter(role=Role.ORGANISATION_LEAD).first()
    if mine is None:
        raise Refused("Only a lead can hand the lead over.")
    if to.pk == by.pk:
        raise Refused("Choose somebody else.")
    if keep and (keep not in ORGANISATION_ROLES or keep == Role.ORGANISATION_LEAD):
        raise Refused("Choose another role to go on with, or none.")
    _demand_member(place, to)
    memberships.grant(to, role=Role.ORGANISATION_LEAD, programme=place.programme, organisation=place, by=by)
    if keep:
        memberships.grant(by, role=keep, programme=place.programme, organisation=place, by=by)
    memberships.end(mine, by=by)
    _let_apps_know(place, by, by=by)
    audit.record("lead:handed-over", place, by=by, person=str(to))
    with tenancy.as_system("somebody is told that they lead now, by a person who may have left"):
        notifications.lead_handed_over(place, to, by)


@transaction.atomic
def hand_over_by_staff(
    organisation: Organisation, *, to: Person, end: Iterable[Person], reason: str, by: Any
) -> None:
    """Make a member lead for an organisation that cannot do it itself, and end the lead of those in ``end``.

    The reason is recorded. Refuses without one, and somebody who is not of the team.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Enter a reason. It is kept in the record.")
    place = _lock(organisation)
    _demand_member(place, to)
    memberships.grant(to, role=Role.ORGANISATION_LEAD, programme=place.programme, organisation=place, by=by)
    for person in end:
        lead = _held(place, person).filter(role=Role.ORGANISATION_LEAD).first()
        if lead is not None and person.pk != to.pk:
            memberships.end(lead, by=by)
            _let_apps_know(place, person, by=by)
    audit.record("lead:handed-over", place, by=by, person=str(to), reason=reason)
    notifications.lead_handed_over(place, to, by)
