"""What does Charter still owe the world? Every background effect is a row first, then a job.

The row is written in the business transaction. A commit pokes the dispatcher; a tick every few seconds tops the
queue up to a bound, so that a dead worker, an emptied broker or a lost poke costs seconds, not effects. The
broker carries row ids and nothing else. A job runs in one transaction with the end of its row: if the row is
still open, it has not been done. The advisory lock of a killed worker ends with its connection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F, Q

from charter.kit import clock, tenancy
from charter.kit.added import add
from charter.kit.models import OutboxRow

logger = logging.getLogger(__name__)

Job = Callable[..., None]
JOBS: dict[str, Job] = {}

DEAD_AFTER = 8
LONGEST_WAIT = timedelta(hours=1)
# How long a row that was handed to the broker is left alone before the tick hands it over again.
HANDED_OVER = timedelta(seconds=60)
LOCK_CLASS = 7_302


class NotYet(Exception):
    """A job's way to say "look again soon" without counting as a failure; says what it waits for."""


def job(kind: str) -> Callable[[Job], Job]:
    """Register ``function(*, by, **ids)`` as the job for rows of ``kind`` (``app.verb_noun``)."""

    def register(function: Job) -> Job:
        if kind in JOBS:
            raise ValueError(f"The job {kind} is registered twice.")
        JOBS[kind] = function
        return function

    return register


def enqueue(
    kind: str, *, key: str, by: Any = None, programme: Any = None, due: datetime | None = None, **ids: Any
) -> bool:
    """Owe one effect; False when a row with this ``key`` (unique per kind of occasion) stands already.

    ``due`` is an aware instant, now by default. ``ids`` are plain ids for the job; never personal data.
    """
    if kind not in JOBS:
        raise KeyError(f"No job is registered for {kind}.")
    instant = clock.now()
    row = OutboxRow(
        kind=kind,
        key=key,
        programme_id=programme.pk if programme is not None else None,
        actor_id=by.pk if by is not None else None,
        ids=ids,
        created_at=instant,
        due_at=due or instant,
    )
    if not add(row):
        return False
    if not any(entry[1] is top_up for entry in connection.run_on_commit):
        transaction.on_commit(top_up, robust=True)
    return True


def open_rows() -> Any:
    """Rows that are neither done nor dead."""
    return OutboxRow.objects.filter(done_at__isnull=True, dead_at__isnull=True)


def top_up() -> int:
    """Hand due rows to the broker, never more than the bound at once; gives how many went."""
    with tenancy.alone("the outbox is topped up"):
        instant = clock.now()
        handed = open_rows().filter(queued_until__gt=instant).count()
        room = max(settings.OUTBOX_BOUND - handed, 0)
        due = open_rows().filter(Q(queued_until__isnull=True) | Q(queued_until__lte=instant), due_at__lte=instant)
        ids = list(due.order_by("due_at").select_for_update(skip_locked=True).values_list("id", flat=True)[:room])
        OutboxRow.objects.filter(id__in=ids).update(queued_until=instant + HANDED_OVER)
    for row_id in ids:
        _hand_over(row_id)
    return len(ids)


def _hand_over(row_id: int) -> None:
    """Give one id to the broker; when it cannot be reached the tick tries again."""
    from charter.kit.outbox_tasks import run_row  # noqa: PLC0415  # leaf

    try:
        run_row.apply_async((row_id,), retry=False)
    except Exception as error:
        logger.warning("The broker did not take outbox row %s: %s", row_id, type(error).__name__)
        _note(row_id, queued_until=None)


def _note(row_id: int, **changes: Any) -> None:
    """Write down what became of a try, in a transaction of its own."""
    with tenancy.alone("the outbox keeps its books"):
        OutboxRow.objects.filter(pk=row_id).update(**changes)


def run(row_id: int) -> bool:
    """Do one row's job now; True when it is done by this call.

    A second delivery of the same id finds the lock taken or the row ended, and leaves. The attempt is counted
    before the work, in its own statement, so that a job that kills its process still counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, row_id % 2**31])
        if not cursor.fetchone()[0]:
            return False
    try:
        with tenancy.alone("the outbox counts a try"):
            counted = open_rows().filter(pk=row_id, due_at__lte=clock.now()).update(attempts=F("attempts") + 1)
            row = OutboxRow.objects.get(pk=row_id) if counted else None
        return _run_counted(row) if row is not None else False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, row_id % 2**31])


def _run_counted(row: OutboxRow) -> bool:
    """Run the job in one transaction with the row's end; on failure plan the next try."""
    people = get_user_model().objects
    person = people.filter(pk=row.actor_id).first() if row.actor_id else None
    programme_model = apps.get_model("charter", "Programme")
    try:
        programme = programme_model.objects.filter(pk=row.programme_id).first() if row.programme_id else None
        with tenancy.acting(person, programme, request_id=f"outbox:{row.pk}"):
            with tenancy.as_system(f"job {row.kind}"):
                JOBS[row.kind](by=person, **row.ids)
                OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now(), last_error="")
    except NotYet as wait:
        _note(
            row.pk,
            attempts=F("attempts") - 1,
            due_at=clock.now() + timedelta(seconds=2),
            queued_until=None,
            last_error=str(wait)[:500],
        )
        return False
    except Exception as error:
        logger.exception("Outbox row %s (%s) did not work, attempt %s.", row.pk, row.kind, row.attempts)
        _plan_next_try(row, error)
        return False
    return True


def _plan_next_try(row: OutboxRow, error: Exception) -> None:
    """Wait twice as long each time, at most an hour; after eight tries the row is dead until staff retry it."""
    instant = clock.now()
    if row.attempts >= DEAD_AFTER:
        _note(row.pk, dead_at=instant, queued_until=None, last_error=f"{type(error).__name__}: {error}"[:500])
        return
    wait = min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
    _note(row.pk, due_at=instant + wait, queued_until=None, last_error=f"{type(error).__name__}: {error}"[:500])


def run_due(limit: int = 10_000) -> int:
    """Do every due row here and now, through the production path; gives how many were done.

    For tests and the demonstration builder. Stops when a pass does nothing.
    """
    done = 0
    while done < limit:
        with tenancy.alone("the outbox looks for what is due"):
            due = open_rows().filter(due_at__lte=clock.now()).order_by("due_at", "id")
            ids = list(due.values_list("id", flat=True)[:200])
        finished = sum(run(row_id) for row_id in ids)
        if not finished:
            break
        done += finished
    return done
