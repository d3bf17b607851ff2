"""Which states and kinds does the applicant's side have?"""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """The states of an application (product.md §4)."""

    INTEREST = "interest", "Interest expressed"
    WAITLISTED = "waitlisted", "On the waiting list"
    DECLINED = "declined", "Not selected"
    DRAFT = "draft", "Being written"
    SENT = "sent", "Sent"
    RETURNED = "returned", "Returned for more"
    ACCEPTED = "accepted", "Accepted"
    ASSESSING = "assessing", "With the panel"
    MODERATING = "moderating", "In moderation"
    PROPOSED = "proposed", "Level proposed"
    DECIDED = "decided", "Decided"
    RELEASED = "released", "Released"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Lapsed"


WRITABLE = frozenset({State.DRAFT, State.RETURNED})
# Where a self-review can still be changed.
SELF_REVIEWED = frozenset({State.INTEREST, State.WAITLISTED, State.DRAFT, State.RETURNED})
BEFORE_PANEL = frozenset({State.SENT, State.ACCEPTED})
WITH_PANEL = frozenset({State.ASSESSING, State.MODERATING, State.PROPOSED, State.DECIDED})
ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.LAPSED})
# What an applicant is told while the panel works: nothing that gives the result away before its release.
EMBARGOED = frozenset({State.PROPOSED, State.DECIDED})


# Staff may bring a withdrawn application back to these; what was decided before is not reopened.
RESTORABLE = frozenset(
    {
        State.INTEREST,
        State.WAITLISTED,
        State.DRAFT,
        State.SENT,
        State.RETURNED,
        State.ACCEPTED,
        State.ASSESSING,
        State.MODERATING,
        State.PROPOSED,
    }
)


class ExtensionState(models.TextChoices):
    """Where a request for more time stands; proposed waits for a second person."""

    ASKED = "asked", "Asked for"
    PROPOSED = "proposed", "Waits for a second person"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"


class EvidenceKind(models.TextChoices):
    """Whether evidence is a file of ours or a link to somewhere else."""

    FILE = "file", "File"
    LINK = "link", "Link"


class ScanState(models.TextChoices):
    """What is known about a file's safety; shown to everybody who may open it."""

    NOT_SCANNED = "not_scanned", "Not scanned for viruses"
    PENDING = "pending", "Being checked for viruses"
    CLEAN = "clean", "Checked for viruses"
    INFECTED = "infected", "Contained a virus, deleted"
    FAILED = "failed", "Could not be checked for viruses"


class ScanResult(models.TextChoices):
    """What one try to scan a file came to."""

    CLEAN = "clean", "Clean"
    INFECTED = "infected", "A virus was found"
    UNSURE = "unsure", "The scanner did not say"


class Arrival(models.TextChoices):
    """When a piece of evidence came to a standard; only what came in time is ever sent."""

    IN_TIME = "in_time", "In time"
    LATE = "late", "After the deadline"
    ATTACHED = "attached", "Attached by staff"
