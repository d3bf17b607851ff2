"""How does somebody leave a programme, so that nothing of theirs stays open?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from charter import notifications, standing
from charter.actions import invitations, memberships, sessions
from charter.enums import ORGANISATION_ROLES
from charter.kit import audit, duties, tenancy
from charter.kit.access import Refused
from charter.models import AccessNeeds, Invitation, JoinRequest, Membership, Person, Programme
from charter.people import first_to_hand_over
from charter.permissions import LET_GO, roles_to_give


@dataclass(frozen=True)
class Left:
    """What ended: the roles in words, what the apps did, and how many sessions there were."""

    roles: tuple[str, ...]
    done: tuple[str, ...]
    sessions: int


@transaction.atomic
def let_go(person: Person, *, programme: Programme, reason: str, by: Any) -> Left:
    """End every role ``person`` holds in the programme and its organisations, what was lent to them, and sessions.

    All of it or nothing, in one transaction; the person is told. Sessions end in every programme: who still holds a
    role elsewhere signs in again. What they need to take part is forgotten with their last role anywhere.
    Refuses without a reason, oneself, somebody whose roles ``by`` may not end, and while somebody else has to become
    a lead first.
    """
    LET_GO.demand(by, programme)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("Enter why this person leaves.")
    if person == by:
        raise Refused("Somebody else has to do this for you.")
    held = list(Membership.objects.current().filter(person=person, programme=programme).order_by("pk"))
    if not held:
        raise Refused(f"{person} holds no role here any more.")
    giveable = roles_to_give(by, programme)
    if any(row.role not in giveable and row.role not in ORGANISATION_ROLES for row in held):
        raise Refused("Only a programme lead can do this for an officer or a lead.")
    first = first_to_hand_over(person, programme)
    if first:
        raise Refused(" ".join(first))
    return _let_go(person, programme, held, reason=reason, by=by)


def _let_go(person: Person, programme: Programme, held: list[Membership], *, reason: str, by: Any) -> Left:
    ended = tuple(_in_words(memberships.end(row, by=by)) for row in held)
    _close_the_door(person, programme)
    with tenancy.as_system("whoever leaves keeps nothing, also of what a connection hides from the officer"):
        done = tuple(duties.leave(person, programme, by=by))
    with tenancy.as_system("what somebody needs is forgotten with their last role anywhere"), tenancy.entering(None):
        if not Membership.objects.current().filter(person=person).exists():
            AccessNeeds.objects.filter(person=person).delete()
    count = sessions.end_all(person, by=by, reason=reason)
    standing.forget(person)
    audit.record("person:left", person, by=by, programme=programme, reason=reason, roles=list(ended), done=list(done))
    notifications.left(person, programme=programme, roles=ended, key=f"{held[0].pk}:{held[-1].pk}")
    return Left(ended, done, count)


def _close_the_door(person: Person, programme: Programme) -> None:
    """No invitation that waits for them, and nothing they asked for, lets them in again by itself."""
    invitations.end_waiting(Invitation.objects.filter(programme=programme, email=person.email))
    with tenancy.as_system("what somebody asked for ends when they leave"):
        JoinRequest.objects.filter(programme=programme, person=person, answered_at__isnull=True).delete()


def _in_words(membership: Membership) -> str:
    """``Viewer, Oak Trust``."""
    return f"{membership.get_role_display()}, {membership.organisation or membership.programme}"
