"""How is somebody invited, and how do they accept? Single use, 14 days, bound to the address."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction

from charter import notifications
from charter.actions import memberships
from charter.enums import ORGANISATION_ROLES, Role
from charter.invitation_tokens import digest
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Invitation, Membership, Organisation, Person, Programme

LASTS = timedelta(days=14)


@transaction.atomic
def invite(
    programme: Programme, *, email: str, role: str, organisation: Organisation | None = None, by: Any
) -> Invitation:
    """Invite an address to a role; the link goes out by message and is kept nowhere.

    Refuses a role of the wrong kind and an address whose owner holds the role already.
    """
    role, email = Role(role), email.strip().lower()
    if (organisation is not None) != (role in ORGANISATION_ROLES):
        raise Refused("This role belongs somewhere else.")
    held = Membership.objects.with_role(role).filter(
        programme=programme, organisation=organisation, person__email=email
    )
    if held.exists():
        raise Refused(f"{email} has this role already.")
    token, instant = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation.objects.create(
        programme=programme,
        organisation=organisation,
        email=email,
        role=role,
        token_digest=digest(token),
        invited_by=by,
        invited_at=instant,
        expires_at=instant + LASTS,
    )
    audit.record("invitation:sent", invitation, by=by, email=email, role=str(role.label))
    notifications.invitation(invitation, token)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: Person) -> Membership:
    """Take the role an invitation offers. Refuses one that was used, revoked, ran out or is another's."""
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
        audit.record("invitation:accepted", locked, by=by, role=locked.get_role_display())
        return memberships.grant(
            by, role=locked.role, programme=locked.programme, organisation=locked.organisation, by=by
        )


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
