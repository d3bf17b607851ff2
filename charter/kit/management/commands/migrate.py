"""Migrate as the owner, whose connection is the only one that may; and in half the time that Django takes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

from charter.kit.database import OWNER


class Command(migrate.Command):
    """Django's migrate, on the owner's connection by default; grants are laid anew afterwards."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The same options, another default database."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate, without making models anew for each of the many constraints."""
        with _constraints_added_in_place(), _little_collecting():
            return super().handle(*args, **options)


@contextmanager
def _constraints_added_in_place() -> Iterator[None]:
    """Let a new constraint be told to the model as it stands in the state of the migrations.

    Django makes that model and all that have to do with it anew, a tenth of a second for each of hundreds of
    constraints. A constraint changes nothing that other models look at, and its SQL is made from the model itself.
    """
    before = ProjectState._append_option  # type: ignore[attr-defined]

    def append(state: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        if option_name != "constraints":
            before(state, app_label, model_name, option_name, obj)
            return
        options = state.models[app_label, model_name].options
        options[option_name] = [*options.get(option_name, []), obj]
        if "apps" in state.__dict__:
            state.apps.get_model(app_label, model_name)._meta.constraints = list(options[option_name])

    ProjectState._append_option = append  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = before  # type: ignore[attr-defined]


@contextmanager
def _little_collecting() -> Iterator[None]:
    """Look for garbage seldom: so many models are made and dropped that it would be looked for all the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
