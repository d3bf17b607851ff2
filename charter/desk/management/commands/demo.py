"""How does a newcomer see Charter running? Builds a small world once, then keeps all processes up."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from psycopg import conninfo, sql

from charter.kit import clock, embedded, outbox
from charter.kit.database import OWNER
from charter.kit.supervisor import Child, Claim, GaveUp, Supervisor, port_is_taken

NEEDED_BYTES = 400_000_000
READY_SECONDS = 90
WORK_SECONDS = 240
FULL_BYTES = 20_000_000
SERVER_NAMES = {"postgres": "PostgreSQL", "valkey": "Valkey"}


class Stop(Exception):
    """The demonstration cannot go on. Its text is a sentence for the person at the terminal."""


class Command(BaseCommand):
    """``manage.py demo --port 8000``; the data lie in CHARTER_DATA, else in .charter."""

    help = "Builds the demonstration world once, then runs web, worker and beat until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the port of the web pages."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal; a second one on the same data says where the first is, and that is no error."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        claim = Claim(settings.DATA_DIR / "demo.lock")
        url = f"http://localhost:{options['port']}"
        try:
            if not claim.take({"url": url}):
                running = claim.holder() or {}
                self.say(f"Charter is already running at {running.get('url', 'another address')}.")
                return
            self.run(options["port"], url)
        except Stop as stop:
            self.fail(str(stop))
        except KeyboardInterrupt:
            self.say("Stopped. Run make demo to go on from here.")
            sys.exit(130)
        except Exception as error:
            if not _is_disk_full(error):
                raise
            self.fail(
                f"The disk that holds {settings.DATA_DIR} is full. "
                "Free some space, or choose another place: make demo DATA=/path."
            )
        finally:
            claim.release()

    def run(self, port: int, url: str) -> None:
        """Everything from the first check to the last child's end."""
        if port_is_taken(port):
            raise Stop(f"Port {port} is in use by another program. Choose another: make demo PORT={port + 1}.")
        if not (settings.DATA_DIR / "demo.built").exists():
            _check_disk(settings.DATA_DIR)
        self.prepare()
        supervisor = Supervisor(_children(port, url), chores=[self.mend], say=self.say)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.request_stop)
        try:
            self.say("Starting the web pages, the worker and the clock …")
            supervisor.start()
            self.wait_for_work(supervisor, port)
            if not supervisor.stopping:
                self.announce(url)
            supervisor.watch()
        except GaveUp as gave_up:
            raise Stop(str(gave_up)) from gave_up
        finally:
            self.say("\nStopping …")
            supervisor.end()
            connections.close_all()
            embedded.release()
        self.say("Stopped. Everything is kept; make demo shows it again.")

    def prepare(self) -> None:
        """Tables, the world, and the collected static files."""
        building = settings.DATA_DIR / "demo.building"
        built = settings.DATA_DIR / "demo.built"
        if building.exists():
            self.say("The last start was broken off; its half-built world is made afresh.")
            _remake_database()
            for folder in ("files", "mail", "audit"):
                shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)
        self.say("Bringing the database up to date …")
        call_command("migrate", database=OWNER, verbosity=0, interactive=False)
        if not built.exists():
            from charter.desk.demo import build  # noqa: PLC0415  # needed once in a world's life

            building.touch()
            self.say("Building the demonstration world, once …")
            started = time.monotonic()
            build.build_world(progress=self.say)
            built.touch()
            building.unlink()
            self.say(f"Built in {time.monotonic() - started:.0f} seconds.")
        call_command("collectstatic", verbosity=0, interactive=False)
        # The children open connections of their own.
        connections.close_all()

    def wait_for_work(self, supervisor: Supervisor, port: int) -> None:
        """Until /readyz says yes and the worker has done what the building owed, such as certificates."""
        if not supervisor.watch(until=lambda: _is_ready(port), seconds=READY_SECONDS):
            if supervisor.stopping:
                return
            raise Stop(
                f"The pages were not ready within {READY_SECONDS} seconds. What the processes said is in "
                f"{settings.DATA_DIR / 'log'}."
            )
        if _owed():
            self.say("The worker is drawing certificates and writing messages …")
            supervisor.watch(until=lambda: not _owed(), seconds=WORK_SECONDS)
        connections.close_all()

    def announce(self, url: str) -> None:
        """Say where it is and who can be signed in as."""
        from charter.desk.demo import people  # noqa: PLC0415  # needed in a demonstration only

        people.announce(url)
        connections.close_all()
        self.say("Press Ctrl-C to stop.")

    def mend(self) -> None:
        """Start a database or broker again that was killed under us."""
        try:
            for name in embedded.mend():
                self.say(f"{SERVER_NAMES[name]} had gone and is up again.")
        except embedded.Unavailable as refused:
            self.say(f"{refused} Trying again.")

    def say(self, sentence: str) -> None:
        """One line, at once, also into a pipe."""
        self.stdout.write(str(sentence))
        self.stdout.flush()

    def fail(self, sentence: str) -> None:
        """Say why it cannot go on, and end with status 1."""
        self.stderr.write(sentence)
        sys.exit(1)


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def _children(port: int, url: str) -> list[Child]:
    """Web, beat, sealer and worker, in the order in which they are to end."""
    logs = settings.DATA_DIR / "log"
    python = [sys.executable, "-m"]
    env = {"CHARTER_DEMO": "1", "SITE_URL": url, "LOG_LEVEL": "INFO", "PYTHONUNBUFFERED": "1"}
    web = [*python, "gunicorn", "charter.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    web += ["--graceful-timeout", "3", "--timeout", "60", "--no-control-socket"]
    web += ["--logger-class", "charter.kit.web_log.MaskedLogger"]
    celery = [*python, "celery", "--app", "charter.celery", "--quiet"]
    schedule = str(settings.DATA_DIR / "beat-schedule")
    return [
        Child("web server", web, logs / "web.log", env | {"CHARTER_PROCESS": "web"}, patience=4),
        Child(
            "clock",
            [*celery, "beat", "--schedule", schedule, "--pidfile="],
            logs / "beat.log",
            env,
            patience=2,
        ),
        Child(
            "sealer",
            [sys.executable, "manage.py", "audit_seal", "--every", "20"],
            logs / "sealer.log",
            env,
            patience=4,
        ),
        Child("worker", [*celery, "worker", "--concurrency", "2"], logs / "worker.log", env, patience=6),
    ]


def _is_ready(port: int) -> bool:
    """Whether /readyz answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _owed() -> int:
    """How many effects are due and not yet done."""
    return int(outbox.open_rows().filter(due_at__lte=clock.now()).count())


def _check_disk(folder: Path) -> None:
    """Refuse before the work when the world would not fit."""
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        raise Stop(
            f"The disk that holds {folder} has {free // 1_000_000} MB free, and the demonstration needs "
            f"{NEEDED_BYTES // 1_000_000} MB. Free some space, or choose another place: make demo DATA=/path."
        )


def _is_disk_full(error: BaseException | None) -> bool:
    """Whether a full disk is behind an error, however deep; a server that died of it can no longer say so."""
    if shutil.disk_usage(settings.DATA_DIR).free < FULL_BYTES:
        return True
    while error is not None:
        if isinstance(error, psycopg.errors.DiskFull) or getattr(error, "errno", None) in (28, 122):
            return True
        error = error.__cause__ or error.__context__
    return False


def _remake_database() -> None:
    """Drop and make the demonstration's own database again; an outside one is left alone."""
    if not embedded.is_ours(os.environ):
        return
    connections.close_all()
    url = os.environ["DATABASE_OWNER_URL"]
    name = sql.Identifier(str(conninfo.conninfo_to_dict(url)["dbname"]))
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
