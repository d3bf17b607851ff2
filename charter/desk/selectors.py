"""What do the pages that span the journey show? Each answer costs a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from applications import selectors as applications
from applications.enums import ENDED, State
from applications.models import Application, ApplicationParty
from awards.models import Award, Release, Revocation
from awards.selectors import levels
from charter import joining
from charter import selectors as charter
from charter.desk import status
from charter.kit import clock, tenancy
from charter.kit.tenancy import Hat
from charter.models import Cohort, Organisation, Programme

ROWS_A_PAGE = 25
# Fewer than this could point at somebody; such numbers are not shown to commissioners.
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class HeldAward:
    """A current award, with the place of its level counted from the lowest as 1."""

    award: Award
    place: int


@dataclass(frozen=True)
class Dashboard:
    """An organisation's own page for one person: what is under way, what was, their tasks, and the plan."""

    organisation: Organisation
    live: tuple[applications.Situation, ...]
    past: tuple[Application, ...]
    tasks: tuple[applications.MyTask, ...]
    plan: applications.Plan
    open_cohorts: tuple[Cohort, ...]
    awards: tuple[HeldAward, ...]
    people: int
    activity: tuple[applications.Happening, ...]

    @property
    def comments(self) -> int:
        """How many threads of comments wait in what is under way."""
        return sum(task.comments for one in self.live for task in one.tasks.standards)


def dashboard(person: Any, organisation: Organisation) -> Dashboard:
    """What an organisation's people see first: applications, their own tasks, the plan, awards held. 20 queries.

    What can be written now comes first, what closes first in front, then what others work on.
    """
    programme = organisation.programme
    visible = Application.objects.visible_to(person, programme, Hat.APPLICANT).filter(
        parties__organisation=organisation
    )
    rows = list(visible.for_pages().order_by("-began_at", "-pk"))
    under_way = [row for row in rows if row.state not in ENDED and row.state != State.RELEASED]
    found = sorted(applications.situations(under_way, person), key=_urgency)
    held = Award.objects.public().current_on(clock.today()).filter(application__parties__organisation=organisation)
    return Dashboard(
        organisation=organisation,
        live=tuple(found),
        past=tuple(row for row in rows if row not in under_way),
        tasks=tuple(applications.my_tasks(organisation, person, found)),
        plan=applications.plan_of(organisation),
        open_cohorts=tuple(charter.open_cohorts(programme)),
        awards=_with_places(list(held.select_related("level").order_by("-awarded_on"))),
        people=charter.people_of(organisation).values("person_id").distinct().count(),
        activity=tuple(applications.activity(organisation, rows)),
    )


def _with_places(awards: list[Award]) -> tuple[HeldAward, ...]:
    """The awards with their levels' places; ranks may have gaps, places never do."""
    return tuple(HeldAward(award, levels.place_of(award.level)[0]) for award in awards)


def _urgency(one: applications.Situation) -> tuple[bool, bool, Any]:
    """Sorts what can be written now first, then what others work on, then what came too late."""
    return not one.is_writable, one.is_closed, one.application.deadline.at


@dataclass(frozen=True)
class Duty:
    """Something that waits for staff: how many, in words, and the page where it is done."""

    count: int
    words: str
    url: str


def today(person: Any, programme: Programme) -> list[Duty]:
    """What needs staff now, most pressing first; nothing that does not. Six queries."""
    words = {"programme": programme.slug}
    states = _by_state(Application.objects.visible_to(person, programme, Hat.STAFF))
    releases = Release.objects.filter(
        programme=programme, approved_at__isnull=True, cancelled_at__isnull=True
    ).count()
    revocations = Revocation.objects.filter(programme=programme, approved_at__isnull=True).count()
    dead = status.owed(programme).dead
    board = reverse("desk:board", kwargs=words)
    duties = [
        (dead, "thing", "could not be done in the background", reverse("desk:status", kwargs=words)),
        (
            joining.count_pending(programme),
            "registration",
            "to approve",
            reverse("charter:approvals", kwargs=words),
        ),
        (
            states[State.INTEREST],
            "expression",
            "of interest to answer",
            reverse("applications:interests", kwargs=words),
        ),
        _more_time(person, programme),
        (states[State.SENT], "application", "to check", f"{board}?state={State.SENT}"),
        (states[State.ACCEPTED], "application", "to give to the panel", f"{board}?state={State.ACCEPTED}"),
        (states[State.PROPOSED], "level", "to confirm", reverse("assessment:decisions", kwargs=words)),
        (releases, "release", "to approve", reverse("awards:releases", kwargs=words)),
        (revocations, "revocation", "to approve", reverse("awards:releases", kwargs=words)),
    ]
    return [
        Duty(count, f"{noun}{'' if count == 1 else 's'} {what}", address)
        for count, noun, what, address in duties
        if count
    ]


