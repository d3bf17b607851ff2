"""What does PostgreSQL's own catalogue say about the walls? Every finding is a sentence; none is what we want."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

# Tables without a programme of their own, each with the reason that no row policy stands before it.
WITHOUT_WALLS = {
    "account_emailaddress": "people are global, and sign-in asks before it knows anybody",
    "account_emailconfirmation": "people are global, and sign-in asks before it knows anybody",
    "auth_group": "Django's own; the programme's roles are memberships",
    "auth_group_permissions": "Django's own; the programme's roles are memberships",
    "auth_permission": "the names of rights, the same for everybody",
    "charter_person": "people are global; what they belong to is behind walls",
    "charter_person_groups": "Django's own; the programme's roles are memberships",
    "charter_person_user_permissions": "Django's own; the programme's roles are memberships",
    "charter_programme": "the public names of programmes",
    "django_admin_log": "Django's own; no admin pages are served",
    "django_content_type": "the names of tables",
    "django_migrations": "the owner's book of migrations",
    "django_session": "found by a secret key before anybody is known",
    "kit_auditseal": "digests of events, nothing of theirs",
    "mfa_authenticator": "a person's own second steps; people are global, and sign-in asks before it knows anybody",
    "usersessions_usersession": "a person's own sessions; people are global, and found by a secret key",
    "guardian_groupobjectpermission": "guardian's generic table, which nothing writes",
    "guardian_userobjectpermission": "guardian's generic table, which nothing writes",
}
TRUE_FOR = {"owner", "lookup", "sealer"}

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""
POLICIES = """
SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies
WHERE schemaname = 'public'
"""
KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, array_length(conkey, 1),
       (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
        WHERE a.attrelid = conrelid AND a.attnum = ANY (conkey))
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.prosecdef, coalesce(array_to_string(p.proconfig, ','), ''), r.rolname
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
WHERE n.nspname IN ('app', 'public')
"""
APP_ROLE = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       (SELECT count(*) FROM pg_class WHERE relowner = r.oid) FROM pg_roles r WHERE rolname = 'app'
"""
VIEWS = """
SELECT c.relname, coalesce(array_to_string(c.reloptions, ','), '') FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')
"""
TRUNCATES = """
SELECT table_name FROM information_schema.role_table_grants
WHERE grantee IN ('app', 'PUBLIC') AND privilege_type = 'TRUNCATE' AND table_schema = 'public'
"""


def tenant_tables() -> dict[str, type]:
    """Every table whose rows carry a programme, and its model."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        names = {field.column for field in model._meta.concrete_fields}
        if "programme_id" in names:
            found[model._meta.db_table] = model
    return found


def asked(sql: str) -> list[tuple]:
    """What the owner reads in the catalogue."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def findings() -> list[str]:
    """Every table, policy, key, view, function and role that is not as security.md ISO-4 has it."""
    return [*_tables(), *_policies(), *_keys(), *_functions(), *_roles()]


def _tables() -> list[str]:
    found = []
    for name, secured, forced in asked(TABLES):
        if name in WITHOUT_WALLS:
            continue
        if not secured:
            found.append(
                f"{name}: no row-level security (settled 3; declare walls() beside the model, docs/walls.md)."
            )
        elif not forced:
            found.append(f"{name}: row-level security is not forced (security.md ISO-4).")
    found += [
        f"{name}: a view without security_invoker." for name, opts in asked(VIEWS) if "security_invoker" not in opts
    ]
    found += [f"{name}: the application may TRUNCATE it." for (name,) in asked(TRUNCATES)]
    return found


def _policies() -> list[str]:
    found, walled = [], set()
    for table, name, permissive, roles, command, using, check in asked(POLICIES):
        told = f"{table}.{name}"
        if set(roles) <= TRUE_FOR:
            continue
        if set(roles) != {"app"}:
            found.append(f"{told}: a policy for {roles}, which is nobody's.")
        if "true" in (using, check):
            found.append(f"{told}: a policy that lets everything through.")
        if command in ("INSERT", "UPDATE", "ALL") and check is None:
            found.append(f"{told}: a policy for writing without WITH CHECK.")
        if permissive == "RESTRICTIVE":
            walled.add((table, command))
        for text in filter(None, (using, check)):
            bare = text.replace("( SELECT app.", "")
            if "app." in bare.replace("app.everywhere() AS everywhere", ""):
                found.append(f"{told}: asks a function once a row; wrap it in a scalar sub-select (settled 3).")
    for table, secured, _ in asked(TABLES):
        if secured:
            found += [
                f"{table}: no programme's wall for {command}."
                for command in ("SELECT", "INSERT", "UPDATE", "DELETE")
                if (table, command) not in walled
            ]
    return found


def _keys() -> list[str]:
    tenants = set(tenant_tables())
    composite = {
        (child, parent) for child, parent, width, columns in asked(KEYS) if width == 2 and "programme_id" in columns
    }
    return [
        f"{child} points to {parent} without its programme (settled 7)."
        for child, parent, width, _ in asked(KEYS)
        if width == 1 and child in tenants and parent in tenants and (child, parent) not in composite
    ]


def _functions() -> list[str]:
    found = []
    for name, definer, config, owner in asked(FUNCTIONS):
        if definer and "search_path" not in config:
            found.append(f"{name}: a definer's function without a fixed search_path.")
        if definer and owner != "lookup":
            found.append(f"{name}: a definer's function of {owner}.")
    return found


def _roles() -> list[str]:
    [(superuser, bypasses, makes_roles, makes_databases, owns)] = asked(APP_ROLE)
    told = {
        "is a superuser": superuser,
        "bypasses policies": bypasses,
        "makes roles": makes_roles,
        "makes databases": makes_databases,
        f"owns {owns} objects": owns,
    }
    return [f"The role app {words}." for words, wrong in told.items() if wrong]
