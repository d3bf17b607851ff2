"""Is every part of this installation well, and what mends the one that is not?"""

from __future__ import annotations

import hashlib
import io
import shutil
import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from applications.enums import ScanState
from applications.models import Evidence
from charter.kit import files, pdf, scanning, sealing, tenancy
from charter.kit.outbox_tasks import HEARTBEAT

CLOCK_SECONDS = 5
DISK_BYTES = 500_000_000
OWNED = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
POWERS = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class Finding:
    """One part: well or not, what was seen, and how to mend it."""

    part: str
    well: bool
    seen: str
    mend: str = ""


class Unwell(Exception):
    """A part is not well: what was seen, and how to mend it."""

    def __init__(self, seen: str, mend: str) -> None:
        """Keep both."""
        super().__init__(seen)
        self.seen, self.mend = seen, mend


def database() -> str:
    """The application reaches PostgreSQL as a role that owns nothing and has no special power."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('server_version')")
        role, version = cursor.fetchone()
        cursor.execute(POWERS)
        powers = cursor.fetchone()
        cursor.execute(OWNED)
        owned = cursor.fetchone()[0]
    if any(powers) or owned:
        raise Unwell(
            f"The role {role} has special powers or owns {owned} objects.",
            "Give DATABASE_URL a role that owns nothing (docs/deploy.md, Roles).",
        )
    return f"PostgreSQL {version}, as {role}, which owns nothing."


def migrations() -> str:
    """Every migration has been applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Unwell(f"{len(plan)} migrations wait.", "Run manage.py migrate with DATABASE_OWNER_URL set.")
    return f"{len(executor.loader.applied_migrations)} migrations applied."


def broker() -> str:
    """The broker keeps what it is given."""
    cache.set("doctor", "well", 10)
    if cache.get("doctor") != "well":
        raise Unwell("The broker did not keep a value.", "Look at its memory limit and REDIS_URL.")
    return "Takes and gives back a value."


def worker() -> str:
    """Beat ticks and a worker answers it."""
    seen = cache.get(HEARTBEAT)
    if not seen:
        raise Unwell("No worker has answered beat in the last minute.", "Start a worker and beat (docs/deploy.md).")
    return f"Last answered at {datetime.fromisoformat(seen):%H:%M:%S} UTC."


def mail() -> str:
    """Letters can be handed over: to the mail server, or to the folder that stands in for one."""
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        return f"No mail server; letters become files in {folder}."
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    kind = smtplib.SMTP_SSL if getattr(settings, "EMAIL_USE_SSL", False) else smtplib.SMTP
    try:
        with kind(host, port, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException, socket.gaierror) as error:
        raise Unwell(f"{host}:{port} did not answer: {error}", "Look at EMAIL_URL.") from error
    return f"{host}:{port} answers."


def fonts() -> str:
    """Every font and picture that documents use is there."""
    missing = pdf.missing_assets()
    if missing:
        raise Unwell(f"{len(missing)} are missing: {missing[0]}", "Run make setup.")
    return f"{len(pdf.assets())} fonts and pictures for documents."


def documents() -> str:
    """A page becomes a PDF."""
    made = pdf.render('<!DOCTYPE html><html lang="en"><title>Test</title><p>Test</p></html>')
    if not made.startswith(b"%PDF"):
        raise Unwell("The renderer gave something else.", "Install Pango (docs/deploy.md).")
    return f"A test page became a PDF of {len(made):,} bytes."


def clock() -> str:
    """This machine and the database agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > CLOCK_SECONDS:
        raise Unwell(f"{apart:.0f} seconds apart from the database.", "Keep both clocks by NTP.")
    return f"{apart:.1f} seconds apart from the database."


def audit_trail() -> str:
    """No event waits for its seal for longer than it may. `audit_verify` looks at the whole chain."""
    with tenancy.alone("doctor looks whether audit events are sealed"):
        with connection.cursor() as cursor:
            waits = sealing.late(cursor)
            cursor.execute("SELECT max(seq) FROM kit_auditseal")
            last = cursor.fetchone()[0] or 0
    if waits:
        raise Unwell(waits, "Start manage.py audit_seal --every 30 with DATABASE_SEALER_URL (docs/audit.md).")
    return f"{last:,} events are sealed, and none waits too long."


def static_files() -> str:
    """Styles and scripts have been built and collected."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        raise Unwell("Styles and scripts are not collected.", "Run make setup, then manage.py collectstatic.")
    return "Styles and scripts are collected."


def storage() -> str:
    """Evidence can be kept, read back and taken away, and there is room for more."""
    digest = hashlib.sha256(b"test").hexdigest()
    name = files.store(b"test", area="doctor", sha256=digest, suffix=".txt")
    try:
        with files.open(name) as kept:
            same = kept.read() == b"test"
    finally:
        files.remove(name)
    if not same:
        raise Unwell("What was kept is not what was read back.", "Look at the file storage.")
    location = getattr(storages["private"], "location", None)
    if location and shutil.disk_usage(location).free < DISK_BYTES:
        raise Unwell("Less than 500 MB are free for files.", "Make room on the disk that holds the files.")
    return "Keeps, gives back and takes away."


def scanner() -> str:
    """The virus scanner answers, finds the test file, and no upload waits for it too long."""
    if not scanning.is_configured():
        return "None is set (CLAMD_URL). Files are shown as not scanned."
    try:
        found = scanning.scan(io.BytesIO(scanning.EICAR))
    except (scanning.Away, scanning.Unsure) as trouble:
        raise Unwell(str(trouble), "Look at CLAMD_URL, and whether clamd runs (docs/files.md).") from None
    with tenancy.alone("doctor counts the files that no scanner has looked at"):
        waiting = Evidence.objects.filter(kind="file", removed_at__isnull=True).exclude(
            scan_state__in=[ScanState.CLEAN, ScanState.INFECTED]
        )
        number = waiting.count()
    told = f"{number} files have no clean scan (manage.py scan_files owes them)" if number else "no file waits"
    return f"{found.scanner} answers and finds the test file; {told}."


PARTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("Database", database),
    ("Migrations", migrations),
    ("Broker", broker),
    ("Worker and beat", worker),
    ("Mail", mail),
    ("Fonts", fonts),
    ("PDF", documents),
    ("Clock", clock),
    ("Audit trail", audit_trail),
    ("Static files", static_files),
    ("File storage", storage),
    ("Virus scanner", scanner),
)


# What to try when a part breaks in a way that nobody foresaw.
MENDS = {
    "Database": "Look at DATABASE_URL, and whether the server runs.",
    "Migrations": "Look at DATABASE_URL, and whether the server runs.",
    "Broker": "Look at REDIS_URL, and whether the server runs.",
    "Worker and beat": "Look at REDIS_URL, and whether the server runs.",
    "PDF": "Install Pango (docs/deploy.md).",
    "Virus scanner": "Look at CLAMD_URL, and whether clamd runs (docs/files.md).",
    "File storage": "Look at CHARTER_DATA or FILES_STORAGE, and who may write there.",
}


def examine() -> Iterator[Finding]:
    """Look at each part in turn; one that breaks is told, and the next is looked at."""
    for part, look in PARTS:
        try:
            yield Finding(part, True, look())
        except Unwell as unwell:
            yield Finding(part, False, unwell.seen, unwell.mend)
        except Exception as error:
            first = (str(error).splitlines() or [""])[0][:160]
            yield Finding(part, False, f"{type(error).__name__}: {first}", MENDS.get(part, "Look at the log."))
