"""Which known problems does the accessibility statement own up to? One list, read by the page and by the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("known_problems.txt")


@cache
def known_problems() -> tuple[str, ...]:
    """Each problem as one or two sentences, in the file's order."""
    return tuple(line.strip() for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip())
