"""How far is one theme of an application, and what is shown for it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from applications.models import Application, Evidence, EvidenceUse
from applications.selectors import content, gates, journeys
from applications.selectors import tasks as work
from charter.kit.access import Verdict
from charter.models import Organisation, Standard, Theme


@dataclass(frozen=True)
class Shared:
    """One file or link with every standard of the theme that it is shown under; ``of`` is who brought it."""

    evidence: Evidence
    of: Organisation
    standards: list[Standard]


@dataclass(frozen=True)
class ThemePage:
    """A theme's standards with their state, what is shown for them, and its neighbours.

    ``following`` is the standard that the reader goes on with in this theme, None when nothing here is left for them.
    """

    theme: Theme
    number: int
    total: int
    tasks: work.ThemeTasks
    following: work.StandardTask | None
    shared: list[Shared]
    opened: Verdict
    previous: Theme | None
    next: Theme | None


def theme_page(application: Application, code: str, person: Any) -> ThemePage | None:
    """The theme with this code, in any case of letters, for ``person``; None where there is none. Six queries.

    The application comes with its parties. A file under several standards of the theme is there once.
    """
    themes: list[Theme] = sorted({row.theme for row in gates.standards(application)}, key=lambda row: row.position)
    place = next((index for index, row in enumerate(themes) if row.code.lower() == code.lower()), None)
    if place is None:
        return None
    tasks = work.task_list(application)
    own = next(row for row in tasks.themes if row.theme == themes[place])
    only = replace(tasks, themes=(own,))
    return ThemePage(
        theme=themes[place],
        number=place + 1,
        total=len(themes),
        tasks=own,
        following=only.next_for(person, leads=journeys.leads(application, person)),
        shared=_shared(content.evidence_uses(application), themes[place]),
        opened=gates.evidence_is_open(application),
        previous=themes[place - 1] if place else None,
        next=themes[place + 1] if place + 1 < len(themes) else None,
    )


def _shared(uses: list[EvidenceUse], theme: Theme) -> list[Shared]:
    found: dict[int, Shared] = {}
    for use in uses:
        if use.standard.theme_id == theme.pk:
            row = found.setdefault(use.evidence_id, Shared(use.evidence, use.organisation, []))
            row.standards.append(use.standard)
    return list(found.values())
