"""How does a partner join an application whose organisation is perhaps not registered yet?"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from applications import notifications, permissions
from applications.actions import answers, parties
from applications.enums import State
from applications.models import Application, ApplicationParty, PartyInvitation
from charter import standing
from charter.actions.invitations import LASTS
from charter.enums import Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.tokens import digest
from charter.models import Organisation, Person, Service


@transaction.atomic
def invite(application: Application, *, partner_name: str, email: str, by: Any) -> PartyInvitation:
    """Ask somebody of a partner organisation to join the application with it; the link goes to their address.

    Refuses somebody who does not lead the lead organisation, an application that is not a draft, and an address
    whose invitation to it is still open.
    """
    permissions.INVITE_PARTNER.demand(by, application)
    _demand_draft(answers.lock(application))
    token, instant = secrets.token_urlsafe(32), clock.now()
    address = email.strip().lower()
    open_ones = PartyInvitation.objects.filter(
        application=application, email=address, used_at=None, revoked_at=None, expires_at__gte=instant
    )
    if open_ones.exists():
        raise Refused(f"{address} is invited already. To send a new link, take that invitation back first.")
    invitation = PartyInvitation.objects.create(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        application=application,
        partner_name=" ".join(partner_name.split()),
        email=address,
        token_digest=digest(token),
        invited_by=by,
        invited_at=instant,
        expires_at=instant + LASTS,
    )
    audit.record("application:partner-invited", application, by=by, who=invitation.partner_name)
    notifications.partner_invited(invitation, token)
    return invitation


@transaction.atomic
def revoke(invitation: PartyInvitation, *, by: Any) -> PartyInvitation:
    """Take an invitation of a partner back; refuses one that was used."""
    locked = PartyInvitation.objects.select_for_update().select_related("application").get(pk=invitation.pk)
    if locked.used_at is not None:
        raise Refused(f"{locked.partner_name} has joined already.")
    if locked.revoked_at is None:
        locked.revoked_at = clock.now()
        locked.save(update_fields=["revoked_at"])
        audit.record("application:partner-uninvited", locked.application, by=by, who=locked.partner_name)
    return locked


@transaction.atomic
def join(
    invitation: PartyInvitation, *, organisation: Organisation, services: list[Service], by: Person
) -> ApplicationParty:
    """Join the application with one's own organisation and the chosen services of it.

    Refuses an invitation that was used, revoked, ran out or is another's; somebody who does not lead the
    organisation; and what :func:`applications.actions.parties.add` refuses, such as one that is not approved.
    """
    if Role.ORGANISATION_LEAD not in standing.of(by).in_organisation(organisation.pk):
        raise Refused("Only a lead of the organisation can join with it.")
    with tenancy.as_system("a partner joins an application that it could not see before"):
        rows = PartyInvitation.objects.select_related("application").select_for_update(of=("self",))
        locked = rows.get(pk=invitation.pk)
        if locked.used_at is not None:
            raise Refused("This invitation was used already.")
        if locked.revoked_at is not None:
            raise Refused("This invitation was taken back. Ask the person who invited you for a new one.")
        if clock.now() > locked.expires_at:
            raise Refused("This invitation has run out. Ask the person who invited you for a new one.")
        if by.email != locked.email:
            raise Refused("This invitation is for another e-mail address. Sign in with that address.")
        locked.used_at, locked.used_by = clock.now(), by
        locked.save(update_fields=["used_at", "used_by"])
        party = parties.add(locked.application, organisation=organisation, services=services, by=by)
        notifications.partner_joined(locked.application, organisation)
        return party


def _demand_draft(application: Application) -> None:
    if application.state != State.DRAFT:
        raise Refused("Partner organisations can be invited only while the application is being written.")
