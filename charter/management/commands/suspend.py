"""``manage.py suspend ADDRESS --reason WHY``: nobody signs in with this account, and every session ends now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charter import selectors
from charter.actions import suspending
from charter.kit import tenancy
from charter.kit.access import Refused
from charter.models import Person


class Command(BaseCommand):
    """Suspend an account, or open it again with ``--lift``."""

    help = "Suspend an account for the whole installation; --lift opens it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account, and why."""
        parser.add_argument("address")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--lift", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One transaction."""
        system = selectors.system_person()
        with tenancy.acting(system), tenancy.as_system("whoever runs the installation suspends an account"):
            person = Person.objects.filter(email=options["address"].strip().lower()).first()
            if person is None:
                raise CommandError("There is no account with this address.")
            try:
                if options["lift"]:
                    suspending.lift(person, reason=options["reason"], by=system)
                    self.stdout.write("The account is open again.")
                else:
                    ended = suspending.suspend(person, reason=options["reason"], by=system)
                    self.stdout.write(f"The account is suspended; {ended} sessions ended.")
            except Refused as refused:
                raise CommandError(refused.sentence) from None
