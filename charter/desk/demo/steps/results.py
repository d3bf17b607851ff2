"""How do results become visible, and what has happened to an award since?

The last batch is only approved here: its certificates and its release are left to the worker.
"""

from __future__ import annotations

from datetime import timedelta

from applications.enums import State
from awards.actions import releasing, revoking
from awards.models import Award, Release
from charter.desk.demo import cast, story
from charter.desk.demo.steps.applications import label, said
from charter.desk.demo.steps.panel import officer_for_panels
from charter.desk.demo.story import Round
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.models import Person

PLANNED_BEFORE, APPROVED_BEFORE = 9, 5
# The instant of the last release and of its approval, before the world is built.
LAST_RELEASE, LAST_APPROVAL = timedelta(minutes=1), timedelta(minutes=16)


def gather(timeline: Timeline) -> None:
    """Every main release, the revocation, and the last batch at the very end."""
    for row in story.ROUNDS:
        if row.release is not None:
            _main_release(timeline, row, row.release)
    _revoke(timeline)
    for row in story.ROUNDS:
        if any(entry.round == row.key and entry.last_batch for entry in story.ENTRIES):
            _last_batch(timeline, row)


def _main_release(timeline: Timeline, row: Round, release: int) -> None:
    """Planned by an officer, approved by the programme lead, carried out on an afternoon by its own row."""
    lead = cast.in_role(row.programme, Role.PROGRAMME_LEAD)
    instant = timeline.calendar.at(release, 16)

    def plan(world: World, person: Person) -> None:
        releasing.plan(world.cohorts[row.key], at=instant, by=person)

    def approve(world: World, person: Person) -> None:
        releasing.approve(_planned(world, row), by=person)

    timeline.on(release - PLANNED_BEFORE, 11, officer_for_panels(row.programme), row.programme, plan)
    timeline.on(release - APPROVED_BEFORE, 12, lead, row.programme, approve)
    out = [entry for entry in story.ENTRIES if entry.round == row.key and entry.state == State.RELEASED]
    for entry in out:
        # Nobody does anything: the release is a row that is due at its instant.
        timeline.at(instant, "", row.programme, _nothing, said=said(entry))


def _nothing(_world: World, _person: Person) -> None:
    """A moment at which only due rows are done."""


def _planned(world: World, row: Round) -> Release:
    """The cohort's release that waits for approval."""
    return Release.objects.get(cohort=world.cohorts[row.key], approved_at__isnull=True, cancelled_at__isnull=True)


def _last_batch(timeline: Timeline, row: Round) -> None:
    """Decided late, planned days ago and approved just now; the worker draws the certificates and releases."""
    instant = timeline.calendar.now - LAST_RELEASE

    def plan(world: World, person: Person) -> None:
        releasing.plan(world.cohorts[row.key], at=instant, by=person)

    def approve(world: World, person: Person) -> None:
        releasing.approve(_planned(world, row), by=person)

    names = [label(entry) for entry in story.ENTRIES if entry.round == row.key and entry.last_batch]
    timeline.on(-2, 11, officer_for_panels(row.programme), row.programme, plan)
    timeline.at(
        timeline.calendar.now - LAST_APPROVAL,
        cast.in_role(row.programme, Role.PROGRAMME_LEAD),
        row.programme,
        approve,
        said=f"{len(names)} results approved; the worker draws their certificates and releases them",
        leaves_work=True,
    )


def _revoke(timeline: Timeline) -> None:
    """An officer proposes, the programme lead approves."""
    key, proposed, approved = story.REVOKED
    row = story.BY_KEY[next(entry.round for entry in story.ENTRIES if entry.key == key)]

    def propose(world: World, person: Person) -> None:
        award = Award.objects.for_pages().get(application=world.applications[key])
        revoking.propose(award, reason=story.REVOCATION_REASON, by=person)

    def approve(world: World, person: Person) -> None:
        award = Award.objects.for_pages().get(application=world.applications[key])
        revoking.approve(award.revocations.get(approved_at__isnull=True), by=person)

    officer = cast.in_role(row.programme, Role.OFFICER)
    lead = cast.in_role(row.programme, Role.PROGRAMME_LEAD)
    timeline.on(proposed, 15, officer, row.programme, propose)
    timeline.on(approved, 15, lead, row.programme, approve)
