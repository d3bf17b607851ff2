"""How does somebody add a row that they may not read back?

Django's own INSERT asks for the new row's id, which PostgreSQL gives only to those whom a policy lets read the
row. Records, owed effects and messages are written by everybody and read by few.
"""

from __future__ import annotations

from django.db import connections, models, router
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


def add(row: models.Model) -> bool:
    """Insert ``row`` without reading it back; its id stays unknown. False when a unique key stood already."""
    model = type(row)
    using = router.db_for_write(model)
    query = InsertQuery(model, on_conflict=OnConflict.IGNORE)
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    query.insert_values(fields, [row])
    [(statement, values)] = query.get_compiler(using=using).as_sql()
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount == 1
