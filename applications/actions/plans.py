"""How does an organisation turn gaps into steps with an owner and a date?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from applications import permissions
from applications.canonical import clean
from applications.models import Application, ImprovementStep
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Membership, Organisation, Person, Standard
from charter.selectors import framework_form

LONGEST = 20_000


class Conflicted(Refused):
    """Somebody changed the step since the page was opened; ``step`` is what is stored."""

    def __init__(self, step: ImprovementStep) -> None:
        """Say who changed it."""
        self.step = step
        super().__init__(
            f"{step.changed_by} changed this step while you had it open."
            " Yours is below and theirs beside it. Save again to keep yours."
        )


@dataclass(frozen=True)
class Wish:
    """What somebody typed about a step; ``owner`` is somebody of the organisation, or None for nobody yet."""

    owner: Person | None
    due_on: date | None
    note: str
    done: bool


@transaction.atomic
def choose(
    application: Application, *, organisation: Organisation, goals: Mapping[Standard, int | None], by: Any
) -> list[ImprovementStep]:
    """Put gaps into the organisation's plan, each with the score it wants to reach; those that are in it stay.

    Refuses somebody who may not change the plan, an organisation that is no party, no gap at all, and a goal that
    is not on the scale or a standard of another framework.
    """
    permissions.CHANGE_PLAN.demand(by, organisation)
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not application.parties.filter(organisation=locked).exists():
        raise Refused(f"{locked.name} is not a party of this application.")
    if not goals:
        raise Refused("Select at least one standard.")
    scores = framework_form(application.framework).scores
    if any(
        standard.framework_id != application.framework_id or (goal is not None and goal not in scores)
        for standard, goal in goals.items()
    ):
        raise Refused("Select standards from the list.")
    there = set(
        ImprovementStep.objects.filter(application=application, organisation=locked).values_list(
            "standard_id", flat=True
        )
    )
    made = []
    for standard, goal in goals.items():
        if standard.pk in there:
            continue
        step = ImprovementStep.objects.create(
            programme_id=application.programme_id,
            organisation=locked,
            application=application,
            standard=standard,
            goal=goal,
            changed_by=by,
            changed_at=clock.now(),
        )
        audit.record("plan:step-added", step, by=by, who=locked.name)
        made.append(step)
    return made


@transaction.atomic
def change(step: ImprovementStep, *, wish: Wish, version: int, by: Any) -> ImprovementStep:
    """Keep what was typed about a step. ``version`` is the one the page was opened with.

    Refuses somebody who may not change the plan and an owner who is not of the organisation; raises
    :class:`Conflicted` when somebody else changed the step meanwhile. The same again changes nothing.
    """
    permissions.CHANGE_PLAN.demand(by, step.organisation)
    locked = _locked(step)
    note = clean(wish.note).strip()
    if len(note) > LONGEST:
        raise Refused("This note is too long to save. Make it shorter.")
    if wish.owner is not None and wish.owner != locked.owner and not _belongs(wish.owner, locked.organisation):
        raise Refused("Select somebody of your team.")
    was_done = locked.done_at is not None
    if (locked.owner, locked.due_on, locked.note, was_done) == (wish.owner, wish.due_on, note, wish.done):
        return locked
    if locked.version != version:
        raise Conflicted(locked)
    locked.owner, locked.due_on, locked.note = wish.owner, wish.due_on, note
    if wish.done != was_done:
        locked.done_at, locked.done_by = (clock.now(), by) if wish.done else (None, None)
    locked.version, locked.changed_by, locked.changed_at = locked.version + 1, by, clock.now()
    locked.save()
    verb = "changed" if wish.done == was_done else "done" if wish.done else "reopened"
    audit.record(f"plan:step-{verb}", locked, by=by, who=locked.organisation.name)
    return locked


@transaction.atomic
def drop(step: ImprovementStep, *, by: Any) -> None:
    """Take a step out of the plan for good. Refuses somebody who may not change the plan."""
    permissions.CHANGE_PLAN.demand(by, step.organisation)
    locked = _locked(step)
    audit.record("plan:step-removed", locked, by=by, who=locked.organisation.name)
    locked.delete()


def _locked(step: ImprovementStep) -> ImprovementStep:
    rows = ImprovementStep.objects.select_related("organisation", "standard", "owner", "changed_by")
    found = rows.select_for_update(of=("self",)).filter(pk=step.pk).first()
    if found is None:
        raise Refused("Somebody took this step out of the plan.")
    return found


def _belongs(person: Person, organisation: Organisation) -> bool:
    return Membership.objects.current().filter(person=person, organisation=organisation).exists()
