"""What time is it for this transaction, and what does that look like in the programme's zone?

Every instant is UTC. One transaction has one instant, the database's at its start, so that a deadline judged
twice in one request cannot give two answers. Tests freeze it; only the demonstration builder travels.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

LONDON = ZoneInfo("Europe/London")

_fixed: ContextVar[datetime | None] = ContextVar("clock_fixed", default=None)
_instant: ContextVar[datetime | None] = ContextVar("clock_instant", default=None)


def now() -> datetime:
    """The instant of this transaction, UTC. Outside one it is the database's present time."""
    return _fixed.get() or _instant.get() or _database_time()


def present() -> datetime:
    """The database's time at this very moment, UTC; unlike :func:`now` it goes on while a transaction lasts."""
    return _fixed.get() or _database_time("clock_timestamp()")


def today(zone: ZoneInfo = LONDON) -> date:
    """The calendar day of :func:`now` in ``zone``."""
    return now().astimezone(zone).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock at ``instant`` (aware); for tests and the demonstration builder only."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


@contextmanager
def transaction_instant(instant: datetime) -> Iterator[None]:
    """Use ``instant``, read from the database when the transaction began, until the block ends."""
    token = _instant.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _instant.reset(token)


def fixed_instant() -> datetime | None:
    """The instant that the present transaction has, when one was told; see :func:`transaction_instant`."""
    return _instant.get()


def _database_time(function: str = "transaction_timestamp()") -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}")
        return cursor.fetchone()[0].astimezone(UTC)
