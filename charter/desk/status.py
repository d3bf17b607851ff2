"""How is the installation, in words for the staff of one programme, and what does it still owe them?"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Min, Q

from charter.home import readiness
from charter.kit import clock, outbox, outbox_tasks, tenancy
from charter.kit.jinja import moment, plural
from charter.kit.models import CanaryResult, OutboxRow
from charter.models import Programme

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=10)
CANARY_LATE = timedelta(minutes=20)
BACKUP_LATE = timedelta(hours=26)
ROOM_BYTES = 2_000_000_000
DEAD_SHOWN = 50

WELL, LOOK = "Well", "Needs attention"


@dataclass(frozen=True)
class Part:
    """One part: its name, whether it is well, and what was seen, as sentences."""

    name: str
    well: bool
    seen: str

    @property
    def word(self) -> str:
        """The state in words, so that colour is never alone."""
        return WELL if self.well else LOOK


@dataclass(frozen=True)
class Dead:
    """Something that was given up, for the row's button."""

    id: int
    words: str
    since: datetime
    tries: int
    error: str


@dataclass(frozen=True)
class Status:
    """The whole page."""

    parts: tuple[Part, ...]
    dead: tuple[Dead, ...]
    as_of: datetime

    @property
    def troubled(self) -> int:
        """How many parts need attention."""
        return sum(not part.well for part in self.parts)


@dataclass(frozen=True)
class Owed:
    """Counts of what is owed: ``open`` waits its turn or its date, ``late`` was due ten minutes ago.

    ``dead`` are the programme's own; ``dead_elsewhere`` belong to no programme.
    """

    open: int
    late: int
    dead: int
    dead_elsewhere: int
    oldest: datetime | None


def owed(programme: Programme) -> Owed:
    """What is owed for the programme, and by Charter for nobody in particular. One query, as Charter itself."""
    instant = clock.now()
    is_open = Q(done_at__isnull=True, dead_at__isnull=True)
    with tenancy.as_system("staff see what is owed to their programme"):
        counted = OutboxRow.objects.filter(Q(programme_id=programme.pk) | Q(programme_id=None)).aggregate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_at__lt=instant - LATE)),
            dead=Count("pk", filter=Q(dead_at__isnull=False, programme_id=programme.pk)),
            dead_elsewhere=Count("pk", filter=Q(dead_at__isnull=False, programme_id=None)),
            oldest=Min("due_at", filter=is_open & Q(due_at__lte=instant)),
        )
    return Owed(**counted)


def dead_rows(programme: Programme) -> list[OutboxRow]:
    """The programme's rows that were given up, newest first, fifty at most. One query, as Charter itself."""
    with tenancy.as_system("staff see what was given up for their programme"):
        rows = OutboxRow.objects.filter(programme_id=programme.pk, dead_at__isnull=False).order_by("-dead_at", "-id")
        return list(rows[:DEAD_SHOWN])


def dead_row(programme: Programme, pk: int) -> OutboxRow | None:
    """One row of the programme, whatever became of it since its button was drawn; None for any other."""
    with tenancy.as_system("staff see what was given up for their programme"):
        return OutboxRow.objects.filter(programme_id=programme.pk, pk=pk).first()


def of(programme: Programme) -> Status:
    """Everything the page shows. Five queries and two questions to the broker, whatever there is."""
    counts = owed(programme)
    dead = tuple(
        Dead(row.pk, outbox.WORDS.get(row.kind, row.kind), row.dead_at, row.attempts, row.last_error)
        for row in dead_rows(programme)
        if row.dead_at is not None
    )
    parts = (
        _part("Database", lambda: (readiness.database(), "It answers.")),
        _part("Broker", _broker),
        _part("Worker", _worker),
        _part("Beat", _beat),
        _queue_age(counts),
        _background(counts),
        _part("Wall between programmes", lambda: _canary(programme)),
        _part("Last backup", _backup),
        _part("Disk room", _disk),
    )
    return Status(parts, dead, clock.now())


