#!/usr/bin/env python
"""Where do Charter's commands start? Lends the environment what it lacks, then hands over to Django."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

from charter.kit import embedded
from charter.kit.supervisor import Claim

# Commands that touch neither database nor broker. Any other gets both: a server too many costs a second.
NEED_NO_SERVER = {"check", "collectstatic", "compilemessages", "diffsettings", "help", "level", "version"}


def settle_demonstration(env: MutableMapping[str, str], words: list[str]) -> None:
    """Switch demonstration mode on, and say at which address: the one asked for, else the one in use."""
    env.setdefault("CHARTER_DEMO", "1")
    env.setdefault("LOG_LEVEL", "WARNING")
    asked = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "--port"]
    asked += [word.removeprefix("--port=") for word in words if word.startswith("--port=")]
    running = Claim(embedded.data_folder(env) / "demo.lock").holder() or {}
    url = f"http://localhost:{asked[0]}" if asked else str(running.get("url", ""))
    env.setdefault("SITE_URL", url or f"http://localhost:{env.get('PORT', '8000')}")


def main(words: list[str]) -> None:
    """Run one command; servers that are started for it stop with it, unless others use them."""
    command = words[0] if words else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "charter.settings")
    if command.startswith("demo"):
        settle_demonstration(os.environ, words)
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415  # says what to do
    except ImportError:
        sys.exit("Charter is not set up here. Run make setup, then .venv/bin/python manage.py.")
    try:
        if command in NEED_NO_SERVER or command.startswith("-"):
            embedded.addresses(os.environ)
        else:
            embedded.ensure(os.environ)
    except embedded.Unavailable as refused:
        sys.exit(str(refused))
    execute_from_command_line([sys.argv[0], *words])


if __name__ == "__main__":
    main(sys.argv[1:])
