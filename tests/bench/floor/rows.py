"""How does the floor come to N rows? Runs in the floor's own Django."""

from __future__ import annotations

import json
import os
from urllib.parse import urlsplit

from django.db import connections

from tests.bench.floor.models import FloorRow


def grow(number: int, person: int) -> None:
    """The table, made when it is not there, with ``number`` rows of one person."""
    owner, role = connections["owner"], urlsplit(os.environ["DATABASE_URL"]).username
    table = FloorRow._meta.db_table
    with owner.cursor() as cursor:
        if table not in owner.introspection.table_names(cursor):
            with owner.schema_editor() as editor:
                editor.create_model(FloorRow)
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE ON {table} TO "{role}"')
        cursor.execute(f"TRUNCATE {table} RESTART IDENTITY")
        cursor.execute(
            f"INSERT INTO {table} (owner_id, name, words, saved_at)"
            " SELECT %s, 'Row number ' || n, repeat('word ', 40), now() FROM generate_series(1, %s) n",
            [person, number],
        )
        cursor.execute(f"VACUUM (ANALYZE) {table}")
    print(json.dumps({"rows": number}))
