"""What does an organisation mean to do next, who does it, and until when?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from applications.models import Application, ImprovementStep
from charter.kit import clock
from charter.models import Organisation, Person
from charter.selectors import framework_form, team_of


@dataclass(frozen=True)
class PlanRow:
    """One step with its goal in the framework's words."""

    step: ImprovementStep
    goal: str
    is_late: bool

    @property
    def is_done(self) -> bool:
        """Whether it is marked as done."""
        return self.step.done_at is not None


@dataclass(frozen=True)
class Plan:
    """An organisation's improvement plan: what is open, soonest first, and what is done."""

    open: tuple[PlanRow, ...]
    done: tuple[PlanRow, ...]

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.open) + len(self.done)


def plan_of(organisation: Organisation, application: Application | None = None) -> Plan:
    """The organisation's steps, or those of one application. One query."""
    rows = ImprovementStep.objects.filter(organisation=organisation)
    if application is not None:
        rows = rows.filter(application=application)
    return _sorted(rows)


def plans_of(application: Application) -> Plan:
    """Every party's steps of an application, as far as these eyes may see them. One query."""
    return _sorted(ImprovementStep.objects.filter(application=application))


def _sorted(rows: QuerySet[ImprovementStep]) -> Plan:
    today = clock.today()
    steps = rows.select_related("application", "standard", "owner", "organisation", "done_by", "changed_by")
    told = [PlanRow(step, goal_of(step), _is_late(step, today)) for step in steps]
    far = date.max
    return Plan(
        open=tuple(
            sorted(
                (row for row in told if not row.is_done),
                key=lambda row: (row.step.due_on or far, row.step.standard.position, row.step.pk),
            )
        ),
        done=tuple(
            sorted(
                (row for row in told if row.is_done), key=lambda row: (row.step.done_at, row.step.pk), reverse=True
            )
        ),
    )


def goal_of(step: ImprovementStep) -> str:
    """The score that a step wants to reach, by its name on the scale; empty when there is none."""
    scale = framework_form(step.application.framework).scale
    return next((point.name for point in scale if point.score == step.goal), "")


def _is_late(step: ImprovementStep, today: date) -> bool:
    return step.done_at is None and step.due_on is not None and step.due_on < today


def step_of(organisation: Organisation, identity: uuid.UUID) -> ImprovementStep | None:
    """One step of the organisation's own plan; None when it has no such step."""
    rows = ImprovementStep.objects.select_related("application", "standard", "owner", "organisation", "changed_by")
    return rows.filter(organisation=organisation, uuid=identity).first()


def possible_owners(organisation: Organisation) -> list[Person]:
    """Who of the organisation's team can own something, by name. One query."""
    return sorted((member.person for member in team_of(organisation)), key=lambda person: str(person).lower())
