"""Have files scanned that came before there was a scanner, or that could not be checked."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from applications.actions import scanning
from charter.kit import tenancy


class Command(BaseCommand):
    """``manage.py scan_files``: owes the scans; the worker does them."""

    help = "Have files scanned that no scanner has looked at. Example: manage.py scan_files"

    def handle(self, *args: Any, **options: Any) -> None:
        """Owe a thousand scans at a time until none is left."""
        total = 0
        with tenancy.alone("scan_files owes the scans of every programme"):
            while number := scanning.owe_unscanned():
                total += number
        self.stdout.write(f"{total} files will be scanned.")
