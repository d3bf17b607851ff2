"""What are people told about the Charter itself? One function a message; each names its kind once."""

from __future__ import annotations

from charter.kit import messages
from charter.models import Invitation

messages.kind("charter.invitation", secret=True)
messages.kind("account.code", secret=True)
messages.kind("account.notice")


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
