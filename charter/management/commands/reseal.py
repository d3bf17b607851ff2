"""``manage.py reseal``: write what is kept encrypted anew under the first key of FIELD_KEY."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from charter.kit import secrecy, tenancy
from charter.models import AccessNeeds


class Command(BaseCommand):
    """Run after a new key was put in front; then the old one can go."""

    help = "Write what is kept encrypted anew under the first key of FIELD_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        """All rows in one transaction."""
        with tenancy.alone("a new key takes over what is kept encrypted"):
            rows = list(AccessNeeds.objects.select_for_update())
            for row in rows:
                row.sealed = secrecy.reseal(row.sealed)
            AccessNeeds.objects.bulk_update(rows, ["sealed"], batch_size=500)
        self.stdout.write(f"{len(rows)} texts are under the first key now.")
