"""How does an officer return what was sent, for more on named standards?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from applications import notifications, workflow
from applications.actions import answers
from applications.models import Application, Return, ReturnedStandard
from applications.selectors import gates
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.jinja import moment
from charter.kit.transitions import allows, move
from charter.models import Standard

LONGEST = 4000


@transaction.atomic
def send_back(
    application: Application, *, standards: Mapping[Standard, str], request: str, due_at: datetime, by: Any
) -> Return:
    """Return the application: the named standards reopen until ``due_at`` (UTC, and the cohort's grace).

    ``standards`` maps each to what is asked about it in particular, or an empty text; ``request`` is the one
    text that every party reads. Each party signs a new declaration for what it sends then. Refuses no
    standard, another framework's, no request, a date that has passed or comes after scores are due, more
    rounds than the cohort allows, and an application that is not waiting for the team's check.
    """
    locked = answers.lock(application)
    if not allows(workflow.RETURN, locked.state):
        raise Refused(workflow.RETURN.refusal)
    words = request.strip()
    _check(locked, standards, words, due_at)
    returned = Return.objects.create(
        programme_id=locked.programme_id,
        organisation_id=locked.organisation_id,
        application=locked,
        number=locked.round,
        request=words,
        due_at=due_at,
        returned_by=by,
        returned_at=clock.now(),
    )
    ReturnedStandard.objects.bulk_create(
        ReturnedStandard(
            programme_id=locked.programme_id, returned=returned, standard=standard, comment=comment.strip()
        )
        for standard, comment in standards.items()
    )
    locked.due_at, locked.round = due_at, locked.round + 1
    locked.save(update_fields=["due_at", "round"])
    codes = ", ".join(standard.code for standard in sorted(standards, key=lambda row: row.position))
    move(locked, workflow.RETURN, by=by, standards=codes)
    for name in ("state", "state_at", "due_at", "round"):
        setattr(application, name, getattr(locked, name))
    notifications.returned(locked, returned)
    return returned


def rounds_left(application: Application) -> int:
    """How often the application may still be returned."""
    return max(0, application.cohort.return_rounds - (application.round - 1))


def _check(application: Application, standards: Mapping[Standard, str], request: str, due_at: datetime) -> None:
    """Refuse what would not be a request that somebody can answer."""
    if not rounds_left(application):
        raise Refused("This application was returned as often as its cohort allows. Accept it as it is.")
    if not standards:
        raise Refused("Select at least one standard.")
    own = {row.pk for row in gates.standards(application)}
    if any(standard.pk not in own for standard in standards):
        raise Refused("Select standards of this application.")
    if not request:
        raise Refused("Write what you ask for. The organisation will read it.")
    if due_at <= clock.now():
        raise Refused("Choose a date that has not passed.")
    latest = application.cohort.scores_due_at
    if due_at >= latest:
        raise Refused(f"The panel’s scores are due on {moment(latest)}. Choose an earlier date.")
