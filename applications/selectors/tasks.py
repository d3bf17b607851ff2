"""What is left to do in an application, and which one thing comes next for this person?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications import permissions
from applications.canonical import words
from applications.enums import ENDED, WITH_PANEL, WRITABLE, State
from applications.models import Answer, Application, EvidenceUse
from applications.selectors import gates
from charter import standing
from charter.kit import clock
from charter.kit.access import Verdict
from charter.kit.jinja import LONDON, day, moment
from charter.models import Standard, Theme
from charter.roles import roles_with
from charter.selectors import framework_form

NOT_STARTED, IN_PROGRESS, COMPLETED = "Not yet started", "In progress", "Completed"


@dataclass(frozen=True)
class StandardTask:
    """One standard with how far its answer is; ``saved_at`` and ``saved_by`` are None and empty before."""

    standard: Standard
    words: int
    evidence: int
    saved_at: datetime | None
    saved_by: str

    @property
    def status(self) -> str:
        """Completed with words, in progress with evidence alone."""
        if self.words:
            return COMPLETED
        return IN_PROGRESS if self.evidence else NOT_STARTED


@dataclass(frozen=True)
class ThemeTasks:
    """A theme with its standards."""

    theme: Theme
    standards: tuple[StandardTask, ...]

    @property
    def done(self) -> int:
        """How many standards have words."""
        return sum(row.status == COMPLETED for row in self.standards)

    @property
    def status(self) -> str:
        """The theme's own status."""
        if self.done == len(self.standards):
            return COMPLETED
        started = any(row.status != NOT_STARTED for row in self.standards)
        return IN_PROGRESS if started else NOT_STARTED


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
    def next(self) -> StandardTask | None:
        """The standard to go on with: the first one begun without words, else the first without any."""
        left = [row for row in self.standards if row.status != COMPLETED]
        return next((row for row in left if row.status == IN_PROGRESS), left[0] if left else None)


def task_list(application: Application) -> TaskList:
    """Every standard with its status and the words used. Two queries."""
    answers = {
        row.standard_id: row for row in Answer.objects.filter(application=application).select_related("saved_by")
    }
    evidence = Counter(EvidenceUse.objects.filter(application=application).values_list("standard_id", flat=True))
    grouped: dict[Theme, list[StandardTask]] = {}
    for standard in gates.standards(application):
        answer = answers.get(standard.pk)
        task = StandardTask(
            standard=standard,
            words=words(answer.text) if answer else 0,
            evidence=evidence[standard.pk],
            saved_at=answer.saved_at if answer else None,
            saved_by=str(answer.saved_by) if answer else "",
        )
        grouped.setdefault(standard.theme, []).append(task)
    themes = sorted(grouped, key=lambda theme: theme.position)
    return TaskList(
        themes=tuple(ThemeTasks(theme, tuple(grouped[theme])) for theme in themes),
        words=sum(words(answer.text) for answer in answers.values()),
        budget=framework_form(application.framework).policy.answer_word_budget_total,
    )


@dataclass(frozen=True)
class Step:
    """The one thing to do next: words, where, and a sentence of why; ``route`` is empty when others must act."""

    text: str
    route: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def next_step(
    application: Application, person: Any, tasks: TaskList, signed: list[gates.PartySigning], opened: Verdict
) -> Step:
    """What ``person`` does next here: their signature first, then the next answer, then checking and sending."""
    own = {"programme": application.programme.slug, "reference": application.reference}
    if application.state not in WRITABLE:
        return _step_when_not_writable(application, own)
    if application.deadline.has_passed(clock.now()):
        return Step("Read what you have so far", "applications:check", own, opened.reason)
    worn = standing.of(person)
    for row in signed:
        if row.pledge is None:
            where = {"programme": own["programme"], "organisation": row.organisation.slug}
            if permissions.SIGN_PLEDGE.check(person, row.organisation):
                return Step(f"Sign the values for {row.organisation.name}", "applications:values", where)
            if worn.in_organisation(row.organisation.pk):
                return Step("Read the values", "applications:values", where, opened.reason)
            return Step("", note=opened.reason)
    if clock.now() < application.cohort.evidence_opens_at:
        return Step("Read what you have so far", "applications:check", own, opened.reason)
    if tasks.next is not None and permissions.WRITE_ANSWER.check(person, application):
        standard = tasks.next.standard
        place = {**own, "standard": standard.code.lower()}
        return Step(f"Continue: {standard.code} {standard.name}", "applications:answer", place)
    return _step_to_the_end(application, person, tasks, signed, own)


