"""Which rows does PostgreSQL itself show and take? One declaration beside each model, written into migrations.

Every table with a programme has row-level security, enabled and forced. A restrictive wall keeps the programme of
the transaction; permissive policies say who may see, add, change or remove a row inside it. Without a context
there are no rows at all. Policies are for the application's role; the owner (data migrations) and the look-up
role (what policies ask) have policies of their own, and both are named exceptions of the catalogue lint.

The expressions ask functions of the schema ``app`` inside a scalar sub-select, so that each is asked once a
statement and never once a row (settled 3).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from charter.kit.declared import DeclaredRule

APP, OWNER, LOOKUP = "app", "owner", "lookup"

# Charter itself acts, inside ``tenancy.as_system``.
SYSTEM = "(SELECT app.is_system())"
# Somebody is signed in, or Charter itself acts.
SOMEBODY = f"((SELECT app.actor()) IS NOT NULL OR {SYSTEM})"

_COMMANDS = {"read": "SELECT", "add": "INSERT", "change": "UPDATE", "remove": "DELETE"}


def role(*names: str) -> str:
    """The actor holds one of these roles in the transaction's programme."""
    listed = ", ".join(f"'{name}'" for name in names)
    return f"(SELECT app.my_roles()) && ARRAY[{listed}]"


# The roles of ``charter.enums.STAFF_ROLES``; a test holds the two together.
STAFF = role("officer", "programme_lead")


def one_of(column: str, function: str) -> str:
    """``column`` is among the ids that a set function of the schema ``app`` gives."""
    return f"{column} = ANY ((SELECT app.{function}())::bigint[])"


def none_of(column: str, function: str) -> str:
    """``column`` is not among the ids that a set function of the schema ``app`` gives."""
    return f"{column} <> ALL ((SELECT app.{function}())::bigint[])"


def mine(column: str) -> str:
    """``column`` is the actor's own id."""
    return f"{column} = (SELECT app.actor())"


def either(*rules: str) -> str:
    """Any of the rules."""
    return " OR ".join(f"({rule})" for rule in rules)


def every(*rules: str) -> str:
    """All of the rules."""
    return " AND ".join(f"({rule})" for rule in rules)


MEMBER = one_of("organisation_id", "my_organisations")


# The wall of a table whose rows may also belong to no programme.
OWN_OR_NO_PROGRAMME = "programme_id IS NULL OR programme_id = (SELECT app.programme()) OR (SELECT app.everywhere())"
OWN_PROGRAMME = "programme_id = (SELECT app.programme()) OR (SELECT app.everywhere())"


class Walls(DeclaredRule):
    """The row policies of one table.

    ``read``, ``add``, ``change`` and ``remove`` are SQL expressions over the row; Charter itself may always do
    all four inside its programme, and what is left empty nobody else may do. ``wall`` is the programme's wall;
    ``read_wall`` is another one for reading, such as for a person's own memberships in every programme.
    ``asked`` tables are read by the look-up functions that policies ask; ``reader`` is one more role that reads all.
    """

    def __init__(
        self,
        *,
        name: str,
        read: str = "",
        add: str = "",
        change: str = "",
        remove: str = "",
        wall: str = OWN_PROGRAMME,
        read_wall: str = "",
        asked: bool = False,
        reader: str = "",
    ) -> None:
        """See the class; a changed expression makes a new migration."""
        super().__init__(name=name)
        self.rules = {"read": read, "add": add, "change": change, "remove": remove}
        self.wall, self.read_wall, self.asked, self.reader = wall, read_wall or wall, asked, reader

    def statements(self, model: Any) -> list[str]:
        """Row-level security and all policies."""
        table = model._meta.db_table
        on = f'ON "{table}"'
        made = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f"CREATE POLICY {OWNER} {on} TO {OWNER} USING (true) WITH CHECK (true)",
        ]
        if self.asked:
            made += [
                f"CREATE POLICY {LOOKUP} {on} FOR SELECT TO {LOOKUP} USING (true)",
                f"GRANT SELECT {on} TO {LOOKUP}",
            ]
        if self.reader:
            made.append(f"CREATE POLICY {self.reader} {on} FOR SELECT TO {self.reader} USING (true)")
        for name, command in _COMMANDS.items():
            rule = either(SYSTEM, self.rules[name]) if self.rules[name] else SYSTEM
            wall = self.read_wall if name == "read" else self.wall
            made += [
                f"CREATE POLICY {name} {on} FOR {command} TO {APP} {_clauses(command, rule)}",
                f"CREATE POLICY wall_{name} {on} AS RESTRICTIVE FOR {command} TO {APP} {_clauses(command, wall)}",
            ]
        return made

    def undo(self, model: Any) -> str:
        """Take all policies away; row-level security stays, so that a table between two versions shows nothing."""
        names = [*_COMMANDS, *(f"wall_{name}" for name in _COMMANDS), OWNER, LOOKUP]
        names += [self.reader] if self.reader else []
        return "; ".join(f'DROP POLICY IF EXISTS {name} ON "{model._meta.db_table}"' for name in names)

    def arguments(self) -> dict[str, Any]:
        """What differs from a table that only Charter itself may touch."""
        told = {name: rule for name, rule in self.rules.items() if rule}
        if self.wall != OWN_PROGRAMME:
            told["wall"] = self.wall
        if self.read_wall != self.wall:
            told["read_wall"] = self.read_wall
        if self.reader:
            told["reader"] = self.reader
        return {**told, "asked": True} if self.asked else told


def walls(table: str, *, write: str = "", asked: bool = False, **rules: str) -> Walls:
    """The walls of ``table`` for ``Meta.constraints``; ``write`` stands for add, change and remove alike."""
    for name in ("add", "change", "remove"):
        if write:
            rules.setdefault(name, write)
    return Walls(name=f"{table}_walls"[:63], asked=asked, **rules)


class OpensTo(DeclaredRule):
    """Lets an app show rows of a lower app's table to people whom only the upper app knows.

    Declared in the upper app's model; the policy lies on ``table``'s model (``app.Model``) and only ever reads.
    """

    def __init__(self, *, name: str, to: str, read: str) -> None:
        """``name`` is the policy's name; ``read`` is an SQL expression over a row of ``to``."""
        super().__init__(name=name)
        self.to, self.read = to, read

    def statements(self, model: Any) -> list[str]:
        """One more policy for reading."""
        table = apps.get_model(self.to)._meta.db_table
        return [f'CREATE POLICY {self.name} ON "{table}" FOR SELECT TO {APP} USING ({self.read})']

    def undo(self, model: Any) -> str:
        """Take the policy away."""
        return f'DROP POLICY IF EXISTS {self.name} ON "{apps.get_model(self.to)._meta.db_table}"'

    def arguments(self) -> dict[str, Any]:
        """Whose rows, and which."""
        return {"to": self.to, "read": self.read}


def _clauses(command: str, rule: str) -> str:
    """USING for rows that stand, WITH CHECK for rows that come."""
    if command in ("SELECT", "DELETE"):
        return f"USING ({rule})"
    if command == "INSERT":
        return f"WITH CHECK ({rule})"
    return f"USING ({rule}) WITH CHECK ({rule})"
