"""Which database has the two-sided world already? Built once a day and state of the code; tests copy it.

Building the world takes half a minute of a core, because it calls every action; copying it, a fraction of a
second. Its rows are numbered from a million, so that what a process remembers by number cannot be mistaken.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.test import override_settings

from tests import world
from tests.migrated import ROOT, drop, named, run, template
from tests.site import Site

LOCK = 7_305
FIRST = 1_000_000
APPS = ("charter", "training", "applications", "assessment", "awards")
SEQUENCES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"


def _digest() -> str:
    """What a world depends on: our code and data, its builder, and the day its dates count from."""
    paths = [
        path for app in APPS for kind in ("py", "json", "html", "txt") for path in (ROOT / app).rglob(f"*.{kind}")
    ]
    told = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    for path in sorted([*paths, *(ROOT / "templates").rglob("*.*"), ROOT / "tests/world.py"]):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def staged() -> Iterator[Callable[[], world.World]]:
    """The world in a database of one's own, a copy, to which both aliases are led; dropped afterwards.

    Gives a function that makes its Python objects anew, so that no test leaves traces in them.
    """
    with psycopg.connect(named(os.environ["DATABASE_OWNER_URL"], "postgres"), autocommit=True) as postgres:
        folder, name = _template(postgres)
        mine = f"{connections['owner'].settings_dict['NAME']}_staged"
        drop(postgres, mine)
        run(postgres, f"CREATE DATABASE {{}} TEMPLATE {name}", mine)
        try:
            shutil.copytree(folder / "files", settings.DATA_DIR / "files", dirs_exist_ok=True)
            with _led_to(mine):
                kept = (folder / "world.pickle").read_bytes()
                yield lambda: pickle.loads(kept)
        finally:
            drop(postgres, mine)


def stage() -> tuple[Path, str]:
    """The staged world's folder (``files``, ``world.pickle``) and the database to copy, for a site of its own."""
    with psycopg.connect(named(os.environ["DATABASE_OWNER_URL"], "postgres"), autocommit=True) as postgres:
        return _template(postgres)


def _template(postgres: psycopg.Connection) -> tuple[Path, str]:
    """The world's folder and the database to copy, made now when they are not there; one process at a time."""
    name = f"staged_{_digest()}"
    folder = Path(settings.DATA_DIR).parent / name
    postgres.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        there = {row[0] for row in postgres.execute("SELECT datname FROM pg_database WHERE datname ~ '^staged_'")}
        if name not in there or not (folder / "world.pickle").exists():
            for old in there:
                drop(postgres, old)
            for path in folder.parent.glob("staged_*"):
                shutil.rmtree(path, ignore_errors=True)
            _make(postgres, name, folder)
    finally:
        postgres.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return folder, name


def _make(postgres: psycopg.Connection, name: str, folder: Path) -> None:
    """Build the world by the actions in a migrated database, and keep its rows, files and Python objects."""
    owner_url = os.environ["DATABASE_OWNER_URL"]
    run(postgres, f"CREATE DATABASE {{}} TEMPLATE {template(owner_url, os.environ['DATABASE_URL'])}", name)
    try:
        with psycopg.connect(named(owner_url, name), autocommit=True) as connection:
            for (sequence,) in connection.execute(SEQUENCES).fetchall():
                connection.execute(f"ALTER SEQUENCE {sequence} RESTART {FIRST}")
        with override_settings(**_stored_in(folder / "files")), _led_to(name):
            built = world.build()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "world.pickle").write_bytes(pickle.dumps(built))
    except BaseException:
        drop(postgres, name)
        raise


def _stored_in(folder: Path) -> dict[str, Any]:
    """Settings under which files are stored in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"BACKEND": settings.STORAGES["default"]["BACKEND"], "OPTIONS": {"location": str(folder)}}
    return {"STORAGES": {**settings.STORAGES, "default": kept, "private": kept}}


@contextmanager
def _led_to(name: str) -> Iterator[None]:
    """Lead both aliases to the database ``name``."""
    both = [connections[alias] for alias in ("default", "owner")]
    before = [connection.settings_dict["NAME"] for connection in both]
    for connection in both:
        connection.close()
        connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        for connection, was in zip(both, before, strict=True):
            connection.close()
            connection.settings_dict["NAME"] = was


@contextmanager
def staged_site(kind: str, blocker: Any, *processes: str) -> Iterator[Site]:
    """A running site on a copy of the world, with its files; ``processes`` as :meth:`Site.start` takes them.

    ``blocker`` is pytest-django's: a test at such a site reads its rows through the site, never through Django.
    """
    with blocker.unblock():
        folder, copied = stage()
    name = f"site_{os.getpid()}_{kind}"
    site = Site.make(settings.DATA_DIR / name, name, copy_of=copied)
    try:
        shutil.copytree(folder / "files", site.folder / "files", dirs_exist_ok=True)
        site.env["STAGED_WORLD"] = str(folder / "world.pickle")
        site.start(*processes)
        yield site
    finally:
        site.stop()
