"""What does Charter still owe the world? Every background effect is a row first, then a job.

The row is written in the business transaction. A commit pokes the dispatcher; a tick every few seconds tops the
queue up to a bound, so that a dead worker, an emptied broker or a lost poke costs seconds, not effects. The
broker carries row ids and nothing else. A job runs in one transaction with the end of its row: if the row is
still open, it has not been done. The advisory lock of a killed worker ends with its connection. An attempt is
counted, and the next one planned, before the work begins: what kills its process waits as long as what raises.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F, Q

from charter.kit import audit, clock, tenancy
from charter.kit.added import add
from charter.kit.models import OutboxRow

logger = logging.getLogger(__name__)

Job = Callable[..., None]
JOBS: dict[str, Job] = {}
# What each kind of row does, in words for staff.
WORDS: dict[str, str] = {}
# Kinds that act with the rights of whoever asked, and who says whether they still have them.
May = Callable[[Any, Any], bool]
MAY: dict[str, May] = {}

DEAD_AFTER = 8
LONGEST_WAIT = timedelta(hours=1)
# How long a row that was handed to the broker is left alone before the tick hands it over again.
HANDED_OVER = timedelta(seconds=60)
# When nothing waits at the broker, a row handed over so long ago and not being worked on was lost there.
LOST_AFTER = timedelta(seconds=8)
# A row by the clock (``charter.kit.schedule``) that could not be done for so long is dropped, and the log says so.
STALE = timedelta(hours=24)
LOCK_CLASS = 7_302
# What is known of a try that never came back to say what happened.
UNTOLD = "The worker stopped before it could say why: it was killed, or the job took too long."
LOST_THE_RIGHT = "Dropped: whoever asked for this may no longer have it."
# Rows that a worker holds now, by the locks of :func:`run`; ids are folded into PostgreSQL's 31 bits.
HELD = (
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class NotYet(Exception):
    """A job's way to say "look again soon" without counting as a failure; says what it waits for."""

    def __init__(self, told: str, *, after: timedelta = timedelta(seconds=2)) -> None:
        """``after`` is how long to wait before the next look."""
        super().__init__(told)
        self.after = after


def job(kind: str, *, words: str = "", may: May | None = None) -> Callable[[Job], Job]:
    """Register ``function(*, by, **ids)`` as the job for rows of ``kind`` (``app.verb_noun``).

    ``words`` say to staff what it does: ``Send an e-mail``. ``may(person, programme)`` is for what is done with the
    rights of whoever asked for it: asked again just before the work, and when it says no the row is dropped.
    """

    def register(function: Job) -> Job:
        if kind in JOBS:
            raise ValueError(f"The job {kind} is registered twice.")
        JOBS[kind] = function
        if may is not None:
            MAY[kind] = may
        WORDS[kind] = words or kind
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


@contextmanager
def _machinery() -> Iterator[None]:
    """A short transaction in which the outbox keeps its own rows, whoever they belong to."""
    with tenancy.alone("the outbox keeps its own rows"):
        yield


def open_rows() -> Any:
    """Rows that are neither done nor dead."""
    return OutboxRow.objects.filter(done_at__isnull=True, dead_at__isnull=True)


def top_up(*, nothing_waits: bool = False) -> int:
    """Hand due rows to the broker, never more than the bound at once; gives how many went.

    ``nothing_waits`` says that the broker was asked and has none left: what it was given before is given again.
    """
    with _machinery():
        if nothing_waits:
            lost = open_rows().filter(queued_until__lte=clock.now() + HANDED_OVER - LOST_AFTER)
            lost.exclude(pk__in=_held()).update(queued_until=None)
        ids = _choose()
    for place, row_id in enumerate(ids):
        if not _hand_over(row_id):
            # Whoever waits for an answer waits for the broker once, and not once a row.
            _take_back(ids[place:])
            return place
    return len(ids)


def _choose() -> list[int]:
    """The rows to hand over now, marked as handed over."""
    instant = clock.now()
    handed = open_rows().filter(queued_until__gt=instant).count()
    room = settings.OUTBOX_BOUND - handed
    if room <= 0:
        return []
    due = open_rows().filter(Q(queued_until__isnull=True) | Q(queued_until__lte=instant), due_at__lte=instant)
    idle = due.exclude(pk__in=_held()).order_by("due_at", "id").select_for_update(skip_locked=True)
    ids = list(idle.values_list("id", flat=True)[:room])
    OutboxRow.objects.filter(id__in=ids).update(queued_until=instant + HANDED_OVER, dispatches=F("dispatches") + 1)
    return ids


def _held() -> list[int]:
    """Ids of the rows that a worker is busy with; handing them over again would only be refused."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [LOCK_CLASS])
        return [held for (held,) in cursor.fetchall()]


def _take_back(ids: list[int]) -> None:
    """The rows are nobody's again, for the tick to hand over."""
    with _machinery():
        OutboxRow.objects.filter(pk__in=ids).update(queued_until=None)


