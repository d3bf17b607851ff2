"""In which order does the demonstration happen, and who acts at each moment?

Steps are gathered first and then played by their instants, so that numbers, messages and the audit trail come
in the order in which the world would have made them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from charter import selectors
from charter.desk.demo.dates import Calendar
from charter.desk.demo.shelf import Shelf
from charter.kit import clock, outbox, tenancy
from charter.models import Cohort, Framework, Organisation, Person, Programme, Service, Standard

# How long after a step its messages go out and its jobs are done.
SOON = timedelta(seconds=40)


class HalfDone(RuntimeError):
    """A background job of the demonstration did not work; names its kind and what it said."""


@dataclass
class World:
    """What has been made so far, by the keys and names of the demonstration's own data."""

    shelf: Shelf
    people: dict[str, Person] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    standards: dict[str, list[Standard]] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, list[Service]] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    applications: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One sitting of one person: at ``at``, as ``by`` (a name; Charter itself when empty), in ``programme``."""

    at: datetime
    by: str
    programme: str
    do: Callable[[World, Any], object]
    said: str = ""
    # What the step owes is left to the worker of the running demonstration.
    leaves_work: bool = False


class Timeline:
    """Gathers steps and plays them in time. Of one instant, the step gathered first is played first."""

    def __init__(self, calendar: Calendar) -> None:
        """Begin with nothing."""
        self.calendar = calendar
        self.steps: list[Step] = []

    def at(
        self,
        instant: datetime,
        by: str,
        programme: str,
        do: Callable[[World, Any], object],
        *,
        said: str = "",
        leaves_work: bool = False,
    ) -> None:
        """Gather a step at an instant; ``do(world, person)`` calls the actions."""
        self.steps.append(Step(instant, by, programme, do, said, leaves_work))

    def on(
        self,
        days: int,
        hour: int,
        by: str,
        programme: str,
        do: Callable[[World, Any], object],
        *,
        minute: int = 0,
        said: str = "",
    ) -> None:
        """Gather a step on a working day, counted from today, at a wall time in London."""
        self.at(self.calendar.at(days, hour, minute), by, programme, do, said=said)

    def play(self, world: World, progress: Callable[[str], object]) -> None:
        """Do every step in its time, with the jobs it owes; tells ``progress`` each step's sentence."""
        told, of = 0, sum(bool(step.said) for step in self.steps)
        for step in sorted(self.steps, key=lambda step: step.at):
            with clock.at(step.at):
                person = world.people[step.by] if step.by else selectors.system_person()
                alone = nullcontext() if step.by else tenancy.as_system("the demonstration begins")
                with tenancy.acting(person, world.programmes.get(step.programme)), alone:
                    step.do(world, person)
            if not step.leaves_work:
                do_what_is_due(step.at + SOON)
            if step.said:
                told += 1
                progress(f"{told:>3} of {of}  {step.said}")


def do_what_is_due(instant: datetime) -> None:
    """Do the jobs that are due at ``instant``, as a worker would have; refuses to go on when one does not work."""
    with clock.at(instant):
        outbox.run_due()
        row = outbox.open_rows().filter(Q(due_at__lte=instant) | ~Q(last_error="")).order_by("id").first()
    if row is not None:
        raise HalfDone(f"The job {row.kind} did not work: {row.last_error or 'it was not taken.'}")
