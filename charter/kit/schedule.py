"""What is owed by the clock? Each (job, period) is one outbox row, however many schedulers tick.

A period is named by its first instant, and the row's key by job and period, so that the second scheduler's row is
refused by the database. After an outage the newest period is made up for; with ``every_period`` the others of the
last 24 hours too. What is older is dropped, and the log says so: nobody wants last week's reminders in a burst.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from charter.kit import clock, outbox, tenancy
from charter.kit.models import OutboxRow

logger = logging.getLogger(__name__)

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Every:
    """Periods of equal length, counted from an instant long past; daylight saving does not touch them."""

    length: timedelta

    def start(self, instant: datetime) -> datetime:
        """The first instant of the period that holds ``instant``, UTC."""
        return instant - (instant - EPOCH) % self.length

    def next(self, start: datetime) -> datetime:
        """The first instant of the period after the one that begins at ``start``."""
        return start + self.length


@dataclass(frozen=True)
class Daily:
    """One period a calendar day, from a wall-clock time in a zone; a day has one, be it 23 or 25 hours long."""

    at: time
    zone: ZoneInfo = clock.LONDON

    def start(self, instant: datetime) -> datetime:
        """The first instant of the period that holds ``instant``, UTC."""
        day = instant.astimezone(self.zone).date()
        today = self._on(day)
        return today if today <= instant else self._on(day - timedelta(days=1))

    def next(self, start: datetime) -> datetime:
        """The first instant of the period after the one that begins at ``start``."""
        return self._on(start.astimezone(self.zone).date() + timedelta(days=1))

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Scheduled:
    """A job by the clock. With ``every_period`` a period missed in an outage is made up for, else only the newest."""

    kind: str
    periods: Every | Daily
    every_period: bool = False


SCHEDULE: dict[str, Scheduled] = {}


def by_the_clock(kind: str, periods: Every | Daily, *, every_period: bool = False) -> None:
    """Register the job ``kind`` to be owed once a period; it is given ``period``, an ISO instant."""
    SCHEDULE[kind] = Scheduled(kind, periods, every_period)


class Scheduler:
    """One process's memory of what it owed last, so that most ticks ask the database nothing."""

    def __init__(self) -> None:
        """Nothing is remembered yet."""
        self._owed: dict[str, datetime] = {}

    def owe(self) -> int:
        """Owe every scheduled job of the present period, and of those that were missed; gives how many rows."""
        instant, made = clock.now(), 0
        for job in list(SCHEDULE.values()):
            present = job.periods.start(instant)
            if self._owed.get(job.kind, EPOCH) >= present:
                continue
            with tenancy.alone("what the clock owes belongs to nobody"):
                made += sum(_owe(job, period) for period in _missed(job, present, instant))
            self._owed[job.kind] = present
        return made


def _missed(job: Scheduled, present: datetime, instant: datetime) -> Iterator[datetime]:
    """The periods to owe, oldest first, ending with the present one."""
    last = _last_owed(job)
    if last is not None and last < present and job.every_period:
        dropped, period = 0, job.periods.next(last)
        while period < present:
            if instant - period > outbox.STALE:
                dropped += 1
            else:
                yield period
            period = job.periods.next(period)
        if dropped:
            logger.warning("%s of %s were missed more than 24 hours ago and are dropped.", dropped, job.kind)
    yield present


def _last_owed(job: Scheduled) -> datetime | None:
    """The newest period of which there is a row."""
    row = OutboxRow.objects.filter(kind=job.kind).order_by("-key").first()
    return datetime.fromisoformat(row.ids["period"]) if row is not None else None


def _owe(job: Scheduled, period: datetime) -> bool:
    """One row for one period; False when somebody else was first."""
    told = period.isoformat()
    return outbox.enqueue(job.kind, key=f"{job.kind}:{told}", period=told)


# This process's own.
SCHEDULER = Scheduler()