def _more_time(person: Any, programme: Programme) -> tuple[int, str, str, str]:
    """Requests for more time that wait for an answer, and the page of the one that has waited longest."""
    waiting = applications.waiting_for_time(person, programme)
    first = {"programme": programme.slug, "reference": waiting[0] if waiting else "none"}
    return len(waiting), "request", "for more time to answer", reverse("applications:answer_extension", kwargs=first)


def _by_state(rows: QuerySet[Application]) -> dict[str, int]:
    """How many applications stand in each state, every state named."""
    counts = {state.value: 0 for state in State}
    counts.update(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return counts


@dataclass(frozen=True)
class Step:
    """One step of the funnel: words, how many, and the list that has exactly these."""

    words: str
    count: int
    url: str


@dataclass(frozen=True)
class BoardFilters:
    """What the board was asked for; each field is empty when it was not."""

    cohort: str = ""
    state: str = ""
    search: str = ""

    @property
    def query(self) -> str:
        """The filters as the start of a query string, ready for ``page=``."""
        named = {"cohort": self.cohort, "state": self.state, "q": self.search}
        return "?" + "".join(f"{urlencode({name: value})}&" for name, value in named.items() if value)


@dataclass(frozen=True)
class BoardRow:
    """One application on the board; organisations and services in the parties' order, ready to be read."""

    reference: str
    organisations: str
    services: str
    cohort: str
    state: str
    since: datetime


@dataclass(frozen=True)
class Board:
    """The cohort board; the page holds a ``BoardRow`` an application."""

    steps: tuple[Step, ...]
    page: Page
    cohorts: tuple[Cohort, ...]
    filters: BoardFilters


def board(person: Any, programme: Programme, filters: BoardFilters, number: int) -> Board:
    """The programme's applications by cohort, state and words, 25 a page, with the funnel. Five queries."""
    rows = Application.objects.visible_to(person, programme, Hat.STAFF)
    if filters.cohort:
        rows = rows.filter(cohort__slug=filters.cohort)
    if filters.search:
        parties = ApplicationParty.objects.filter(programme=programme)
        named = parties.filter(organisation__name__icontains=filters.search)
        serving = parties.filter(party_services__service__name__icontains=filters.search)
        rows = rows.filter(
            Q(reference=filters.search.upper())
            | Q(pk__in=named.values("application_id"))
            | Q(pk__in=serving.values("application_id"))
        )
    counts = _by_state(rows)
    address = reverse("desk:board", kwargs={"programme": programme.slug})
    base = BoardFilters(filters.cohort, "", filters.search).query
    steps = tuple(
        Step(str(state.label), counts[state], f"{address}{base}state={state.value}")
        for state in State
        if counts[state]
    )
    if filters.state:
        rows = rows.filter(state=filters.state)
    known = counts[filters.state] if filters.state else sum(counts.values())
    page = _Counted(rows.for_pages().order_by("-state_at", "reference"), known).get_page(number)
    page.object_list = [_board_row(row) for row in page.object_list]
    return Board(steps, page, tuple(Cohort.objects.filter(programme=programme)), filters)


class _Counted(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: QuerySet, count: int) -> None:
        super().__init__(rows, ROWS_A_PAGE)
        self.count = count


def _board_row(application: Application) -> BoardRow:
    parties = list(application.parties.all())
    services = [held.service.name for party in parties for held in party.party_services.all()]
    return BoardRow(
        reference=application.reference,
        organisations=", ".join(party.organisation.name for party in parties),
        services=", ".join(services),
        cohort=application.cohort.name,
        state=str(State(application.state).label),
        since=application.state_at,
    )


@dataclass(frozen=True)
class Numbers:
    """What a commissioner reads: counts, with the small ones left out; never an organisation."""

    steps: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, int, str], ...]
    as_of: Any


def numbers(programme: Programme) -> Numbers:
    """Applications by stage and current awards by level; results under embargo count as with the panel."""
    with tenancy.as_system("commissioners read how many there are, and never which"):
        states = _by_state(Application.objects.filter(programme=programme))
    stages = (
        ("Interested or waiting", (State.INTEREST, State.WAITLISTED)),
        ("Writing", (State.DRAFT, State.RETURNED)),
        ("Sent", (State.SENT, State.ACCEPTED)),
        ("With the panel", (State.ASSESSING, State.MODERATING, State.PROPOSED, State.DECIDED)),
        ("Released", (State.RELEASED,)),
    )
    held = Award.objects.filter(programme=programme).current_on(clock.today()).order_by()
    counts = dict(held.values_list("level_id").annotate(n=Count("pk")))
    known = levels.of_programme(programme)
    places = levels.places(known)
    return Numbers(
        steps=tuple((words, shown(sum(states[state] for state in group))) for words, group in stages),
        levels=tuple((row.name, places[row.pk][0], shown(counts[row.pk])) for row in known if row.pk in counts),
        as_of=clock.now(),
    )


def shown(count: int) -> str:
    """A count as it may be told: 0, ``fewer than 5``, or itself."""
    if 0 < count < SMALLEST_SHOWN:
        return f"fewer than {SMALLEST_SHOWN}"
    return f"{count:,}"
