"""Check every invariant, hash and count of what is stored. Exit status 1 when something is not true.

Example: manage.py verify_all
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from charter.desk import invariants
from charter.kit import tenancy


class Command(BaseCommand):
    """Prints one line a check and one a finding."""

    help = "Check every invariant, hash and count. Exit status 1 when something is not true."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything in one transaction, so that the answer is about one moment."""
        found = 0
        with tenancy.alone("verify_all reads every programme"):
            for check in invariants.verify():
                found += len(check.findings)
                state = f"{len(check.findings)} findings" if check.findings else "true"
                self.stdout.write(f"{check.name:<16} {check.looked_at:>8,} looked at   {state}")
                for sentence in check.findings:
                    self.stdout.write(self.style.ERROR(f"    {sentence}"))
        self.stdout.write(f"{found} findings.")
        if found:
            raise SystemExit(1)
