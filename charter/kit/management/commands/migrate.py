"""Migrate as the owner, whose connection is the only one that may."""

from __future__ import annotations

from django.core.management.base import CommandParser
from django.core.management.commands import migrate

from charter.kit.database import OWNER


class Command(migrate.Command):
    """Django's migrate, on the owner's connection by default; grants are laid anew afterwards."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The same options, another default database."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)