def _step_when_not_writable(application: Application, own: dict[str, Any]) -> Step:
    """After sending, the receipt; before being selected and after the end, nothing."""
    if application.sent_at is not None and application.state not in ENDED:
        return Step("See your receipt", "applications:receipt", own)
    notes = {
        State.INTEREST: "We will tell you whether you are in this cohort.",
        State.WAITLISTED: "You are on the waiting list. We will tell you when a place is free.",
        State.DECLINED: "This application is not in this cohort.",
        State.WITHDRAWN: "This application was withdrawn.",
        State.LAPSED: "This application was not sent before its cohort closed.",
    }
    return Step("", note=notes.get(State(application.state), ""))


def _step_to_the_end(
    application: Application, person: Any, tasks: TaskList, signed: list[gates.PartySigning], own: dict[str, Any]
) -> Step:
    """Declaration for a signatory, checking and sending for the lead, reading for everybody else."""
    worn = standing.of(person)
    if tasks.next is None:
        for row in signed:
            signs = worn.in_organisation(row.organisation.pk) & set(roles_with("applications.sign_declaration"))
            if row.declaration is None and signs:
                return Step(f"Sign the declaration for {row.organisation.name}", "applications:declare", own)
    if permissions.SEND_APPLICATION.check(person, application):
        ready = tasks.next is None and all(row.declaration for row in signed)
        return Step("Check and send" if ready else "Check your application", "applications:check", own)
    return Step("Read the application so far", "applications:check", own)


def applicant_state(application: Application) -> str:
    """The state in the words an applicant may read: while the panel works, nothing gives the result away."""
    if application.state in WITH_PANEL:
        return str(State.ASSESSING.label)
    return str(State(application.state).label)


def days_left(application: Application) -> int:
    """Whole calendar days in London from today to the closing day; below 0 once it has passed."""
    closing = application.deadline.at.astimezone(LONDON).date()
    return (closing - clock.today()).days


def journey(
    application: Application, tasks: TaskList, signed: list[gates.PartySigning], *, trained: bool
) -> list[dict[str, str]]:
    """The stages in order as ``{text, state: done | here | next, note}``; the first unfinished one is here."""
    state, cohort = State(application.state), application.cohort
    selected = state not in (State.INTEREST, State.WAITLISTED, State.DECLINED)
    sent = application.sent_at is not None
    decided = state == State.RELEASED
    opens = f"opens {day(cohort.evidence_opens_at)}" if clock.now() < cohort.evidence_opens_at else ""
    rows = [
        ("Place in the cohort", selected, cohort.name),
        ("Sign the values", selected and all(row.pledge for row in signed), ""),
        ("Evidence", sent or (selected and tasks.next is None), opens),
        ("Send", sent, f"by {moment(application.deadline.at)}"),
        ("Check by our team", sent and state not in (State.SENT, State.RETURNED), ""),
        ("Panel", decided, f"reads until {day(cohort.scores_due_at)}"),
        ("Result", decided, f"decisions by {day(cohort.decisions_by)}"),
    ]
    if cohort.training_needed:
        rows.insert(2, ("Training", sent or (selected and trained), "before you send"))
    steps, here = [], state not in ENDED
    for text, done, note in rows:
        if done:
            steps.append({"text": text, "state": "done", "note": ""})
        else:
            steps.append({"text": text, "state": "here" if here else "next", "note": note})
            here = False
    return steps
