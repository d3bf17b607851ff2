"""Which states and kinds does the panel's side have?"""

from __future__ import annotations

from django.db import models


class SeatKind(models.TextChoices):
    """What a panel member's seat on a cohort's panel is for."""

    ASSESSOR = "assessor", "Assessor"
    CHAIR = "chair", "Chair"
    OBSERVER = "observer", "Observer"


class Connection(models.TextChoices):
    """The answer to the conflict question; no detail is ever asked for."""

    NONE = "none", "No, I have no connection"
    CONNECTED = "connected", "Yes, I have a connection"
    UNSURE = "unsure", "I am not sure"


CONFLICTING = frozenset({Connection.CONNECTED, Connection.UNSURE})


class ReviewState(models.TextChoices):
    """The states of a review (product.md §4)."""

    INVITED = "invited", "Waiting for your answer"
    OPEN = "open", "Being scored"
    LOCKED = "locked", "Finished"
    HANDED_BACK = "handed_back", "Handed back"
    VOID = "void", "Set aside"


COUNTED = frozenset({ReviewState.INVITED, ReviewState.OPEN, ReviewState.LOCKED})
