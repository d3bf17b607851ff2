"""What has been said about a standard, in threads, and how much of it is still open?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.db.models.query import QuerySet

from applications import mentions
from applications.models import Application, Comment
from charter.models import Person, Standard

THREADS, REPLIES = 20, 30


@dataclass(frozen=True)
class Said:
    """One comment as it is read."""

    comment: Comment
    parts: tuple[mentions.Part, ...]

    @property
    def who(self) -> str:
        """Its writer."""
        return str(self.comment.written_by)


@dataclass(frozen=True)
class Thread:
    """A first comment with its latest answers, oldest first; ``earlier`` is how many are on the thread's own page."""

    first: Said
    replies: tuple[Said, ...]
    earlier: int

    @property
    def is_open(self) -> bool:
        """Whether it still has to be settled."""
        return self.first.comment.resolved_at is None


@dataclass(frozen=True)
class Threads:
    """One page of threads, or of one thread's answers when ``only`` is that thread."""

    page: Page
    threads: tuple[Thread, ...]
    only: Thread | None = None


def threads(application: Application, standard: Standard | None = None, number: Any = 1) -> Threads:
    """The threads on a standard, or on all of them: open ones first, newest first, twenty a page. Five queries."""
    rows = Comment.objects.filter(application=application, thread__isnull=True)
    if standard is not None:
        rows = rows.filter(standard=standard)
    newest = rows.order_by(F("resolved_at").desc(nulls_first=True), "-pk")
    page = Paginator(newest.select_related("written_by", "resolved_by", "standard"), THREADS).get_page(number)
    return Threads(page, _with_replies(list(page.object_list)))


def latest(application: Application, standard: Standard, most: int = 2) -> tuple[Thread, ...]:
    """The newest open threads on a standard, for the side of its page. Up to three queries."""
    rows = Comment.objects.filter(application=application, standard=standard, thread__isnull=True)
    newest = rows.filter(resolved_at__isnull=True).select_related("written_by", "standard").order_by("-pk")
    return _with_replies(list(newest[:most]))


def one_thread(application: Application, standard: Standard, identity: str, number: Any = 1) -> Threads | None:
    """One thread with all its answers, thirty a page, oldest first; None when it is not there."""
    first = comment_named(application, identity)
    if first is None or first.standard_id != standard.pk or first.thread_id is not None:
        return None
    rows = Comment.objects.filter(thread=first).select_related("written_by").order_by("pk")
    page = Paginator(rows, REPLIES).get_page(number)
    replies = list(page.object_list)
    said = _said([first, *replies])
    return Threads(page, (), Thread(said[0], tuple(said[1:]), 0))


def comment_named(application: Application, identity: str) -> Comment | None:
    """The application's comment with this uuid, or None. One query."""
    try:
        wanted = UUID(identity)
    except (ValueError, AttributeError):
        return None
    rows = Comment.objects.filter(application=application, uuid=wanted)
    return rows.select_related("written_by", "resolved_by", "standard").first()


def open_threads(application: Application) -> dict[int, int]:
    """How many threads wait to be settled, by the standard's id. One query."""
    rows = Comment.objects.filter(application=application, thread__isnull=True, resolved_at__isnull=True)
    return dict(rows.values_list("standard_id").annotate(Count("pk")).order_by())


def _with_replies(firsts: Sequence[Comment]) -> tuple[Thread, ...]:
    """Each thread with its latest answers."""
    if not firsts:
        return ()
    under = Comment.objects.filter(thread__in=[row.pk for row in firsts])
    counts = dict(under.values_list("thread_id").annotate(Count("pk")).order_by())
    shown = _latest_of(under) if counts else []
    said = {row.comment.pk: row for row in _said([*firsts, *shown])}
    found = []
    for first in firsts:
        replies = tuple(said[row.pk] for row in shown if row.thread_id == first.pk)
        found.append(Thread(said[first.pk], replies, counts.get(first.pk, 0) - len(replies)))
    return tuple(found)


def _latest_of(under: QuerySet[Comment]) -> list[Comment]:
    """Of each thread's answers the latest, oldest first."""
    place = Window(RowNumber(), partition_by=F("thread_id"), order_by=F("pk").desc())
    rows = under.select_related("written_by").annotate(place=place).filter(place__lte=REPLIES)
    return sorted(rows, key=lambda row: row.pk)


def _said(comments: Sequence[Comment]) -> list[Said]:
    """With the present names of those they name; one query when they name anybody."""
    named = mentions.uuids([row.text for row in comments])
    people = Person.objects.filter(uuid__in=named) if named else ()
    names = {str(person.uuid): str(person) for person in people}
    return [Said(row, mentions.parts(row.text, names)) for row in comments]
