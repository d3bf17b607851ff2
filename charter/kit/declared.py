"""What has PostgreSQL been told beside a model that Django itself cannot say? The common form of such rules.

A rule stands in ``Meta.constraints``, so that makemigrations writes it down, changes it and takes it away like any
other constraint, and a test finds every model that forgot it.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class DeclaredRule(models.BaseConstraint):
    """A constraint whose SQL is our own. Subclasses give ``statements``, ``undo`` and ``arguments``."""

    def statements(self, model: Any) -> list[str]:
        """The SQL that makes the rule; run at the end of the migration, when everything it names stands."""
        raise NotImplementedError

    def undo(self, model: Any) -> str:
        """The SQL that takes the rule away."""
        raise NotImplementedError

    def arguments(self) -> dict[str, Any]:
        """What a migration must write down to make the same rule again, without its name."""
        raise NotImplementedError

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Put the statements off until the end of the migration."""
        schema_editor.deferred_sql.extend(self.statements(model))
        return ""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inline, see :meth:`create_sql`."""
        return self.create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """See :meth:`undo`."""
        return self.undo(model)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to PostgreSQL, which is the point."""

    def deconstruct(self) -> Any:
        """How a migration writes this rule down."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, **self.arguments()}

    def __eq__(self, other: object) -> bool:
        """Equal when a migration would make the same rule."""
        return isinstance(other, DeclaredRule) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]
