"""What changed between the check page that somebody looked at and what would be sent now?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from applications import canonical
from applications.models import Answer, Application
from applications.selectors import content, gates
from charter.kit.jinja import clock_time
from charter.models import Standard

# Enough of a digest to tell two states of one thing apart; whoever sends another mark deceives only themselves.
MARK = 12
# What is sent beside the standards, in the words of the page, with the part of it where it is shown.
OTHERS = {
    "deadline": ("The deadline changed.", "send"),
    "parties": ("An organisation or a service of the application changed.", "who"),
    "pledges": ("A signature under the values changed.", "who"),
    "declarations": ("A signature under the declaration changed.", "who"),
}


@dataclass(frozen=True)
class Since:
    """One thing that changed: its sentence, the part of the check page that shows it, and its standard or None.

    ``words`` is whether the standard's answer changed, which its version history shows.
    """

    sentence: str
    anchor: str
    standard: Standard | None = None
    words: bool = False


def marks(frozen: dict[str, Any]) -> str:
    """A short mark of each part of what would be sent, as JSON for a hidden field; ``frozen`` is ``content_of``'s."""
    return json.dumps(_marks(frozen), separators=(",", ":"), sort_keys=True)


def _marks(frozen: dict[str, Any]) -> dict[str, str]:
    """The marks by ``answer:CODE``, ``evidence:CODE`` and the names of :data:`OTHERS`."""
    parts: dict[str, Any] = {name: frozen[name] for name in OTHERS}
    parts |= {f"answer:{code}": text for code, text in frozen["answers"].items()}
    for item in frozen["evidence"]:
        parts.setdefault(f"evidence:{item['standard']}", []).append(item)
    return {name: canonical.digest(part)[:MARK] for name, part in parts.items()}


def changed_since(application: Application, seen: str) -> list[Since]:
    """What differs from what was ``seen``, in the order of the page; empty where nobody can tell.

    ``seen`` is what :func:`marks` gave for the page, as the browser sent it back: anything else tells nothing.
    """
    before = _read(seen)
    if before is None:
        return []
    after = _marks(content.content_of(application))
    differs = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    found = [Since(*OTHERS[name]) for name in OTHERS if name in differs]
    if not any(":" in name for name in differs):
        return found
    answers = {
        row.standard_id: row for row in Answer.objects.filter(application=application).select_related("saved_by")
    }
    for standard in gates.standards(application):
        words, items = f"answer:{standard.code}" in differs, f"evidence:{standard.code}" in differs
        if words or items:
            told = _sentence(standard, answers.get(standard.pk), words=words, items=items)
            found.append(Since(told, f"standard-{standard.code}", standard, words))
    return found


def _sentence(standard: Standard, answer: Answer | None, *, words: bool, items: bool) -> str:
    """The standard: ``the answer was changed by Ravi at 3:14pm, and its files or links changed.``"""
    told = []
    if words:
        who = f" by {answer.saved_by} at {clock_time(answer.saved_at)}" if answer is not None else ""
        told.append(f"the answer was changed{who}")
    if items:
        told.append("its files or links changed")
    return f"{standard.code} {standard.name}: {', and '.join(told)}."


def _read(seen: str) -> dict[str, str] | None:
    """The marks that were sent back, or None when they are not marks."""
    try:
        found = json.loads(seen)
    except ValueError:
        return None
    fits = isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
    return found if fits else None
