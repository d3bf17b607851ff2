"""Whom can one be in the demonstration, and by which link?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from charter.desk.demo import build, guide, people


class Command(BaseCommand):
    """``manage.py demo_people [--json | --markdown]``; each link signs one person in, once."""

    help = "Lists the demonstration's people with their roles and one-time sign-in links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two other forms of the list."""
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="a JSON list on standard output")
        form.add_argument("--markdown", action="store_true", help="the tables of docs/demo.md; needs no world")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the list to standard output."""
        if options["markdown"]:
            self.stdout.write(guide.markdown(), ending="")
            return
        if not build.exists():
            raise CommandError("The demonstration is not built yet. Run make demo first.")
        rows = people.as_json(settings.SITE_URL)
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            places = "; ".join(f"{role}, {where}" for role, where in zip(row["roles"], row["where"], strict=True))
            self.stdout.write(f"{row['name']} <{row['email']}>: {places}\n  {row['link']}")
