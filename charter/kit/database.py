"""Which database role does what, and what may the application's role touch?

The owner migrates; the application owns nothing. After each migrate the application's grants are laid anew:
everything it needs, and no UPDATE or DELETE on what must never change.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

OWNER = "owner"

# Tables the application may add to and read, never change: grants are the lock.
APPEND_ONLY = {
    "kit_auditevent",
    "applications_snapshot",
    "applications_answerhistory",
    "applications_sectionhistory",
    "assessment_agreedscorehistory",
    "assessment_decisionhistory",
    "assessment_scorehistory",
    "charter_membershiphistory",
}
# Tables of which the application may only read: the seals, written by a role of their own.
READ_ONLY = {"kit_auditseal"}
SEALER = "sealer"
# Plans one connection keeps: about as many statements as all pages ask. psycopg's own hundred would push them out.
PLANS_KEPT = 500


# Tables whose rows may be added and, while nothing rests on them, taken away, but never changed.
NEVER_CHANGED = {"awards_certificate", "awards_releaseitem"}


class OwnerMigrates:
    """Migrations run on the owner's connection and nowhere else."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """True for the owner's alias only."""
        return db == OWNER


def apply_grants(**kwargs: Any) -> None:
    """Give the application's role what it needs in this database, as the owner."""
    if kwargs.get("using", OWNER) != OWNER or OWNER not in connections:
        return
    app_role = connections[DEFAULT_DB_ALIAS].settings_dict["USER"]
    owner = connections[OWNER]
    if not app_role or app_role == owner.settings_dict["USER"]:
        return
    role = owner.ops.quote_name(app_role)
    with owner.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
        tables = set(owner.introspection.table_names(cursor))
        for table in sorted(APPEND_ONLY & tables):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {owner.ops.quote_name(table)} FROM {role}")
        for table in sorted(NEVER_CHANGED & tables):
            cursor.execute(f"REVOKE UPDATE ON {owner.ops.quote_name(table)} FROM {role}")
        for table in sorted(READ_ONLY & tables):
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {owner.ops.quote_name(table)} FROM {role}")
        _let_seal(cursor, tables)


def _let_seal(cursor: Any, tables: set[str]) -> None:
    """Give the sealer what it needs, where the server has that role: read events, add seals, nothing else."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [SEALER])
    if cursor.fetchone() is None or not {"kit_auditevent", "kit_auditseal"} <= tables:
        return
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {SEALER}")
    cursor.execute(f"GRANT SELECT ON kit_auditevent TO {SEALER}")
    cursor.execute(f"GRANT SELECT, INSERT ON kit_auditseal TO {SEALER}")


def keep_plans(connection: Any, **kwargs: Any) -> None:
    """Let a new connection keep the plan of every statement that comes back."""
    connection.connection.prepared_max = PLANS_KEPT


def connect() -> None:
    """Lay the grants after every migrate, and let connections keep plans. Called once, when the kit is ready."""
    post_migrate.connect(apply_grants, dispatch_uid="charter.kit.database.apply_grants")
    connection_created.connect(keep_plans, dispatch_uid="charter.kit.database.keep_plans")
