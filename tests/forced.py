"""How does a test put a row where no transition leads, or take away what is frozen? PostgreSQL refuses, rightly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections


def put(row, **columns):
    """Take ``row`` out of its table and put it back with these columns, under the same id; gives it anew.

    What points to it is checked at commit only, when it is back. A frozen row cannot be taken out either.
    """
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE id = %s', [row.pk])
        kept = json.loads(cursor.fetchone()[0])
        changed = json.loads(json.dumps(columns, cls=DjangoJSONEncoder))
        cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [row.pk])
        cursor.execute(
            f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)',
            [json.dumps({**kept, **changed})],
        )
    row.refresh_from_db()
    return row


TRIGGERED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"


@contextmanager
def thawed() -> Iterator[None]:
    """In the owner's present transaction nothing is frozen: for taking away what a test has committed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TRIGGERED)
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        # What is still to be checked has to be, before a table may be altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
