"""Is the audit trail whole? Walks the chain, compares it with the events and with the file of heads.

Example: manage.py audit_verify --heads /media/anchor/heads.log
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.kit import sealing

MOST_TOLD = 20


class Command(BaseCommand):
    """Prints one sentence a finding, the first bad sequence number first; exit status 1 when there is one."""

    help = "Verify the chain over the audit trail. Example: manage.py audit_verify --heads /media/anchor/heads.log"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: another file of heads than the one in the data folder."""
        parser.add_argument("--heads", type=Path, default=settings.AUDIT_HEADS, help="the file of heads")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything in one transaction of the sealer's role, so that the answer is about one moment."""
        if not settings.DATABASE_SEALER_URL:
            raise CommandError("Set DATABASE_SEALER_URL (docs/deploy.md, Roles).")
        began, found = time.monotonic(), 0
        if not options["heads"].exists():
            self.stdout.write(f"There is no file of heads at {options['heads']}; the chain is compared with itself.")
        verification = sealing.Verification(options["heads"])
        with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
            for sentence in _findings(connection, verification):
                found += 1
                if found <= MOST_TOLD:
                    self.stdout.write(self.style.ERROR(sentence))
        took = time.monotonic() - began
        self.stdout.write(f"{verification.looked_at:,} sealed events looked at in {took:.1f} s, {found:,} findings.")
        if found:
            raise SystemExit(1)


def _findings(connection: psycopg.Connection, verification: sealing.Verification) -> Iterator[str]:
    """The chain's findings, then whether anything waits for too long."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.cursor("chain") as stream:
        stream.itersize = 5_000
        yield from verification.chain(stream)
    waits = sealing.late(connection.cursor())
    if waits:
        yield waits
