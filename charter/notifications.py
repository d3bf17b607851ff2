"""What are people told about the Charter itself? One function a message; each names its kind once."""

from __future__ import annotations

import uuid

from charter.kit import clock, messages
from charter.models import Invitation, Person

messages.kind("charter.invitation", secret=True)
messages.kind("account.code", secret=True)
messages.kind("account.notice")
# What changed about an account goes also to somebody whose account was closed meanwhile.
messages.kind("account.alert", still_right=lambda message: True)


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


def account_changed(person: Person, sentence: str, *, to: str = "") -> None:
    """Tell a person what has just changed about their account, at their address or at an older one."""
    _alert(person, sentence, subject="Something about your account changed", to=to)


def new_device(person: Person, device: str) -> None:
    """Tell a person that somebody signed in as them on a device that was not theirs before."""
    _alert(person, f"Your account was used on a new device: {device}.", subject="Your account on a new device")


def _alert(person: Person, sentence: str, *, subject: str, to: str = "") -> None:
    messages.send(
        "account.alert",
        to=to or person,
        context={"subject_line": subject, "sentence": sentence, "at": clock.now()},
        link="/account/security/",
        key=f"account:{uuid.uuid4()}",
    )
