"""Which database has every migration already? One template a set of migrations, so that tests only copy it.

Applying the migrations takes many seconds of a core, copying the result a fraction of one. The template's name
holds a digest of all migrations and pins; one that no longer fits is dropped.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
LOCK = 7_304
APPS = ("charter", "training", "applications", "assessment", "awards")


def _digest() -> str:
    """What a migrated database depends on: our migrations, the grants, the installed apps, the pinned packages."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("migrations/*.py")]
    kit = ("database", "declared", "freezing", "keys", "management/commands/migrate")
    paths += [*(ROOT / f"charter/kit/{name}.py" for name in kit), ROOT / "requirements/app.txt"]
    told = hashlib.sha256(" ".join(settings.INSTALLED_APPS).encode())
    for path in sorted(paths):
        told.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


def template(owner_url: str, app_url: str) -> str:
    """The name of the template on this server, made now when it is not there; safe to ask from many processes."""
    name = f"template_{_digest()}"
    with psycopg.connect(named(owner_url, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        there = {row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_'")}
        if name not in there:
            unfinished = f"{name}_unfinished"
            drop(connection, unfinished)
            run(connection, "CREATE DATABASE {}", unfinished)
            _migrate(named(owner_url, unfinished), named(app_url, unfinished))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
            )
        for old in there - {name}:
            drop(connection, old)
    return name


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database and whoever is in it; while PostgreSQL itself tidies there, nobody may be sent away."""
    for _ in range(60):
        try:
            return run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.5)
    raise RuntimeError(f"{name} could not be dropped: PostgreSQL is at work in it.")


def run(connection: psycopg.Connection, statement: str, name: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _migrate(owner_url: str, app_url: str) -> None:
    env = {**os.environ, "DATABASE_OWNER_URL": owner_url, "DATABASE_URL": app_url}
    env |= {"DJANGO_SETTINGS_MODULE": "charter.settings", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The migrations did not apply.\n{done.stderr[-3000:]}")


def named(url: str, name: str) -> str:
    """The same server's address for another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
