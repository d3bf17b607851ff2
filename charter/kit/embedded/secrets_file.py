"""Which secrets does this data folder's world use? Made once, kept in one private file, never overwritten."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from charter.kit.embedded.processes import locked

HEADER = "# Secrets of this installation, made at set-up. Keep this file, and keep it private.\n"
DATABASE_ROLES = ("admin", "owner", "app", "sealer", "backup")


def password_name(role: str) -> str:
    """The name under which a database role's password is kept, such as POSTGRES_APP_PASSWORD."""
    return f"POSTGRES_{role.upper()}_PASSWORD"


def _fresh(name: str) -> str:
    """A new random value for ``name``; FIELD_KEY is 32 bytes in URL-safe base64, as Fernet keys are."""
    if name == "FIELD_KEY":
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(48 if name == "SECRET_KEY" else 24)


def read(path: Path) -> dict[str, str]:
    """The names and values in the file; empty when there is none. Lines are NAME=value or comments."""
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def settle(folder: Path) -> dict[str, str]:
    """Every secret of the data folder; what is missing is made, what is there is never changed.

    The file is ``folder/env``, mode 0600, replaced whole so that a kill leaves the old or the new one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "env"
    wanted = ["SECRET_KEY", "FIELD_KEY", *map(password_name, DATABASE_ROLES)]
    with locked(folder / "env.lock"):
        known = read(path)
        missing = {name: _fresh(name) for name in wanted if not known.get(name)}
        if missing:
            before = path.read_text() if path.exists() else HEADER
            lines = "".join(f"{name}={value}\n" for name, value in missing.items())
            fresh = folder / "env.new"
            fresh.unlink(missing_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(before if before.endswith("\n") else before + "\n")
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
    return known | missing


def lend(env: MutableMapping[str, str], secrets_kept: dict[str, str]) -> None:
    """Give the environment the application's own keys where it has none; database passwords stay out."""
    for name in ("SECRET_KEY", "FIELD_KEY"):
        if not env.get(name):
            env[name] = secrets_kept[name]
