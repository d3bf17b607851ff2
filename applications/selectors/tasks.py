"""How far is each standard of an application, whose is it, and what comes next for somebody?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from applications.canonical import words
from applications.enums import WRITABLE, State
from applications.models import Answer, Application, Comment, EvidenceUse, Section
from applications.selectors import gates
from charter.models import Person, Standard, Theme
from charter.selectors import framework_form

NOT_STARTED, IN_PROGRESS, READY, COMPLETED, RETURNED = (
    "Not yet started",
    "In progress",
    "Ready to check",
    "Completed",
    "Returned",
)


@dataclass(frozen=True)
class StandardTask:
    """One standard with how far its answer is; ``saved_at`` and ``saved_by`` are None and empty before.

    ``marked`` is its writers' own word that they are done; ``returned`` that staff asked for more and nobody
    has worked on it since; ``open`` that it may be changed as far as the application's state goes. ``comments``
    are the threads that wait to be settled.
    """

    standard: Standard
    words: int
    evidence: int
    saved_at: datetime | None
    saved_by: str
    owner: Person | None = None
    marked: bool = False
    returned: bool = False
    open: bool = True
    comments: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether it has words, which sending asks for."""
        return self.words > 0

    @property
    def left(self) -> bool:
        """Whether sending waits for it: it was returned, or it has no words."""
        return self.open and (self.returned or not self.is_answered)

    @property
    def status(self) -> str:
        """In words: returned, completed when its writers say so or it is sent, else as far as it is."""
        if self.returned:
            return RETURNED
        if self.is_answered and (self.marked or not self.open):
            return COMPLETED
        return IN_PROGRESS if self.words or self.evidence else NOT_STARTED


@dataclass(frozen=True)
class ThemeTasks:
    """A theme with its standards."""

    theme: Theme
    standards: tuple[StandardTask, ...]

    @property
    def done(self) -> int:
        """How many standards have words."""
        return sum(row.is_answered for row in self.standards)

    @property
    def words(self) -> int:
        """The words of all its answers."""
        return sum(row.words for row in self.standards)

    @property
    def status(self) -> str:
        """The theme's own status: ready to check when every standard has words and some are not marked."""
        found = {row.status for row in self.standards}
        if RETURNED in found:
            return RETURNED
        if found == {COMPLETED}:
            return COMPLETED
        if self.done == len(self.standards):
            return READY
        return NOT_STARTED if found == {NOT_STARTED} else IN_PROGRESS


@dataclass(frozen=True)
class TaskList:
    """Themes in order; words used against the budget, which warns and never blocks."""

    themes: tuple[ThemeTasks, ...]
    words: int
    budget: int

    @property
    def standards(self) -> list[StandardTask]:
        """Every standard in the framework's order."""
        return sorted(
            (row for theme in self.themes for row in theme.standards), key=lambda row: row.standard.position
        )

    @property
    def done(self) -> int:
        """How many standards have words."""
        return sum(theme.done for theme in self.themes)

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to be written before sending."""
        return not any(row.left for row in self.standards)

    def owned_by(self, person: Any) -> list[StandardTask]:
        """The standards that were given to ``person`` and may be changed, in order."""
        return [row for row in self.standards if row.open and row.owner is not None and row.owner.pk == person.pk]

    def next_for(self, person: Any, *, leads: bool) -> StandardTask | None:
        """The standard ``person`` goes on with: their own first, then nobody's, then, for a lead, anybody's.

        Among them what was returned and what is begun come first. None when nothing is left for them.
        """
        left = [row for row in self.standards if row.left]
        own = [row for row in left if row.owner is not None and row.owner.pk == person.pk]
        free = [row for row in left if row.owner is None]
        for rows in (own, free, left if leads else []):
            if rows:
                return min(rows, key=lambda row: (not row.returned, row.status != IN_PROGRESS, row.standard.position))
        return None


def task_list(application: Application, *, team: bool = True) -> TaskList:
    """Every standard with its status and the words used. Two queries, one more after a return.

    ``team`` asks for what a team says among itself, too: owners, marks and comments. Two queries.
    """
    return task_lists([application], team=team)[application.pk]


def task_lists(applications: list[Application], *, team: bool = True) -> dict[int, TaskList]:
    """The same for several applications of one programme, by their ids; no query more for more of them."""
    ids = [row.pk for row in applications]
    answers = {
        (row.application_id, row.standard_id): row
        for row in Answer.objects.filter(application_id__in=ids).select_related("saved_by")
    }
    sections = _sections(ids) if team else {}
    uses = EvidenceUse.objects.filter(application_id__in=ids).order_by().values_list("application_id", "standard_id")
    evidence = {
        (key, standard): (number, last)
        for key, standard, number, last in uses.annotate(n=Count("pk"), last=Max("added_at"))
    }
    comments = _comments(ids) if team else {}
    returned = gates.returned_ids_of(applications)
    found = {}
    for application in applications:
        asked = returned.get(application.pk, frozenset())
        grouped: dict[Theme, list[StandardTask]] = {}
        for standard in gates.standards(application):
            key = (application.pk, standard.pk)
            used, last = evidence.get(key, (0, None))
            task = _task(application, standard, answers.get(key), sections.get(key), last, asked)
            task = replace(task, evidence=used, comments=comments.get(key, 0))
            grouped.setdefault(standard.theme, []).append(task)
        themes = sorted(grouped, key=lambda theme: theme.position)
        found[application.pk] = TaskList(
            themes=tuple(ThemeTasks(theme, tuple(grouped[theme])) for theme in themes),
            words=sum(task.words for tasks in grouped.values() for task in tasks),
            budget=framework_form(application.framework).policy.answer_word_budget_total,
        )
    return found


def _sections(ids: list[int]) -> dict[tuple[int, int], Section]:
    rows = Section.objects.filter(application_id__in=ids).select_related("owner")
    return {(row.application_id, row.standard_id): row for row in rows}


def _comments(ids: list[int]) -> dict[tuple[int, int], int]:
    """How many threads wait to be settled, by application and standard."""
    waiting = Comment.objects.filter(application_id__in=ids, thread__isnull=True, resolved_at__isnull=True)
    counted = waiting.order_by().values_list("application_id", "standard_id").annotate(n=Count("pk"))
    return {(key, standard): number for key, standard, number in counted}


def _task(
    application: Application,
    standard: Standard,
    answer: Answer | None,
    section: Section | None,
    evidence_at: datetime | None,
    asked: frozenset[int],
) -> StandardTask:
    """What answer and section tell of one standard; ``asked`` are the ids of those that were returned."""
    marked_at = section.completed_at if section else None
    is_returned = application.state == State.RETURNED
    touched = (marked_at, answer.saved_at if answer else None, evidence_at)
    since = any(instant is not None and instant >= application.state_at for instant in touched)
    return StandardTask(
        standard=standard,
        words=words(answer.text) if answer else 0,
        evidence=0,
        saved_at=answer.saved_at if answer else None,
        saved_by=str(answer.saved_by) if answer else "",
        owner=section.owner if section else None,
        marked=marked_at is not None,
        returned=is_returned and standard.pk in asked and not since,
        open=application.state in WRITABLE and (not is_returned or standard.pk in asked),
    )
