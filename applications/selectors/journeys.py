"""Where does an application stand on its way, until when, and what does somebody do next about it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from applications import permissions
from applications.enums import ENDED, SELF_REVIEWED, WITH_PANEL, WRITABLE, State
from applications.models import Application, SelfScore
from applications.next_steps import Facts, Hands, Signing, Step, When, decide
from applications.selectors import gates
from applications.selectors import tasks as work
from charter import standing
from charter.enums import Role
from charter.kit import clock
from charter.kit.jinja import LONDON, day, moment
from charter.roles import roles_with
from training import selectors as training


@dataclass(frozen=True)
class Situation:
    """One application as one person finds it: tasks, signatures, the next step and the stages."""

    application: Application
    tasks: work.TaskList
    signed: list[gates.PartySigning]
    trained: bool
    step: Step
    stages: list[dict[str, str]]
    state: str
    days_left: int
    self_answered: int

    @property
    def address(self) -> dict[str, str]:
        """The words of the next step's address."""
        own = {"programme": self.application.programme.slug, **self.step.kwargs}
        return own if "organisation" in self.step.kwargs else {**own, "reference": self.application.reference}

    @property
    def is_writable(self) -> bool:
        """Whether it is still with its parties."""
        return self.application.state in WRITABLE

    @property
    def is_closed(self) -> bool:
        """Whether it was not sent in time."""
        return self.is_writable and self.application.deadline.has_passed(clock.now())

    @property
    def self_total(self) -> int:
        """How many standards a self-review has."""
        return len(self.tasks.standards)

    @property
    def signs_again(self) -> list[gates.PartySigning]:
        """The parties whose signatory has left, so that another is asked to sign."""
        return [row for row in self.signed if row.pledge is not None and row.pledge.asked_again_at is not None]


def situation(application: Application, person: Any, *, trained: bool | None = None) -> Situation:
    """One application for ``person``; it comes with its parties (``for_pages``)."""
    known = {} if trained is None else {application.pk: trained}
    return situations([application], person, trained=known)[0]


def situations(
    applications: list[Application], person: Any, *, trained: dict[int, bool] | None = None
) -> list[Situation]:
    """Several applications of one programme for ``person``, in their order; no query more for more of them.

    ``trained`` says of those that are known already whether their lead organisation attended.
    """
    tasks, signed = work.task_lists(applications), gates.signings_of(applications)
    marked = dict(trained or {})
    unknown = [row for row in applications if row.pk not in marked]
    if unknown:
        pairs = training.attended_pairs({row.organisation_id for row in unknown}, {row.cohort_id for row in unknown})
        marked |= {
            row.pk: not row.cohort.training_needed or (row.organisation_id, row.cohort_id) in pairs for row in unknown
        }
    scored = SelfScore.objects.filter(application__in=applications, score__isnull=False)
    answered = dict(scored.order_by().values_list("application_id").annotate(n=Count("pk")))
    return [
        _situation(row, person, tasks[row.pk], signed[row.pk], marked[row.pk], answered.get(row.pk, 0))
        for row in applications
    ]


def _situation(
    application: Application,
    person: Any,
    tasks: work.TaskList,
    signed: list[gates.PartySigning],
    trained: bool,
    self_answered: int,
) -> Situation:
    held = hands(application, person)
    following = tasks.next_for(person, leads=leads(application, person))
    facts = Facts(
        state=State(application.state),
        when=_when(application),
        parties=tuple(
            Signing(
                slug=row.organisation.slug,
                name=row.organisation.name,
                pledged=row.pledge is not None,
                again=row.pledge is not None and row.pledge.asked_again_at is not None,
                declared=row.declaration is not None,
            )
            for row in signed
        ),
        standard=(following.standard.code, following.standard.name) if following else None,
        answered=tasks.is_answered,
        trained=trained,
        sent=application.sent_at is not None,
        reviewing=application.state in SELF_REVIEWED and self_answered < len(tasks.standards),
        waits=gates.evidence_is_open(application, signed).reason,
    )
    return Situation(
        application=application,
        tasks=tasks,
        signed=signed,
        trained=trained,
        step=decide(facts, held),
        stages=journey(application, tasks, signed, trained=trained),
        state=applicant_state(application),
        days_left=days_left(application),
        self_answered=self_answered,
    )


def hands(application: Application, person: Any) -> Hands:
    """What ``person`` may do about the application, by their roles in its parties. No query."""
    worn, signing = standing.of(person), set(roles_with("applications.sign_declaration"))
    parties = [(row.organisation_id, row.organisation.slug) for row in application.parties.all()]
    return Hands(
        writes=bool(permissions.WRITE_ANSWER.check(person, application)),
        sends=bool(permissions.SEND_APPLICATION.check(person, application)),
        signs=frozenset(slug for key, slug in parties if worn.in_organisation(key) & signing),
        of=tuple(slug for key, slug in parties if worn.in_organisation(key)),
    )


def leads(application: Application, person: Any) -> bool:
    """Whether ``person`` leads one of the application’s parties. No query."""
    worn = standing.of(person)
    return any(
        Role.ORGANISATION_LEAD in worn.in_organisation(row.organisation_id) for row in application.parties.all()
    )


def _when(application: Application) -> When:
    """How this instant stands to the time for writing; the one place that asks the deadline for it."""
    instant, cohort = clock.now(), application.cohort
    if application.deadline.has_passed(instant):
        return When.LATE
    begun = cohort.opened_at is not None and instant >= cohort.evidence_opens_at
    return When.OPEN if begun else When.EARLY


def applicant_state(application: Application) -> str:
    """The state in the words an applicant may read: while the panel works, nothing gives the result away."""
    if application.state in WITH_PANEL:
        return str(State.ASSESSING.label)
    return str(State(application.state).label)


def not_read_now(application: Application) -> str:
    """Why what was sent last is not being read now, in a sentence for its applicants; empty while it stands."""
    again = "" if application.round == 1 else " again"
    return {
        State.RETURNED: "We asked you for more. This is what you sent before. Send your application again in time.",
        State.LAPSED: f"This application was not sent{again} in time, so nobody reads it now.",
        State.WITHDRAWN: "This application was withdrawn, so nobody reads it now.",
    }.get(State(application.state), "")


def days_left(application: Application) -> int:
    """Whole calendar days in London from today to the closing day; below 0 once it has passed."""
    closing = application.deadline.at.astimezone(LONDON).date()
    return (closing - clock.today()).days


def journey(
    application: Application, tasks: work.TaskList, signed: list[gates.PartySigning], *, trained: bool
) -> list[dict[str, str]]:
    """The stages in order as ``{text, state: done | here | next, note}``; the first unfinished one is here."""
    state, cohort = State(application.state), application.cohort
    selected = state not in (State.INTEREST, State.WAITLISTED, State.DECLINED)
    sent = application.sent_at is not None and state != State.RETURNED
    decided = state == State.RELEASED
    opens = f"opens {day(cohort.evidence_opens_at)}" if clock.now() < cohort.evidence_opens_at else ""
    rows = [
        ("Place in the cohort", selected, cohort.name),
        ("Sign the values", selected and all(row.pledge for row in signed), ""),
        ("Evidence", sent or (selected and tasks.is_answered), opens),
        ("Send", sent, f"by {moment(application.deadline.at)}"),
        ("Check by our team", sent and state != State.SENT, ""),
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
