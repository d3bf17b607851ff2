"""How is somebody invited, and how do they accept? Single use, 14 days, bound to the address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from charter import notifications
from charter.actions import memberships, names
from charter.enums import ORGANISATION_ROLES, Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.tokens import digest
from charter.models import Invitation, Membership, Organisation, Person, Programme

LASTS = timedelta(days=14)


@transaction.atomic
def invite(
    programme: Programme,
    *,
    email: str,
    role: str,
    organisation: Organisation | None = None,
    more_roles: Iterable[str] = (),
    by: Any,
) -> Invitation:
    """Invite an address to a role, in an organisation perhaps to several; the link goes out and is kept nowhere.

    Refuses a role of the wrong kind and an address whose owner holds every one of them already.
    """
    roles, email = [Role(role), *(Role(more) for more in more_roles)], email.strip().lower()
    if any((organisation is not None) != (one in ORGANISATION_ROLES) for one in roles):
        raise Refused("This role belongs somewhere else.")
    held = Membership.objects.with_role(*roles).filter(
        programme=programme, organisation=organisation, person__email=email
    )
    if held.count() >= len(set(roles)):
        raise Refused(f"{email} has this role already.")
    return _send(programme, organisation, email, list(dict.fromkeys(roles)), by)


def _send(
    programme: Programme, organisation: Organisation | None, email: str, roles: list[Role], by: Any
) -> Invitation:
    """Write an invitation with a token of its own, record it and owe its letter."""
    token, instant = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation.objects.create(
        programme=programme,
        organisation=organisation,
        email=email,
        role=roles[0],
        more_roles=[str(role) for role in roles[1:]],
        token_digest=digest(token),
        invited_by=by,
        invited_at=instant,
        expires_at=instant + LASTS,
    )
    audit.record("invitation:sent", invitation, by=by, email=email, role=invitation.roles_words)
    notifications.invitation(invitation, token)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Any) -> Invitation:
    """Send a new link to the same address for the same roles; the old link ends. Gives the new invitation.

    Refuses one that was used, was taken back, or has been sent again already.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.used_at is not None:
        raise Refused("This invitation was used already.")
    if locked.revoked_at is not None:
        raise Refused("This invitation was taken back, or sent again. Look for the newest one.")
    newer = _send(locked.programme, locked.organisation, locked.email, list(locked.roles), by)
    locked.revoked_at, locked.successor = clock.now(), newer
    locked.save(update_fields=["revoked_at", "successor"])
    audit.record("invitation:replaced", locked, by=by, email=locked.email)
    return newer


@transaction.atomic
def ask_for_new(invitation: Invitation) -> bool:
    """Tell whoever invited that a link ran out and a new one is wanted; False when they were told before.

    Whoever holds the old link may ask; nobody gets a new one by that. Refuses one that still works, was used, or
    was taken back.
    """
    with tenancy.as_system("somebody whose invitation ran out asks for a new one"):
        locked = Invitation.objects.select_related("programme", "organisation", "invited_by").get(pk=invitation.pk)
        over = locked.used_at is None and locked.revoked_at is None and clock.now() > locked.expires_at
        if not over:
            raise Refused("This invitation did not run out.")
        told = notifications.invitation_wanted(locked)
        if told:
            audit.record("invitation:wanted", locked, by=None, email=locked.email)
        return told


@transaction.atomic
def accept(invitation: Invitation, *, name: str = "", by: Person) -> Membership:
    """Take exactly the roles an invitation offers; gives the first one's membership.

    ``name`` is what the person wants to be called, empty to leave it. Refuses an invitation that was used, revoked,
    ran out or is another's.
    """
    with tenancy.as_system("an invitation is accepted by somebody who does not belong yet"):
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.used_at is not None:
            raise Refused("This invitation was used already. Sign in to find your place.")
        if locked.revoked_at is not None:
            raise Refused("This invitation was taken back. Ask the person who invited you for a new one.")
        if clock.now() > locked.expires_at:
            raise Refused("This invitation has run out. Ask the person who invited you for a new one.")
        if by.email != locked.email:
            raise Refused("This invitation is for another e-mail address. Sign in with that address.")
        locked.used_at, locked.used_by = clock.now(), by
        locked.save(update_fields=["used_at", "used_by"])
        names.call(by, name=name, by=by)
        audit.record("invitation:accepted", locked, by=by, role=locked.roles_words)
        granted = [
            memberships.grant(by, role=role, programme=locked.programme, organisation=locked.organisation, by=by)
            for role in locked.roles
        ]
        return granted[0]


@transaction.atomic
def end_waiting(chosen: QuerySet[Invitation]) -> int:
    """Take back every invitation of ``chosen`` that still waits, as when its addressee has gone; gives how many."""
    with tenancy.as_system("whoever leaves is not let in again by what was sent before"):
        return chosen.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=clock.now())


@transaction.atomic
def revoke(invitation: Invitation, *, by: Any) -> Invitation:
    """Take an invitation back; refuses one that was used."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.used_at is not None:
        raise Refused("This invitation was used already.")
    if locked.revoked_at is None:
        locked.revoked_at = clock.now()
        locked.save(update_fields=["revoked_at"])
        audit.record("invitation:revoked", locked, by=by, email=locked.email)
    return locked
