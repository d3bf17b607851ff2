"""Seal the audit trail: once, or again and again as the process of its own that it is meant to be.

Example: manage.py audit_seal --every 30
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.kit import sealing

logger = logging.getLogger(__name__)
# So often every event is looked at, not only the newest.
EVERYWHERE_SECONDS = 3600


class Command(BaseCommand):
    """Signs in as the sealer's own role; its address is DATABASE_SEALER_URL."""

    help = "Seal the audit trail once, or every so many seconds. Example: manage.py audit_seal --every 30"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: the pause between passes, at most a minute."""
        parser.add_argument("--every", type=int, choices=range(1, 61), metavar="SECONDS", help="go on, 1 to 60")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal; a chain that was bent ends with status 1, a database that is away is tried again."""
        if not settings.DATABASE_SEALER_URL:
            raise CommandError("Set DATABASE_SEALER_URL (docs/deploy.md, Roles).")
        if options["every"] is None:
            try:
                with sealing.connect(settings.DATABASE_SEALER_URL) as connection:
                    head = sealing.seal(connection, settings.AUDIT_HEADS)
            except sealing.Bent as bent:
                raise CommandError(f"{bent} Nothing was sealed. Read docs/audit.md.") from bent
            self.stdout.write(f"Sealed up to {head.seq:,}: {head.hash.hex()}")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        _go_on(stop, options["every"])


def _go_on(stop: threading.Event, every: int) -> None:
    """Seal until told to stop, on a connection that is made again when it was lost."""
    connection: psycopg.Connection | None = None
    looked_everywhere = 0.0
    while not stop.is_set():
        try:
            if connection is None or connection.closed:
                connection = sealing.connect(settings.DATABASE_SEALER_URL)
                looked_everywhere = 0.0
            everywhere = not looked_everywhere or time.monotonic() - looked_everywhere > EVERYWHERE_SECONDS
            sealing.seal(connection, settings.AUDIT_HEADS, everywhere=everywhere)
            if everywhere:
                looked_everywhere = time.monotonic()
        except sealing.Bent as bent:
            logger.error("%s Nothing is sealed until somebody has looked (docs/audit.md).", bent)
        except (psycopg.Error, OSError) as error:
            logger.error("The audit trail could not be sealed: %s", error)
            if connection is not None:
                connection.close()
        stop.wait(every)
    if connection is not None:
        connection.close()
