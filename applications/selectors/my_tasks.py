"""What has been given to one person, what waits for their signature, and until when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.enums import WRITABLE
from applications.models import Application
from applications.selectors import journeys, plans
from applications.selectors import tasks as work
from charter.kit import clock
from charter.kit.jinja import LONDON
from charter.models import Organisation

WRITE, SIGN, IMPROVE = "write", "sign", "improve"


@dataclass(frozen=True)
class MyTask:
    """One thing that is this person's: what, of what, until which day (London), how far, and where it is done."""

    kind: str
    title: str
    about: str
    status: str
    verb: str
    route: str
    kwargs: dict[str, str]
    due: date | None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < clock.today()


def live_applications(organisation: Organisation) -> list[Application]:
    """The applications that the organisation's people can still work on, the one that closes first in front."""
    rows = Application.objects.filter(parties__organisation=organisation, state__in=WRITABLE).without_veiled()
    return sorted(rows.for_pages(), key=lambda row: (row.deadline.at, row.reference))


def my_tasks(organisation: Organisation, person: Any, found: list[journeys.Situation] | None = None) -> list[MyTask]:
    """What ``person`` has to do for the organisation, due first. What a page has asked already may be given."""
    if found is None:
        found = journeys.situations(live_applications(organisation), person)
    rows = [task for one in found if one.is_writable and not one.is_closed for task in _of_application(one, person)]
    rows += [_of_plan(row, organisation) for row in plans.plan_of(organisation).open if row.step.owner == person]
    return sorted(rows, key=lambda task: (task.due or date.max, task.kind != SIGN, task.title))


def _of_application(one: journeys.Situation, person: Any) -> list[MyTask]:
    application = one.application
    place = {"programme": application.programme.slug, "reference": application.reference}
    due = application.deadline.at.astimezone(LONDON).date()
    rows = []
    if one.step.route in ("applications:values", "applications:declare") and one.step.text.startswith("Sign"):
        text, route = one.step.text, one.step.route
        rows.append(MyTask(SIGN, text, application.reference, work.NOT_STARTED, "Sign", route, one.address, due))
    for task in one.tasks.owned_by(person):
        if task.status == work.COMPLETED:
            continue
        standard = task.standard
        where = {**place, "standard": standard.code.lower()}
        title = f"{standard.code} {standard.name}"
        verb = "Continue" if task.words else "Start"
        rows.append(MyTask(WRITE, title, application.reference, task.status, verb, "applications:answer", where, due))
    return rows


def _of_plan(row: plans.PlanRow, organisation: Organisation) -> MyTask:
    standard = row.step.standard
    where = {
        "programme": organisation.programme.slug,
        "organisation": organisation.slug,
        "gap": str(row.step.uuid),
    }
    title = f"{standard.code} {standard.name}"
    return MyTask(
        IMPROVE, title, "Improvement plan", "To do", "See the step", "applications:plan_step", where, row.step.due_on
    )
