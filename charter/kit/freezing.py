"""What does PostgreSQL itself refuse to change: states that may not follow each other, and facts that stand?

The rules are declared beside their model, in ``Meta.constraints``; a state machine is generated from the very
transitions that ``move`` reads, so makemigrations sees when the two part. Each rule is one trigger with its
function, and refuses with SQLSTATE 23514 under the rule's name, as a check constraint would.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from charter.kit.declared import DeclaredRule
from charter.kit.transitions import Transition

_FUNCTION = """CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $rule$
BEGIN
{body}
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $rule$"""
_RAISE = (
    """RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', TABLE = TG_TABLE_NAME"""
)
# Migrations restore and copy whole stories as the owner; nobody else may add to one that has ended.
_NOT_OWNER = "current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)"


class _Triggered(DeclaredRule):
    """A rule that is a row trigger with a function of the same name."""

    when = "BEFORE UPDATE OR DELETE"
    only_if = ""

    def body(self) -> str:
        """The function's statements before it lets the row pass."""
        raise NotImplementedError

    def refusal(self, sentence: str) -> str:
        """The statement that refuses."""
        return _RAISE.format(sentence=sentence.replace("'", "''"), name=self.name)

    def statements(self, model: Any) -> list[str]:
        """The function, then the trigger."""
        return [
            _FUNCTION.format(name=self.name, body=self.body()),
            f'CREATE TRIGGER "{self.name}" {self.when} ON "{model._meta.db_table}"'
            f' FOR EACH ROW {self.only_if} EXECUTE FUNCTION "{self.name}"()',
        ]

    def undo(self, model: Any) -> str:
        """The function goes and takes its trigger along."""
        return f'DROP FUNCTION "{self.name}"() CASCADE'


class StateMachine(_Triggered):
    """A row's ``state`` goes only where one of the transitions leads."""

    when = "BEFORE UPDATE"
    only_if = "WHEN (OLD.state IS DISTINCT FROM NEW.state)"

    def __init__(self, *, name: str, steps: Iterable[Transition] = (), pairs: Iterable[tuple[str, str]] = ()) -> None:
        """``steps`` is the workflow's own table; a migration writes down the ``pairs`` it comes to."""
        super().__init__(name=name)
        told = {(source, step.target) for step in steps for source in step.sources} | {(a, b) for a, b in pairs}
        self.pairs = sorted(told)

    def body(self) -> str:
        """Refuse a pair that is not in the table."""
        allowed = ", ".join(f"('{source}', '{target}')" for source, target in self.pairs)
        return (
            f"  IF (OLD.state, NEW.state) NOT IN ({allowed}) THEN\n"
            f"    {self.refusal('This state may not follow that one.')};\n  END IF;"
        )

    def arguments(self) -> dict[str, Any]:
        """The pairs."""
        return {"pairs": self.pairs}


class Frozen(_Triggered):
    """A row that meets ``once`` is never changed again, except in the columns ``but``, and never deleted.

    ``once`` and ``delete_once`` are SQL on ``OLD``; the second, when given, says when deleting is refused instead.
    """

    def __init__(self, *, name: str, once: str = "true", but: Iterable[str] = (), delete_once: str = "") -> None:
        """See the class."""
        super().__init__(name=name)
        self.once, self.but, self.delete_once = once, sorted(but), delete_once

    def body(self) -> str:
        """Refuse the UPDATE that touches more than it may, and the DELETE."""
        changed = ""
        if self.but:
            names = ", ".join(f"'{name}'" for name in self.but)
            changed = f" AND to_jsonb(OLD) - ARRAY[{names}] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{names}]"
        refused = f"    {self.refusal('This row is frozen.')};\n"
        return (
            f"  IF TG_OP = 'UPDATE' AND ({self.once}){changed} THEN\n{refused}"
            f"  ELSIF TG_OP = 'DELETE' AND ({self.delete_once or self.once}) THEN\n{refused}  END IF;"
        )

    def arguments(self) -> dict[str, Any]:
        """When, and what is left open."""
        return {"once": self.once, "but": self.but, "delete_once": self.delete_once}


class FrozenBy(_Triggered):
    """A row that is never changed or deleted once what it belongs to stands.

    ``question`` is a query with ``{row}`` for the row: true when it stands, and no answer counts as that too.
    With ``list_too`` no row is added to it either; only the owner, who migrates, may.
    """

    def __init__(self, *, name: str, question: str, list_too: bool = False) -> None:
        """See the class."""
        super().__init__(name=name)
        self.question, self.list_too = question, list_too

    @property
    def when(self) -> str:  # type: ignore[override]
        """Which events are looked at."""
        return f"BEFORE {'INSERT OR ' if self.list_too else ''}UPDATE OR DELETE"

    def body(self) -> str:
        """Ask for where the row was, and for where it is to be."""
        refused = f"    {self.refusal('This row is frozen by what it belongs to.')};\n  END IF;"
        old, new = (f"coalesce(({self.question.format(row=row)}), true)" for row in ("OLD", "NEW"))
        told = f"  IF TG_OP <> 'INSERT' AND {old} THEN\n{refused}\n"
        # A row that belongs to nothing is not ours to refuse: its own constraints do.
        given = f"({self.question.format(row='NEW')})"
        added = f" OR (TG_OP = 'INSERT' AND {given} AND {_NOT_OWNER})" if self.list_too else ""
        return f"{told}  IF (TG_OP = 'UPDATE' AND {new}){added} THEN\n{refused}"

    def arguments(self) -> dict[str, Any]:
        """The question, and whether it is also asked of new rows."""
        return {"question": self.question, "list_too": self.list_too}
