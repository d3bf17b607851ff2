"""What are people told about applications? One function a message; who gets it and whether they still may."""

from __future__ import annotations

from applications.notifications import kinds
from applications.notifications.files import (
    evidence_attached,
    virus_found,
)
from applications.notifications.journey import (
    accepted,
    declaration_reminder,
    declined,
    partner_invited,
    partner_joined,
    party_added,
    selected,
    sent,
    values_again,
    values_reminder,
    values_to_sign,
    waitlisted,
    withdrawal_asked,
    withdrawn,
)
from applications.notifications.team import (
    comment_named,
    comments_opened,
    section_given,
)
from applications.notifications.times import (
    extension_asked,
    extension_declined,
    extension_granted,
    extension_waits,
    lapsed,
    restored,
    returned,
)

__all__ = [
    "accepted",
    "comment_named",
    "comments_opened",
    "declaration_reminder",
    "declined",
    "evidence_attached",
    "extension_asked",
    "extension_declined",
    "extension_granted",
    "extension_waits",
    "kinds",
    "lapsed",
    "partner_invited",
    "partner_joined",
    "party_added",
    "restored",
    "returned",
    "section_given",
    "selected",
    "sent",
    "values_again",
    "values_reminder",
    "values_to_sign",
    "virus_found",
    "waitlisted",
    "withdrawal_asked",
    "withdrawn",
]