def _hand_over(row_id: int) -> bool:
    """Give one id to the broker; False when it cannot be reached."""
    from charter.kit.outbox_tasks import run_row  # noqa: PLC0415  # leaf

    try:
        run_row.apply_async((row_id,), retry=False)
    except Exception as error:
        logger.warning("The broker did not take outbox row %s: %s", row_id, type(error).__name__)
        return False
    return True


def run(row_id: int) -> bool:
    """Do one row's job now; True when it is done by this call.

    A second delivery of the same id finds the lock taken or the row ended, and leaves. The attempt is counted
    and the next one planned before the work, in a commit of its own, so that a job that kills its process, or
    is killed at its time limit, waits and dies like one that raises.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, row_id % 2**31])
        if not cursor.fetchone()[0]:
            return False
    try:
        with _machinery():
            begun = _begin(row_id)
        return begun is not None and _work(*begun)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, row_id % 2**31])


def wait_after(attempts: int) -> timedelta:
    """How long a row waits after its ``attempts``-th try: 2 s, 4 s, 8 s … at most an hour."""
    return min(timedelta(seconds=2**attempts), LONGEST_WAIT)


def _begin(row_id: int) -> tuple[OutboxRow, Any, Any] | None:
    """Count one attempt and plan the next, as if this one had been cut short; the row, its person and programme.

    None when the row has ended, is not due, is too late to be wanted, or has had its last try.
    """
    row = open_rows().filter(pk=row_id, due_at__lte=clock.now()).first()
    if row is None:
        return None
    if "period" in row.ids and clock.now() - datetime.fromisoformat(row.ids["period"]) > STALE:
        OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now(), last_error="Dropped: it was a day late.")
        logger.warning("Outbox row %s (%s) is more than 24 hours late and is dropped.", row.pk, row.key)
        return None
    if row.attempts >= DEAD_AFTER:
        _bury(row, row.last_error)
        return None
    row.attempts += 1
    row.due_at, row.queued_until, row.last_error = clock.now() + wait_after(row.attempts), None, UNTOLD
    row.save(update_fields=["attempts", "due_at", "queued_until", "last_error"])
    people, programmes = get_user_model().objects, apps.get_model("charter", "Programme").objects
    person = people.filter(pk=row.actor_id).first() if row.actor_id else None
    return row, person, programmes.filter(pk=row.programme_id).first() if row.programme_id else None


def _work(row: OutboxRow, person: Any, programme: Any) -> bool:
    """Run the job in one transaction with the row's end; say what went wrong when it does not work."""
    try:
        with tenancy.acting(person, programme, request_id=f"outbox:{row.pk}"):
            if row.kind in MAY and not MAY[row.kind](person, programme):
                _drop(row, person, programme)
                return False
            with tenancy.as_system(f"job {row.kind}"):
                JOBS[row.kind](by=person, **row.ids)
                OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now(), last_error="")
    except NotYet as wait:
        soon = clock.now() + wait.after
        _note(row, attempts=F("attempts") - 1, due_at=soon, last_error=str(wait)[:500])
        return False
    except Exception as error:
        logger.exception("Outbox row %s (%s) did not work, attempt %s.", row.pk, row.kind, row.attempts)
        told = f"{type(error).__name__}: {error}"[:500]
        if row.attempts >= DEAD_AFTER:
            with _machinery():
                _bury(row, told)
        else:
            _note(row, due_at=clock.now() + wait_after(row.attempts), last_error=told)
        return False
    return True


def _drop(row: OutboxRow, person: Any, programme: Any) -> None:
    """End a row whose person has lost the right to what they asked for, and put that on record."""
    with tenancy.as_system("what somebody asked for who may no longer have it is dropped"):
        OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now(), last_error=LOST_THE_RIGHT)
    audit.record("background:refused", None, by=person, programme=programme, what=WORDS[row.kind])


def _note(row: OutboxRow, **facts: Any) -> None:
    """Keep what became of a try that did not work."""
    with _machinery():
        OutboxRow.objects.filter(pk=row.pk).update(**facts)


def _bury(row: OutboxRow, error: str) -> None:
    """Eight tries were enough: the row is dead until staff retry it, and the log says so once."""
    OutboxRow.objects.filter(pk=row.pk).update(dead_at=clock.now(), queued_until=None, last_error=error)
    logger.error("Outbox row %s (%s) is dead after %s tries: %s", row.pk, row.kind, row.attempts, error)


def revive(row_id: int) -> bool:
    """Give a dead row eight more tries, from now; False when it is not dead (any more)."""
    revived = OutboxRow.objects.filter(pk=row_id, dead_at__isnull=False, done_at__isnull=True).update(
        dead_at=None, attempts=0, due_at=clock.now(), queued_until=None
    )
    if revived:
        transaction.on_commit(top_up, robust=True)
    return bool(revived)


def run_due(limit: int = 10_000) -> int:
    """Do every due row here and now, through the production path; gives how many were done.

    For tests and the demonstration builder. Stops when a pass does nothing.
    """
    done = 0
    while done < limit:
        with _machinery():
            due = open_rows().filter(due_at__lte=clock.now()).order_by("due_at", "id")
            ids = list(due.values_list("id", flat=True)[:200])
        finished = sum(run(row_id) for row_id in ids)
        if not finished:
            break
        done += finished
    return done
