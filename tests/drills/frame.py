"""What do all drills share? One line of figures each, and a planted fault that must turn it red."""

from __future__ import annotations

import os
from collections.abc import Mapping


def planted(drill: str) -> bool:
    """Whether this run has the fault planted that ``drill`` must find: ``PLANT=D8 make drills``."""
    return os.environ.get("PLANT", "") == drill


def report(drill: str, figures: Mapping[str, object] | str, ok: bool) -> None:
    """Print the drill's one line, and fail the test unless ``ok``."""
    told = figures if isinstance(figures, str) else " ".join(f"{name}={value}" for name, value in figures.items())
    line = f"DRILL {drill} {told} {'PASS' if ok else 'FAIL'}"
    print(f"\n{line}", flush=True)
    assert ok, line
