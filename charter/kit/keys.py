"""How does a row prove that what it points to is in the same programme, and when need nobody ask for it again?

Row policies do not apply to foreign key checks, so an ordinary key could attach a row to another tenant's.
A composite key over (programme, id) cannot.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor


class CompositeForeignKey(models.BaseConstraint):
    """FOREIGN KEY (programme_id, column) REFERENCES target (programme_id, id), checked at commit.

    Django's own composite key support cannot be the target of a relation, hence a constraint of ours beside
    the ordinary foreign key.
    """

    def __init__(self, *, column: str, to: str, name: str) -> None:
        """``column`` is a database column of the model; ``to`` is ``app.Model`` with UNIQUE (programme, id)."""
        super().__init__(name=name)
        self.column, self.to = column, to

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Add the key at the end of the migration, when every table and unique key it may need stands."""
        target = apps.get_model(self.to)._meta.db_table
        quote = schema_editor.quote_name
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY (programme_id, {quote(self.column)})"
            f" REFERENCES {quote(target)} (programme_id, id) DEFERRABLE INITIALLY DEFERRED"
        )
        return ""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inline, see :meth:`create_sql`."""
        return self.create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """The ALTER TABLE that takes the key away."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to PostgreSQL, which is the point."""

    def deconstruct(self) -> Any:
        """How a migration writes this constraint down."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to": self.to}

    def __eq__(self, other: object) -> bool:
        """Equal when a migration would make the same key."""
        return isinstance(other, CompositeForeignKey) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


class _AtHandFirst(ForwardManyToOneDescriptor):
    """Asks the field before it asks the database."""

    def get_object(self, instance: models.Model) -> Any:
        """The row pointed to."""
        row = self.field.at_hand(getattr(instance, self.field.attname))  # type: ignore[attr-defined]
        if row is None:
            row = super().get_object(instance)
            self.field.found(row)  # type: ignore[attr-defined]
        return row


class KnownForeignKey(models.ForeignKey):
    """A foreign key whose row is mostly at hand already, so that no query joins it again for each row.

    To migrations it is an ordinary foreign key.
    """

    forward_related_accessor_class = _AtHandFirst

    def at_hand(self, pk: Any) -> models.Model | None:
        """The row with this key when there is no need to ask, else None."""
        return None

    def found(self, row: models.Model) -> None:
        """What had to be asked for, in case it is worth keeping."""

    def deconstruct(self) -> Any:
        """How a migration writes this field down."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
