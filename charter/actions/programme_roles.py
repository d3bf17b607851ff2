"""How does staff give somebody a role in a programme, and end one, so that the person is told?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter import notifications, standing
from charter.actions import invitations, memberships
from charter.enums import Role
from charter.kit import duties, tenancy
from charter.kit.access import Refused
from charter.models import Invitation, Membership, Person, Programme
from charter.permissions import roles_to_give


def _demand(role: str, programme: Programme, *, by: Any) -> None:
    """Refuse unless ``by`` may give and end ``role`` in the programme."""
    if Role(role) not in roles_to_give(by, programme):
        raise Refused("Only a programme lead can do this.")


@transaction.atomic
def give(person: Person, *, role: str, programme: Programme, by: Any) -> Membership:
    """Give somebody who has an account a role of the programme, from now on; they are told.

    Refuses a role that ``by`` may not give, one that is held already, and an account that is closed or suspended.
    """
    _demand(role, programme, by=by)
    if not person.is_active:
        raise Refused("This account is closed. Invite the person with their present address.")
    if role in standing.of(person).in_programme(programme.pk):
        raise Refused(f"{person} has this role already.")
    membership = memberships.grant(person, role=role, programme=programme, by=by)
    notifications.role_given(membership, by=by)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Any) -> Membership:
    """End a role of the programme from this instant, with what was lent for it; the person is told.

    An invitation to the same role that still waits for them is taken back.

    Refuses a role that ``by`` may not end, and the last lead's.
    """
    _demand(membership.role, membership.programme, by=by)
    ended = memberships.end(membership, by=by)
    waiting = Invitation.objects.filter(programme=ended.programme, organisation=None, email=ended.person.email)
    invitations.end_waiting(waiting.filter(role=ended.role))
    with tenancy.as_system("what a role brought ends with it"):
        duties.leave(ended.person, ended.programme, by=by)
    if ended.person != by:
        notifications.role_ended(ended, by=by)
    return ended
