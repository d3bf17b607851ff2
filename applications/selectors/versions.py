"""Who changed an answer, when, and what did each version say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from applications import differences
from applications.canonical import words
from applications.models import Answer, AnswerHistory, Application, SetAsideText
from charter.kit.history import Change
from charter.models import Person, Standard

# Saves of one person within so long are one entry (settled 18).
TOGETHER = timedelta(minutes=10)
PAGE = 20

# Its columns are made from the answer's while the app loads, so no type can know them.
_SAVED: Any = AnswerHistory


@dataclass(frozen=True)
class Entry:
    """What one person did to an answer within ten minutes, or one text that was not accepted.

    ``mark`` names its last version in an address: the version's number, or the set-aside text's uuid. ``before``
    is the mark of the version before its first one, empty when there was none. ``count`` is how many saves it is.
    """

    mark: str
    before: str
    who: str
    begun_at: datetime
    at: datetime
    count: int
    why: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it became the answer."""
        return not self.why


@dataclass(frozen=True)
class Version:
    """One text of an answer: a version that was saved, or one that was set aside."""

    mark: str
    text: str
    who: str
    at: datetime
    accepted: bool

    @property
    def words(self) -> int:
        """How many words it has."""
        return words(self.text)

    @property
    def name(self) -> str:
        """``Version 12``, or what a text that was not accepted is called."""
        return f"Version {self.mark}" if self.accepted else "Words that were not accepted"


@dataclass(frozen=True)
class Compared:
    """Two versions and what differs; ``before`` is None when only one is shown."""

    before: Version | None
    after: Version
    pieces: tuple[differences.Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether no word came or went between them."""
        return differences.is_same(self.pieces)


def history(application: Application, standard: Standard, number: Any = 1) -> Page:
    """The entries of an answer, newest first, twenty a page. Three queries and one for names, whatever the number."""
    saved = _SAVED.objects.filter(application_id=application.pk, standard_id=standard.pk)
    rows = list(
        saved.exclude(history_change=Change.REMOVED)
        .order_by("history_id")
        .values_list("version", "saved_by_id", "saved_at")
    )
    aside = SetAsideText.objects.filter(application=application, standard=standard)
    refused = list(aside.values_list("uuid", "written_by_id", "written_at", "why", "started_from"))
    names = _names({row[1] for row in [*rows, *refused]})
    entries = [
        *_grouped(rows, names),
        *(
            Entry(str(uuid), str(begun or ""), names[who], at, at, 1, why or "It was not saved.")
            for uuid, who, at, why, begun in refused
        ),
    ]
    return Paginator(sorted(entries, key=lambda row: row.at, reverse=True), PAGE).get_page(number)


def _grouped(rows: Sequence[tuple[int, int, datetime]], names: dict[int, str]) -> list[Entry]:
    """Saves in their order, those of one person within ten minutes of the first as one entry."""
    groups: list[list[tuple[int, int, datetime]]] = []
    for row in rows:
        first = groups[-1][0] if groups else None
        if first is not None and first[1] == row[1] and row[2] - first[2] <= TOGETHER:
            groups[-1].append(row)
        else:
            groups.append([row])
    found, before = [], ""
    for group in groups:
        (_, who, begun), (last, _, at) = group[0], group[-1]
        found.append(Entry(str(last), before, names[who], begun, at, len(group)))
        before = str(last)
    return found


def _names(people: set[int]) -> dict[int, str]:
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=people)}


def version_named(application: Application, standard: Standard, mark: str) -> Version | None:
    """The version that ``mark`` names, or None when this answer has none such. At most two queries."""
    if mark.isascii() and mark.isdigit() and len(mark) < 10:
        saved = _SAVED.objects.filter(application_id=application.pk, standard_id=standard.pk, version=int(mark))
        row = saved.exclude(history_change=Change.REMOVED).order_by("-history_id").first()
        if row is None:
            return None
        return Version(mark, row.text, _names({row.saved_by_id})[row.saved_by_id], row.saved_at, True)
    try:
        identity = UUID(mark)
    except ValueError:
        return None
    aside = SetAsideText.objects.filter(application=application, standard=standard, uuid=identity)
    kept = aside.select_related("written_by").first()
    if kept is None:
        return None
    return Version(mark, kept.text, str(kept.written_by), kept.written_at, False)


def compared(application: Application, standard: Standard, before: str, after: str) -> Compared | None:
    """Two versions of an answer beside each other by their marks; None when the later one is not there.

    Without an earlier one the whole text is shown as it was.
    """
    later = version_named(application, standard, after)
    if later is None:
        return None
    earlier = version_named(application, standard, before) if before else None
    pieces = differences.compare(earlier.text if earlier else later.text, later.text)
    return Compared(earlier, later, pieces)


def current_version(application: Application, standard: Standard) -> int:
    """The number of the answer's present version; 0 when nothing is saved. One query."""
    stored = Answer.objects.filter(application=application, standard=standard)
    return stored.values_list("version", flat=True).first() or 0
