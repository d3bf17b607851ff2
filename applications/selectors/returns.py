"""What was asked for when an application was returned, and what has changed since? And how is more time asked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.differences import Piece, compare, is_same
from applications.enums import ExtensionState, State
from applications.models import Application, Extension, Return, ReturnedStandard, Snapshot
from applications.selectors import content, gates
from charter.kit.tenancy import Hat
from charter.models import Programme, Standard


@dataclass(frozen=True)
class Asked:
    """The present return: one request, and each standard with what is asked about it in particular."""

    returned: Return
    standards: tuple[ReturnedStandard, ...]

    def comment_on(self, standard: Standard) -> str:
        """What is asked about one standard; empty when it was named without a word, or not named."""
        return next((row.comment for row in self.standards if row.standard_id == standard.pk), "")

    def names(self, standard: Standard) -> bool:
        """Whether the standard was returned."""
        return any(row.standard_id == standard.pk for row in self.standards)


def asked(application: Application) -> Asked | None:
    """What is asked for now; None unless the application is returned. Two queries then, none otherwise."""
    if application.state != State.RETURNED:
        return None
    returned = Return.objects.filter(application=application, number=application.round - 1).first()
    if returned is None:
        return None
    rows = ReturnedStandard.objects.filter(returned=returned).select_related("standard")
    return Asked(returned, tuple(rows.order_by("standard__position")))


@dataclass(frozen=True)
class Change:
    """One standard of which the words or the evidence differ between two sendings; ``pieces`` are the words."""

    standard: Standard
    pieces: tuple[Piece, ...]
    added: tuple[content.SentEvidence, ...]
    removed: tuple[content.SentEvidence, ...]

    @property
    def same_words(self) -> bool:
        """Whether no word came or went."""
        return is_same(self.pieces)


def changes(application: Application, before: Snapshot, after: Snapshot) -> list[Change]:
    """Every standard that differs between two snapshots of the application, in order."""
    found = []
    for standard in gates.standards(application):
        old = content.panel_reading(application, standard, before)
        new = content.panel_reading(application, standard, after)
        kept, brought = ({(row.uuid, row.sha256) for row in side.evidence} for side in (old, new))
        added = tuple(row for row in new.evidence if (row.uuid, row.sha256) not in kept)
        removed = tuple(row for row in old.evidence if (row.uuid, row.sha256) not in brought)
        if old.text != new.text or added or removed:
            found.append(Change(standard, compare(old.text, new.text), added, removed))
    return found


def sendings(application: Application) -> list[Snapshot]:
    """Every sending, newest first, without its content."""
    return list(Snapshot.objects.filter(application=application).defer("content").order_by("-number"))


def sending(application: Application, number: int) -> Snapshot | None:
    """One sending with its content, or None."""
    return Snapshot.objects.filter(application=application, number=number).select_related("sent_by").first()


@dataclass(frozen=True)
class SentStandard:
    """One standard as it was sent."""

    standard: Standard
    text: str
    words: int
    evidence: tuple[content.SentEvidence, ...]


@dataclass(frozen=True)
class SentPage:
    """One sending whole: its standards, what was asked for it, and what differs from the one before."""

    application: Application
    snapshot: Snapshot
    standards: list[SentStandard]
    returned: Return | None
    changes: list[Change]
    sendings: list[Snapshot]

    @property
    def deadline(self) -> datetime | None:
        """The deadline that held then."""
        return deadline_then(self.snapshot)


def deadline_then(snapshot: Snapshot) -> datetime | None:
    """The deadline that held when this was sent, UTC; None for what was sent in an older form."""
    kept = snapshot.content.get("deadline")
    return datetime.fromisoformat(kept["at"]) if kept else None


def sent_page(application: Application, snapshot: Snapshot) -> SentPage:
    """What one sending held, with the difference from the one before."""
    before = sending(application, snapshot.number - 1) if snapshot.number > 1 else None
    known = content.beside(application)
    readings = [content.panel_reading(application, row, snapshot, known) for row in gates.standards(application)]
    return SentPage(
        application=application,
        snapshot=snapshot,
        standards=[SentStandard(row.standard, row.text, row.words, row.evidence) for row in readings],
        returned=Return.objects.filter(application=application, number=snapshot.number - 1).first(),
        changes=changes(application, before, snapshot) if before is not None else [],
        sendings=sendings(application),
    )


def extensions_of(application: Application) -> list[Extension]:
    """Every request for more time, newest first, with the party that asked and who answered. One query."""
    rows = Extension.objects.filter(application=application)
    return list(rows.select_related("organisation", "asked_by", "proposed_by", "answered_by").order_by("-pk"))


def waiting_for_time(person: Any, programme: Programme) -> list[str]:
    """References of the applications whose request for more time waits for staff, longest first. One query."""
    seen = Application.objects.visible_to(person, programme, Hat.STAFF)
    rows = Extension.objects.filter(application__in=seen, state__in=[ExtensionState.ASKED, ExtensionState.PROPOSED])
    return list(rows.order_by("asked_at", "pk").values_list("application__reference", flat=True))


def was_in(application: Application) -> str:
    """In which state a withdrawn application was, in words; empty for others and for older ones."""
    return str(State(application.withdrawn_from).label) if application.withdrawn_from else ""
