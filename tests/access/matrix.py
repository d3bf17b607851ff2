"""How is ``matrix.txt`` read?

One row a route: ``name | methods | stage | who may | who is told why not``. *Who* are names of the cast on their
own side and in their own organisation; ``everybody``, ``signed-in``, ``nobody`` (no such thing is there)
and the groups below stand for several.
Whoever is not named is answered as if the thing did not exist; who is not signed in is asked to sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("matrix.txt")
CAST = (
    "lead",
    "contributor",
    "signatory",
    "viewer",
    "officer",
    "programme_lead",
    "chair",
    "observer",
    "commissioner",
    "assessor",
    "second_assessor",
    "third_assessor",
    "conflicted",
    "unassigned",
)
GROUPS = {
    "organisation": {"lead", "contributor", "signatory", "viewer"},
    "staff": {"officer", "programme_lead"},
    "assigned": {"assessor", "second_assessor", "third_assessor"},
    "panel": {"assessor", "second_assessor", "third_assessor", "conflicted", "unassigned", "chair"},
}


@dataclass(frozen=True)
class Row:
    """One route's verdicts."""

    route: str
    methods: tuple[str, ...]
    stage: str
    may: frozenset[str]
    told: frozenset[str]

    @property
    def open_to_all(self) -> bool:
        return "everybody" in self.may

    @property
    def closed_to_all(self) -> bool:
        return "nobody" in self.may

    @property
    def open_to_signed_in(self) -> bool:
        return "signed-in" in self.may


def _who(text: str) -> frozenset[str]:
    names: set[str] = set()
    for word in text.split():
        if word in ("everybody", "signed-in", "nobody"):
            names.add(word)
        elif word in GROUPS:
            names |= GROUPS[word]
        elif word in CAST:
            names.add(word)
        elif word != "-":
            raise AssertionError(f"matrix.txt names {word!r}, who is not of the cast.")
    return frozenset(names)


def rows() -> list[Row]:
    """Every row of ``matrix.txt``, in order."""
    found = []
    for number, line in enumerate(FILE.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 5:
            raise AssertionError(f"matrix.txt line {number} has {len(cells)} cells instead of 5.")
        route, methods, stage, may, told = cells
        found.append(Row(route, tuple(methods.split()), stage, _who(may), _who(told)))
    return found
