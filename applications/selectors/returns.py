"""What was asked for when an application was returned, and what has changed since?"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from applications.enums import State
from applications.models import Application, Return, ReturnedStandard, Snapshot
from applications.selectors import content, gates
from charter.models import Standard


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
    """One standard of which the words or the evidence differ between two sendings.

    ``pieces`` are the words in order, each with ``same``, ``added`` or ``removed``.
    """

    standard: Standard
    pieces: tuple[tuple[str, str], ...]
    added: tuple[content.SentEvidence, ...]
    removed: tuple[content.SentEvidence, ...]


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
            found.append(Change(standard, text_pieces(old.text, new.text), added, removed))
    return found


# Beyond this many words the comparison is by line: a long text must not hold a page up.
MOST_WORDS = 3000


def text_pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """``new`` against ``old`` word by word, as ``(kind, text)`` with kind same, added or removed, in reading order.

    All pieces but the added ones make ``old`` again, all but the removed ones ``new``.
    """
    cut = re.compile(r"\S+\s*|\s+")
    first, second = cut.findall(old), cut.findall(new)
    if len(first) + len(second) > 2 * MOST_WORDS:
        first, second = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[tuple[str, str]] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("same", "".join(first[a:b])))
            continue
        if b > a:
            pieces.append(("removed", "".join(first[a:b])))
        if d > c:
            pieces.append(("added", "".join(second[c:d])))
    return tuple(pieces)


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
    def deadline(self) -> Any:
        """The deadline that held then, as ``{"at", "grace_minutes"}``; None for what was sent in an older form."""
        return self.snapshot.content.get("deadline")


def sent_page(application: Application, snapshot: Snapshot) -> SentPage:
    """What one sending held, with the difference from the one before."""
    before = sending(application, snapshot.number - 1) if snapshot.number > 1 else None
    readings = [content.panel_reading(application, row, snapshot) for row in gates.standards(application)]
    return SentPage(
        application=application,
        snapshot=snapshot,
        standards=[SentStandard(row.standard, row.text, row.words, row.evidence) for row in readings],
        returned=Return.objects.filter(application=application, number=snapshot.number - 1).first(),
        changes=changes(application, before, snapshot) if before is not None else [],
        sendings=sendings(application),
    )
