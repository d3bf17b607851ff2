"""What does each app owe to a person who leaves, who asks what is kept about them, or who wants to be forgotten?

Each app tells its part in ``ready()``; what the whole comes to is asked here and carried out by ``charter``, so that
nobody has to know which apps there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# ``leave(person, programme, *, by)``: bring what the person still has in the programme in line with the roles they
# hold now; gives a sentence for each thing that was done. Runs as Charter itself, inside the leaver's transaction.
Leave = Callable[..., list[str]]


@dataclass(frozen=True)
class Section:
    """One heading of what is kept about a person; each row names its fields in words."""

    title: str
    rows: Sequence[dict[str, Any]]


# ``export(person)``: everything this app keeps about the person, and nothing about anybody else.
Export = Callable[[Any], list[Section]]
# ``erase(person)``: take the person's name, address and other personal columns out of this app's rows.
Erase = Callable[[Any], None]

_leaving: list[Leave] = []
_exports: list[Export] = []
_erasures: list[Erase] = []
# (table, column) → why a name or an address may still stand there once its person is forgotten.
KEPT: dict[tuple[str, str], str] = {}


def on_leaving(leave: Leave) -> Leave:
    """Register what an app does when somebody has lost roles in a programme."""
    _leaving.append(leave)
    return leave


def on_export(export: Export) -> Export:
    """Register what an app keeps about people."""
    _exports.append(export)
    return export


def on_erasure(erase: Erase, *, keeps: dict[tuple[str, str], str] | None = None) -> Erase:
    """Register how an app forgets somebody; ``keeps`` names what stays, by table and column, and why."""
    _erasures.append(erase)
    KEPT.update(keeps or {})
    return erase


def leave(person: Any, programme: Any, *, by: Any) -> list[str]:
    """Everything that follows when ``person`` has lost roles in ``programme``, as sentences."""
    return [sentence for part in _leaving for sentence in part(person, programme, by=by)]


def export(person: Any) -> list[Section]:
    """Everything that is kept about ``person``, under headings; those without rows too, so that they are seen."""
    return [section for part in _exports for section in part(person)]


def erase(person: Any) -> None:
    """Let every app forget ``person``."""
    for part in _erasures:
        part(person)
