"""How does a row prove that what it points to is in the same programme, and when need nobody ask for it again?

Row policies do not apply to foreign key checks, so an ordinary key could attach a row to another tenant's.
A composite key over (programme, id) cannot.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from charter.kit.declared import DeclaredRule


class CompositeForeignKey(DeclaredRule):
    """FOREIGN KEY (programme_id, column) REFERENCES target (programme_id, id), checked at commit.

    Django's own composite key support cannot be the target of a relation, hence a constraint of ours beside
    the ordinary foreign key.
    """

    def __init__(self, *, column: str, to: str, name: str) -> None:
        """``column`` is a database column of the model; ``to`` is ``app.Model`` with UNIQUE (programme, id)."""
        super().__init__(name=name)
        self.column, self.to = column, to

    def statements(self, model: Any) -> list[str]:
        """The key, at the end of the migration, when every table and unique key it may need stands."""
        target = apps.get_model(self.to)._meta.db_table
        return [
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}"'
            f' FOREIGN KEY (programme_id, "{self.column}")'
            f' REFERENCES "{target}" (programme_id, id) DEFERRABLE INITIALLY DEFERRED'
        ]

    def undo(self, model: Any) -> str:
        """The ALTER TABLE that takes the key away."""
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self.name}"'

    def arguments(self) -> dict[str, Any]:
        """The column and where it points to."""
        return {"column": self.column, "to": self.to}


class _AtHandFirst(ForwardManyToOneDescriptor):
    """Asks the field before it asks the database."""

    def get_object(self, instance: models.Model) -> Any:
        """The row pointed to."""
        row = self.field.at_hand(getattr(instance, self.field.attname))
        if row is None:
            row = super().get_object(instance)
            self.field.found(row)
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
