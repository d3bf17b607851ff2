"""What are people told about the Charter itself? One function a message; each names its kind once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from charter.enums import Mail, Role
from charter.kit import messages
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import ActingAs, ClosureRequest, Invitation, Membership, Person, Programme
from charter.roles import ROLES
from charter.selectors import people_with_role

messages.kind("charter.invitation", secret=True)
messages.kind("account.code", secret=True)
messages.kind("account.notice")
messages.kind("charter.role_given")
messages.kind("charter.role_ended")
# Whoever leaves may have no account to read it in, so it is written to the address.
messages.kind("charter.left")
messages.kind("charter.acted_as")
messages.kind("charter.closure_asked", purpose=Purpose.ASKS)
messages.kind("charter.account_closed", last=True)


def _wants_news(message: Message) -> bool:
    """Whether the recipient wants news by e-mail; an address without an account gets it."""
    return not Person.objects.filter(pk=message.person_id or 0, mail=Mail.NEEDS_ME).exists()


messages.news_is_wanted_by(_wants_news)


def invitation(invitation: Invitation, token: str) -> None:
    """Send an invitation's single-use link to the address it is bound to."""
    where = invitation.organisation or invitation.programme
    messages.send(
        "charter.invitation",
        to=invitation.email,
        context={
            "where": str(where),
            "role": invitation.get_role_display(),
            "invited_by": str(invitation.invited_by),
            "expires_at": invitation.expires_at,
        },
        link=f"/invite/{token}/",
        key=f"invitation:{invitation.pk}",
        programme=invitation.programme,
        organisation=invitation.organisation,
    )


def role_given(membership: Membership, *, by: Any) -> None:
    """Tell somebody about a role of the programme that they hold from now on."""
    messages.send(
        "charter.role_given",
        to=membership.person,
        context={
            "role": membership.get_role_display(),
            "sentence": ROLES[Role(membership.role)].sentence,
            "given_by": str(by),
        },
        link="/start/",
        key=f"role-given:{membership.pk}",
        programme=membership.programme,
    )


def role_ended(membership: Membership, *, by: Any) -> None:
    """Tell somebody that they no longer hold a role of the programme."""
    messages.send(
        "charter.role_ended",
        to=membership.person,
        context={"role": membership.get_role_display(), "ended_by": str(by)},
        link="/start/",
        key=f"role-ended:{membership.pk}",
        programme=membership.programme,
    )


def left(person: Person, *, programme: Programme, roles: Sequence[str], key: str) -> None:
    """Tell whoever left a programme what ended; ``key`` names the occasion."""
    messages.send(
        "charter.left",
        to=person,
        context={"roles": tuple(roles)},
        link="/start/",
        key=f"left:{key}",
        programme=programme,
    )


def acted_as(row: ActingAs) -> None:
    """Tell somebody who looks at pages as them, and why."""
    messages.send(
        "charter.acted_as",
        to=row.as_person,
        context={"who": str(row.person), "reason": row.reason, "ends_at": row.ends_at},
        link=reverse("charter:own_data"),
        key=f"acted-as:{row.pk}",
        programme=row.programme,
    )


def closure_asked(request: ClosureRequest) -> None:
    """Tell the programme's leads that somebody wants their account closed."""
    words = {"programme": request.programme.slug, "who": request.person.uuid}
    for lead in people_with_role(request.programme, Role.PROGRAMME_LEAD):
        messages.send(
            "charter.closure_asked",
            to=lead,
            context={"who": str(request.person)},
            link=reverse("charter:person", kwargs=words),
            key=f"closure-asked:{request.pk}:{lead.pk}",
            programme=request.programme,
        )


def account_closed(address: str, *, key: str) -> None:
    """Tell an address for the last time; the letter is erased with the account once it is sent."""
    messages.send("charter.account_closed", to=address, context={}, link="/", key=f"account-closed:{key}")
