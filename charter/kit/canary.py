"""Does the wall between programmes stand? Somebody of one programme tries to read and write another's rows.

Everything is tried as the application's own role, in every table that carries a programme, and undone. A row
that is seen, or a write that row-level security did not stop, is a breach, whatever else stopped it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from charter.kit import clock, tenancy
from charter.kit.added import add
from charter.kit.models import CanaryResult

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
# Row-level security and missing grants both answer with "insufficient privilege".
WALL = "42501"
# Frozen rows are refused before row-level security is asked, so such a try says nothing about the wall.
FROZEN = "23514"
MOST_COUNTED = 1000


@dataclass
class Look:
    """What one look found so far."""

    tables: int = 0
    marked: int = 0
    rows_seen: int = 0
    writes_tried: int = 0
    writes_through: int = 0
    findings: list[str] = field(default_factory=list)


def tenant_tables() -> list[str]:
    """Every table of ours with a programme's id, in order."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        and model._meta.managed
        and any(column.column == "programme_id" for column in model._meta.concrete_fields)
    )


def look(person: Any, programme: Any, other: Any, tables: list[str] | None = None) -> Look:
    """Try, as ``person`` in ``programme``, to read and write ``other``'s rows; ``tables`` by default all.

    Opens a transaction or a savepoint of its own. Nothing that it tries stays.
    """
    names = tenant_tables() if tables is None else tables
    with tenancy.alone("the canary needs to know which rows are there", other):
        marked = {name: _marked(name, other) for name in names}
    found = Look(tables=len(names), marked=sum(row is not None for row in marked.values()))
    with tenancy.acting(person, programme):
        for name in names:
            _read(found, name, other)
            for words, statement, values in _writes(name, programme, other, marked[name]):
                _write(found, f"{words} {name}", statement, values)
    return found


def _marked(table: str, other: Any) -> int | None:
    """The id of one row of the other programme, if the table has any."""
    return _one(f'SELECT {_key(table)} FROM "{table}" WHERE programme_id = %s LIMIT 1', other.pk)  # noqa: S608


def _key(table: str) -> str:
    """The column of the table's primary key; ``id`` for a table that no model has."""
    return next((str(row._meta.pk.column) for row in apps.get_models() if row._meta.db_table == table), "id")


def _read(found: Look, table: str, other: Any) -> None:
    """Count the other programme's rows that can be seen, a thousand at most."""
    seen = _one(
        f'SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE programme_id = %s LIMIT {MOST_COUNTED}) seen',  # noqa: S608
        other.pk,
    )
    if seen:
        found.rows_seen += seen
        found.findings.append(f"{seen} rows of {table} are seen")


def _writes(table: str, programme: Any, other: Any, row: int | None) -> Iterator[tuple[str, str, list]]:
    """What is tried on one table: its words, statement and values."""
    key = _key(table)
    yield "INSERT into", f'INSERT INTO "{table}" (programme_id) VALUES (%s)', [other.pk]  # noqa: S608
    if row is not None:
        change = f'UPDATE "{table}" SET programme_id = programme_id WHERE {key} = %s'  # noqa: S608
        yield "UPDATE of a row of", change, [row]
    own = f'SELECT {key} FROM "{table}" WHERE programme_id = %s LIMIT 1'  # noqa: S608
    move = f'UPDATE "{table}" SET programme_id = %s WHERE {key} = ({own})'  # noqa: S608
    yield "a move across in", move, [other.pk, programme.pk]


def _write(found: Look, words: str, statement: str, values: list) -> None:
    """Try one write and undo it; only a row that is not there, or a refusal by the wall, is well."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            changed = cursor.rowcount
            transaction.set_rollback(True)
        stopped_by = "nothing" if changed else WALL
    except DatabaseError as error:
        stopped_by = getattr(error.__cause__, "sqlstate", None) or type(error).__name__
    if stopped_by == FROZEN and words.startswith("a move"):
        return
    found.writes_tried += 1
    if stopped_by != WALL:
        found.writes_through += 1
        found.findings.append(f"{words} was stopped by {stopped_by}, not by the wall")


def _one(statement: str, *values: Any) -> Any:
    """The first column of the first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def keep(found: Look, *, person: Any, programme: Any, other: Any) -> bool:
    """Keep what a look found as a row, raise the alarm when it is a breach, forget good ones of a month ago.

    True when nothing got across. Needs the rights of Charter itself.
    """
    ok = not found.rows_seen and not found.writes_through
    instant = clock.now()
    add(
        CanaryResult(
            at=instant,
            programme_id=programme.pk,
            other_id=other.pk if other is not None else None,
            actor_id=person.pk if person is not None else None,
            tables=found.tables,
            marked=found.marked,
            rows_seen=found.rows_seen,
            writes_tried=found.writes_tried,
            writes_through=found.writes_through,
            findings=found.findings[:100],
            ok=ok,
        )
    )
    if not ok:
        logger.error(
            "BREACH: programme %s saw %s rows of programme %s and %s writes were not stopped by the wall: %s",
            programme.pk,
            found.rows_seen,
            other.pk,
            found.writes_through,
            "; ".join(found.findings[:10]),
        )
    CanaryResult.objects.filter(programme_id=programme.pk, ok=True, at__lt=instant - KEPT).delete()
    return ok
