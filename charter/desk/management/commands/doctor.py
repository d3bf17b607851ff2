"""Look at every part of this installation and say how to mend what is not well.

Example: manage.py doctor --json
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from charter.desk import doctor


class Command(BaseCommand):
    """Prints one line a part; exit status 1 when a part is not well."""

    help = "Look at database, broker, worker, mail, fonts, PDF, clock and files. Example: manage.py doctor --json"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: the answer as JSON."""
        parser.add_argument("--json", action="store_true", help="the answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, tell, and end with the right exit status."""
        found = []
        for finding in doctor.examine():
            found.append(finding)
            if not options["json"]:
                mark = self.style.SUCCESS("well    ") if finding.well else self.style.ERROR("not well")
                self.stdout.write(f"{mark} {finding.part:<16} {finding.seen}")
                if finding.mend:
                    self.stdout.write(f"{'':25} {finding.mend}")
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in found], indent=1))
        if not all(finding.well for finding in found):
            raise SystemExit(1)
