"""What do the pages about the audit trail show? Fifty events a page, newest first, for a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from applications.models import Application
from charter.kit import audit, clock, history, tenancy
from charter.kit.history import Change, History
from charter.kit.models import AuditEvent, AuditSeal
from charter.kit.tenancy import SYSTEM, Hat
from charter.models import Level, Organisation, Person, Programme

ROWS_A_PAGE = 50
VERSIONS_SHOWN = 20
# Words and scores that staff read elsewhere or not at all: here they see that they changed, not what they say.
_COUNTED = {("Answer", "text"), ("Score", "reason"), ("AgreedScore", "note")}
_HIDDEN = {("Score", "points")}
# What says nothing to a reader: where the row belongs, and what the event itself tells.
_DULL = {"programme_id", "application_id", "organisation_id", "standard_id", "review_id", "moderation_id"}
_DULL |= {"version", "saved_at", "rules"}
_LEVELS = {"level_id", "computed_level_id"}


@dataclass(frozen=True)
class Filters:
    """What was asked for; each is empty when it was not."""

    words: str = ""
    person: str = ""
    what: str = ""
    noun: str = ""
    organisation: str = ""
    about: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list."""
        return self != Filters()

    @property
    def query(self) -> str:
        """The filters as the start of a query string, ready for ``before=``."""
        named = {
            "q": self.words,
            "person": self.person,
            "what": self.what,
            "noun": self.noun,
            "organisation": self.organisation,
            "about": self.about,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }
        return "?" + "".join(f"{urlencode({name: value})}&" for name, value in named.items() if value)


@dataclass(frozen=True)
class Line:
    """One event, ready to be read."""

    event: AuditEvent
    sentence: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Difference:
    """One field that changed; texts as a person reads them."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Trail:
    """One page of events; ``older`` is the last one's UUID when there are more."""

    lines: tuple[Line, ...]
    older: str
    organisations: tuple[Organisation, ...]
    filters: Filters


