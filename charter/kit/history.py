"""What did a row say before, and who changed it? Kept by PostgreSQL itself, whatever way the change came.

``AnswerHistory = history.of(Answer)`` makes the table of all versions of the answers, and triggers that fill it:
also after a bulk update or a line typed into an SQL shell. Nothing that a session can set switches them off.
The words of the rows stand here, so these tables are as private as the rows themselves; that they belong to a
programme, an organisation or an application is kept as plain columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Now

from charter.kit.declared import DeclaredRule
from charter.kit.models import CurrentTransaction
from charter.kit.walls import OWN_PROGRAMME, walls

HISTORIES: dict[type[models.Model], type[History]] = {}


class Told(models.Func):
    """What the transaction was told about itself: ``app.actor``, or nothing outside of every context."""

    function = "current_setting"
    output_field = models.TextField()

    def __init__(self) -> None:
        """Take no argument: there is one thing worth keeping."""
        super().__init__(models.Value("app.actor"), models.Value(True))


class DatabaseRole(models.Func):
    """The database role that signed in."""

    template = "session_user::text"
    arity = 0
    output_field = models.TextField()


class Change(models.TextChoices):
    """What happened to the row."""

    ADDED = "I", "Added"
    CHANGED = "U", "Changed"
    REMOVED = "D", "Removed"


class History(models.Model):
    """One version of a row: what it said after the change, or what it last said when it was removed.

    ``history_actor`` is what the transaction was told (a person's id, ``system`` or nothing);
    ``history_transaction`` leads to the audit events of the same transaction, which know the rest.
    """

    history_id = models.BigAutoField(primary_key=True)
    history_change = models.CharField(max_length=1, choices=Change.choices)
    history_at = models.DateTimeField(db_default=Now())
    history_actor = models.TextField(null=True, db_default=Told())  # noqa: DJ001  # nothing was told
    history_transaction = models.BigIntegerField(db_default=CurrentTransaction())
    history_role = models.TextField(db_default=DatabaseRole())

    class Meta:
        abstract = True


class KeepsHistory(DeclaredRule):
    """Triggers on ``table`` that write each version of its ``columns`` into the model's own table.

    The row's ``id`` is kept as ``row_id``. Declared on the history's model, which is made after the other.
    """

    def __init__(self, *, table: str, columns: Sequence[str], name: str) -> None:
        """``table`` is the one whose rows are watched; ``columns`` are kept under their own names."""
        super().__init__(name=name)
        self.table, self.columns = table, tuple(columns)

    def statements(self, model: Any) -> list[str]:
        """One function and two triggers; an update that changes nothing leaves no version."""
        into = model._meta.db_table
        kept = ", ".join(["history_change", "row_id", *(f'"{column}"' for column in self.columns)])
        old, new = (
            ", ".join([f"{row}.id", *(f'{row}."{column}"' for column in self.columns)]) for row in ("OLD", "NEW")
        )
        return [
            f'CREATE FUNCTION public."{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $history$ BEGIN'  # noqa: S608
            f" IF TG_OP = 'DELETE' THEN INSERT INTO public.\"{into}\" ({kept}) VALUES ('D', {old});"
            f' ELSE INSERT INTO public."{into}" ({kept}) VALUES (left(TG_OP, 1), {new});'
            " END IF; RETURN NULL; END $history$",
            f'CREATE TRIGGER "{self.name}" AFTER INSERT OR DELETE ON public."{self.table}"'
            f' FOR EACH ROW EXECUTE FUNCTION public."{self.name}"()',
            f'CREATE TRIGGER "{self.name}_change" AFTER UPDATE ON public."{self.table}"'
            f' FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public."{self.name}"()',
        ]

    def undo(self, model: Any) -> str:
        """The triggers go with their function."""
        return f'DROP FUNCTION IF EXISTS public."{self.name}"() CASCADE'

    def arguments(self) -> dict[str, Any]:
        """Which table and which columns."""
        return {"table": self.table, "columns": self.columns}


def of(tracked: type[models.Model], *, read: str) -> type[History]:
    """The model of all versions of ``tracked``'s rows, with every column of theirs.

    A key to another row is kept as a bare id, so that a version outlives what it pointed to. ``read`` says who may
    read the versions, in the words of ``charter.kit.walls``: whoever may read the rows, or fewer.
    """
    name, table = f"{tracked.__name__}History", f"{tracked._meta.db_table}history"
    columns = [field for field in tracked._meta.concrete_fields if not field.primary_key]
    names = [str(field.column) for field in columns]
    meta = type(
        "Meta",
        (),
        {
            "db_table": table,
            "ordering": ["-history_id"],
            "indexes": [models.Index(fields=["row_id", "-history_id"], name=f"{table}_row"[:30])],
            "constraints": [
                walls(table, read=read, add=OWN_PROGRAMME),
                KeepsHistory(table=tracked._meta.db_table, columns=names, name=table),
            ],
        },
    )
    attributes = {
        "__module__": tracked.__module__,
        "__doc__": f"Every version of {tracked._meta.verbose_name_plural}; written by triggers only.",
        "__str__": lambda self: f"{tracked.__name__} {self.row_id} at {self.history_at}",
        "Meta": meta,
        "row_id": models.BigIntegerField(),
        **{field.attname: _bare(field) for field in columns},
    }
    made = type(name, (History,), attributes)
    HISTORIES[tracked] = made
    return made


def _bare(field: models.Field) -> models.Field:
    """A column that holds the same values, with no index, no uniqueness and no key of its own."""
    if isinstance(field, models.ForeignKey):
        return models.BigIntegerField(null=field.null)
    _, _, args, kwargs = field.deconstruct()
    for word in ("unique", "db_index", "auto_now", "auto_now_add", "default", "db_default", "choices", "blank"):
        kwargs.pop(word, None)
    return type(field)(*args, **kwargs)