def _part(name: str, look: Callable[[], tuple[bool, str]]) -> Part:
    """Look at one part; one that cannot be looked at is not well, and the log says why."""
    try:
        return Part(name, *look())
    except Exception as error:
        logger.warning("%s could not be looked at: %s", name, type(error).__name__)
        return Part(name, False, "It does not answer. Tell whoever runs the server.")


def _broker() -> tuple[bool, str]:
    waiting = outbox_tasks.waiting()
    return True, f"It answers; {plural(waiting, 'job')} waiting in its queue."


def _worker() -> tuple[bool, str]:
    if cache.get(outbox_tasks.WORKER):
        return True, "A worker was seen within the last minute."
    return False, "No worker was seen within the last minute. E-mails and certificates wait until one is started."


def _beat() -> tuple[bool, str]:
    seen = cache.get(outbox_tasks.HEARTBEAT)
    if seen:
        return True, f"Last tick at {datetime.fromisoformat(seen).astimezone(clock.LONDON):%H:%M:%S}."
    return False, "No tick reached a worker within the last minute. What is due at a time waits until beat runs."


def _queue_age(counts: Owed) -> Part:
    """How long the oldest due effect has waited."""
    if counts.oldest is None:
        return Part("Queue age", True, "Nothing that is due is waiting.")
    seconds = int((clock.now() - counts.oldest).total_seconds())
    told = plural(seconds, "second") if seconds < 120 else plural(seconds // 60, "minute")
    return Part("Queue age", seconds < LATE.total_seconds(), f"What has waited longest was due {told} ago.")


def _background(counts: Owed) -> Part:
    """What is owed, late and given up."""
    seen = f"{counts.open:,} to do, of which {counts.late:,} late; {counts.dead:,} given up."
    if counts.dead_elsewhere:
        seen += f" Charter itself has given up {counts.dead_elsewhere:,} more: tell whoever runs the server."
    return Part("Background work", not (counts.late or counts.dead or counts.dead_elsewhere), seen)


def _canary(programme: Programme) -> tuple[bool, str]:
    with tenancy.as_system("staff see whether the wall around their programme stands"):
        last = CanaryResult.objects.filter(programme_id=programme.pk).first()
    if last is None:
        return False, "It has not been tested yet. A test runs every five minutes."
    when = moment(last.at)
    if last.other_id is None:
        return True, f"There is only one programme, so there was nothing to reach. Looked at {when}."
    if not last.ok:
        return False, (
            f"The test of {when} got across: {plural(last.rows_seen, 'row')} seen and"
            f" {plural(last.writes_through, 'write')} not stopped. Tell whoever runs the server now."
        )
    if clock.now() - last.at > CANARY_LATE:
        return False, f"It held when it was last tested, at {when}. It should have been tested again since."
    return True, (
        f"It held at {when}: {plural(last.tables, 'table')} and {plural(last.writes_tried, 'write')} tried,"
        f" {plural(last.marked, 'table')} with rows of another programme, none seen."
    )


def _backup() -> tuple[bool, str]:
    """The newest file of the folder for backups, which whoever makes them fills (docs/deploy.md)."""
    made = [path.stat().st_mtime for path in Path(settings.BACKUP_DIR).glob("*") if path.is_file()]
    if not made:
        return False, "None has been made that Charter knows of. Ask whoever runs the server for one."
    newest = datetime.fromtimestamp(max(made), tz=UTC)
    return clock.now() - newest < BACKUP_LATE, f"The newest was made at {moment(newest)}."


def _disk() -> tuple[bool, str]:
    usage = shutil.disk_usage(settings.DATA_DIR)
    told = f"{usage.free / 1e9:,.1f} GB of {usage.total / 1e9:,.1f} GB are free."
    return usage.free >= ROOM_BYTES, told if usage.free >= ROOM_BYTES else f"{told} Files may soon be refused."