def trail(person: Any, programme: Programme, filters: Filters, before: str) -> Trail:
    """The programme's events that fit, newest first, from the one before ``before`` on. Two queries."""
    rows = _narrowed(_visible(person, programme), filters)
    if before:
        rows = rows.filter(id__lt=AuditEvent.objects.filter(uuid=before).values("id"))
    found = list(rows[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    return Trail(
        lines=tuple(line(event) for event in shown),
        older=str(shown[-1].uuid) if len(found) > ROWS_A_PAGE else "",
        organisations=tuple(Organisation.objects.filter(programme=programme).order_by("name")),
        filters=filters,
    )


def line(event: AuditEvent) -> Line:
    """An event with its sentence and what changed."""
    return Line(event, audit.sentence(event), _told_changes(event))


def find(person: Any, programme: Programme, uuid: Any) -> AuditEvent | None:
    """One event of the programme, if these eyes may see it."""
    return _visible(person, programme).filter(uuid=uuid).first()


def of_organisation(person: Any, programme: Programme, organisation: Organisation, most: int) -> list[Line]:
    """What happened to one organisation, newest first; that somebody looked at it is left out. Two queries."""
    rows = _visible(person, programme).filter(organisation_id=organisation.pk).exclude(verb__endswith=":viewed")
    return [line(event) for event in rows.order_by("-id")[:most]]


def _visible(person: Any, programme: Programme) -> QuerySet[AuditEvent]:
    """The programme's events without those about an application that a conflict hides from this person."""
    with tenancy.as_system("the record leaves out what a conflict hides, so it must know its name"):
        seen = Application.objects.visible_to(person, programme, Hat.STAFF)
        rows = Application.objects.filter(programme=programme).exclude(pk__in=seen.values("pk"))
        hidden = list(rows.values_list("reference", flat=True))
    return AuditEvent.objects.filter(programme_id=programme.pk).exclude(about__in=hidden)


def _narrowed(rows: QuerySet[AuditEvent], filters: Filters) -> QuerySet[AuditEvent]:
    if filters.person:
        rows = rows.filter(Q(actor_name__icontains=filters.person) | Q(on_behalf_of_name__icontains=filters.person))
    if filters.what:
        rows = rows.filter(verb=filters.what)
    if filters.noun:
        rows = rows.filter(verb__startswith=f"{filters.noun}:")
    if filters.organisation:
        named = Organisation.objects.filter(slug=filters.organisation).values("pk")
        rows = rows.filter(organisation_id__in=named)
    if filters.about:
        rows = rows.filter(about=filters.about.upper())
    if filters.first:
        rows = rows.filter(at__gte=_begin(filters.first))
    if filters.last:
        rows = rows.filter(at__lt=_begin(filters.last + timedelta(days=1)))
    if filters.words:
        rows = rows.annotate(told=Cast("detail", TextField())).filter(
            Q(target_name__icontains=filters.words)
            | Q(reason__icontains=filters.words)
            | Q(told__icontains=filters.words)
            | Q(actor_name__icontains=filters.words)
        )
    return rows


def _begin(day: date) -> datetime:
    """Midnight in London, which no change of the clocks skips or repeats."""
    return datetime.combine(day, time(), clock.LONDON)


# What may be asked for ---------------------------------------------------------------------------


def verbs() -> list[tuple[str, str]]:
    """Every registered verb with its words: ``application:sent`` is "Application: sent"."""
    return [(verb, verb.replace(":", ": ").replace("-", " ").capitalize()) for verb in sorted(audit.SENTENCES)]


def nouns() -> list[tuple[str, str]]:
    """Every noun that something can happen to."""
    return [(noun, noun.capitalize()) for noun in sorted({verb.split(":")[0] for verb in audit.SENTENCES})]


# One event with what changed ---------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One version of a row: when, what happened, who, and which fields differ from the one before."""

    at: datetime
    change: str
    actor: str
    role: str
    differences: tuple[Difference, ...]
    is_of_event: bool


@dataclass(frozen=True)
class EventPage:
    """One event: its line, its seal's number (0 while it waits) and the versions of the row it is about."""

    line: Line
    seal: int
    versions: tuple[Version, ...]


def event_page(event: AuditEvent) -> EventPage:
    """Everything that is known of one event. At most five queries."""
    sealed = AuditSeal.objects.filter(event_id=event.pk).values_list("seq", flat=True).first()
    kept = next((kept for row, kept in history.HISTORIES.items() if row._meta.label == event.target_type), None)
    return EventPage(line(event), sealed or 0, _versions(kept, event) if kept is not None else ())


def _versions(kept: type[History], event: AuditEvent) -> tuple[Version, ...]:
    """The newest versions of the event's row, each compared with the one before it."""
    rows = list(kept._default_manager.filter(**{"row_id": event.target_id})[: VERSIONS_SHOWN + 1])
    names = _Names(rows)
    before: Sequence[History | None] = [*rows[1:], None]
    return tuple(
        Version(
            at=row.history_at,
            change=str(Change(row.history_change).label),
            actor=names.actor(row),
            role=row.history_role,
            differences=_differences(kept, row, older, names),
            is_of_event=row.history_transaction == event.transaction_id,
        )
        for row, older in list(zip(rows, before, strict=True))[:VERSIONS_SHOWN]
    )


class _Names:
    """Who and what the versions of a row name by id. Two queries at most."""

    def __init__(self, rows: Iterable[History]) -> None:
        """Ask once for everybody, and once for every level."""
        people, levels = set(), set()
        for row in rows:
            told = row.history_actor or ""
            people |= {int(told)} if told.isdigit() else set()
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                if value is not None and _is_person(field.name):
                    people.add(value)
                elif value is not None and field.name in _LEVELS:
                    levels.add(value)
        self._people = {row.pk: str(row) for row in Person.objects.filter(pk__in=people)} if people else {}
        self._levels = {row.pk: row.name for row in Level.objects.filter(pk__in=levels)} if levels else {}

    def actor(self, row: History) -> str:
        """Who changed the row, as its transaction was told."""
        told = row.history_actor or ""
        if told.isdigit():
            return self._people.get(int(told), "somebody")
        return "Charter itself" if told == SYSTEM else f"the database role {row.history_role}"

    def of(self, name: str, value: Any) -> str | None:
        """The name behind an id; None when the field holds none."""
        if _is_person(name):
            return self._people.get(value, "Somebody")
        return self._levels.get(value, "A level") if name in _LEVELS else None


def _is_person(name: str) -> bool:
    return name == "person_id" or name.endswith("_by_id")


def _differences(kept: type[History], row: History, older: History | None, names: _Names) -> tuple[Difference, ...]:
    """The fields in which two versions differ; of a removed row none."""
    if row.history_change == Change.REMOVED:
        return ()
    tracked = kept.__name__.removesuffix("History")
    found = []
    for field in kept._meta.concrete_fields:
        if field.name.startswith("history_") or field.name in ("row_id", *_DULL):
            continue
        after = getattr(row, field.attname)
        before = getattr(older, field.attname) if older is not None else None
        if before != after and not (older is None and after in (None, "")):
            shown = [_shown(tracked, field, value, names) for value in (before, after)]
            name = field.name.removesuffix("_id").replace("_", " ").capitalize()
            found.append(Difference(name, shown[0], shown[1]))
    return tuple(found)


def _shown(tracked: str, field: models.Field, value: Any, names: _Names) -> str:
    """A value as staff may read it here."""
    if value is None or value == "":
        return "Nothing"
    if (tracked, field.name) in _COUNTED:
        return f"{len(str(value).split()):,} words"
    if (tracked, field.name) in _HIDDEN:
        return "Not shown here"
    if isinstance(value, datetime):
        return value.astimezone(clock.LONDON).strftime("%d %B %Y, %H:%M:%S")
    if isinstance(value, dict):
        return ", ".join(f"{key} {held}" for key, held in sorted(value.items()))
    return names.of(field.name, value) or str(value)


def _told_changes(event: AuditEvent) -> tuple[Difference, ...]:
    """What the event itself says of before and after."""
    detail = event.detail
    if "after" not in detail or (event.target_type == "assessment.Score"):
        return ()
    told = [detail.get(name) for name in ("before", "after")]
    if isinstance(detail["after"], dict):
        names = [*detail["after"]]
        return tuple(
            Difference(name, str(detail["before"].get(name) or "Nothing"), str(detail["after"][name] or "Nothing"))
            for name in names
        )
    before, after = ("Nothing" if value is None else str(value).capitalize() for value in told)
    return (Difference("State" if isinstance(detail["after"], str) else "Score", before, after),)
