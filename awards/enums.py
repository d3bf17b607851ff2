"""Which states does an award have?"""

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
