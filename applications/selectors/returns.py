"""What was asked for when an application was returned, and what has changed since? And how is more time asked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from applications.differences import Piece, compare, is_same
from applications.enums import ExtensionState, State
from applications.models import Application, Extension, Return, ReturnedStandard, Snapshot
from applications.selectors import content, gates
from charter.kit import clock
from charter.kit.ics import Moment
from charter.kit.jinja import london, plural
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
    found = [change_of(standard, before, after) for standard in gates.standards(application)]
    return [row for row in found if row is not None]


def change_of(standard: Standard, before: Snapshot, after: Snapshot) -> Change | None:
    """What differs in one standard between two snapshots, as they were sent; None when nothing does."""
    old, new = (side.content["answers"].get(standard.code, "") for side in (before, after))
    was, held = (content.sent_under(side.content["evidence"], standard.code) for side in (before, after))
    kept, brought = ({(row.uuid, row.sha256) for row in side} for side in (was, held))
    added = tuple(row for row in held if (row.uuid, row.sha256) not in kept)
    removed = tuple(row for row in was if (row.uuid, row.sha256) not in brought)
    if old == new and not added and not removed:
        return None
    return Change(standard, compare(old, new), added, removed)


def change_before(application: Application, standard: Standard, snapshot: Snapshot) -> Change | None:
    """What differs in one standard from the sending before ``snapshot``; None for the first. One query at most."""
    if snapshot.number == 1:
        return None
    before = Snapshot.objects.filter(application=application, number=snapshot.number - 1).first()
    return change_of(standard, before, snapshot) if before is not None else None


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


def deadline_moment(application: Application) -> Moment:
    """The deadline for a calendar, with the address of the application's own page. One query.

    Its name stays the same; each return and each extension gives it a higher number, so that calendars replace it.
    """
    deadline = application.deadline
    granted = Extension.objects.filter(application=application, state=ExtensionState.GRANTED).count()
    grace = f" We accept it up to {plural(deadline.grace_minutes, 'minute')} later." if deadline.grace_minutes else ""
    return Moment(
        uid=f"{application.reference}-deadline@{urlsplit(settings.SITE_URL).hostname}",
        summary=f"Send application {application.reference}, {application.cohort.name}",
        at=deadline.at,
        description=f"Send it by {london(deadline.at)}.{grace}",
        url=f"{settings.SITE_URL}{application.get_absolute_url()}",
        sequence=application.round - 1 + granted,
        written_at=clock.now(),
    )


def sent_page(application: Application, snapshot: Snapshot) -> SentPage:
    """What one sending held, with the difference from the one before; what staff attached later is no part of it."""
    before = sending(application, snapshot.number - 1) if snapshot.number > 1 else None
    known = content.Beside(content.beside(application).states, {})
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
