"""Which states does an award have, and how does it stand on a day?"""

from __future__ import annotations

from django.db import models


class AwardState(models.TextChoices):
    """The states of an award (product.md §4); grace is a date, not a state."""

    SCHEDULED = "scheduled", "Waiting for release"
    ACTIVE = "active", "Current"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Replaced"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"
    SURRENDERED = "surrendered", "Given up"


PUBLIC = frozenset(AwardState) - {AwardState.SCHEDULED}


class Standing(models.TextChoices):
    """What anybody is told about a released award on a given day: its state and its dates together."""

    CURRENT = "current", "Current"
    EXPIRED = "expired", "Expired"
    REPLACED = "replaced", "Replaced"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"
    SURRENDERED = "surrendered", "Given up"
