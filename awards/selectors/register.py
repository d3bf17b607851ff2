"""Which organisations hold awards? The public register, searched, narrowed and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window

from applications.models import ApplicationParty
from awards import searching, validity
from awards.enums import Standing
from awards.models import Award
from awards.selectors import levels
from charter.kit import clock
from charter.models import Level, Programme

PAGE = 25


@dataclass(frozen=True)
class Row:
    """One award in a list: as printed, with its level's place and how it stands today."""

    award: Award
    standing: Standing
    place: int


def rows_of(awards: list[Award], places: levels.Places) -> list[Row]:
    """Released awards as rows; those that may not be told yet are left out."""
    today = clock.today()
    rows = []
    for award in awards:
        standing = validity.standing(award.state, award.valid_until, today)
        if standing is not None:
            rows.append(Row(award, standing, places[award.level_id][0]))
    return rows


def level_choices(rows: list[Level]) -> list[tuple[str, str]]:
    """(code, name) of each level, best first; the newest version's name stands for all versions."""
    names: dict[str, str] = {}
    for level in rows:
        names.setdefault(level.code, level.name)
    return list(names.items())


def register(programme: Programme, filters: Mapping[str, Any], number: str, all_levels: list[Level]) -> Page:
    """One page of the register, 25 rows, in the order of the holders' names. One query.

    ``filters`` may have words to look for (``q``), a ``level`` code, a ``region``, a ``kind`` and ``show`` "all" for
    awards that have ended too. ``number`` is what the address says; for a page that does not exist it is the first.
    """
    found = _narrowed(programme, filters).annotate(total=Window(Count("pk")))
    wanted = int(number) if number.isdecimal() and len(number) < 9 else 1
    wanted = max(1, wanted)
    awards = _slice(found, wanted)
    if not awards and wanted > 1:
        # Past the end: the first page tells how many there are.
        wanted = 1
        awards = _slice(found, wanted)
    total = awards[0].total if awards else 0
    return Page(rows_of(awards, levels.places(all_levels)), wanted, Paginator(range(total), PAGE))


def _slice(found: QuerySet[Award], number: int) -> list[Any]:
    """The awards of one page."""
    return list(found[(number - 1) * PAGE : number * PAGE])


def _narrowed(programme: Programme, filters: Mapping[str, Any]) -> QuerySet[Award]:
    """Released awards that the filters leave, in order."""
    rows = Award.objects.public().filter(programme=programme)
    if filters.get("show") != "all":
        rows = rows.current_on(clock.today())
    for word in searching.search_form(filters.get("q") or "").split():
        rows = rows.filter(search_text__contains=word)
    if filters.get("level"):
        rows = rows.filter(level__code=filters["level"])
    for name in ("region", "kind"):
        if filters.get(name):
            party = ApplicationParty.objects.filter(
                application=OuterRef("application"), **{f"organisation__{name}": filters[name]}
            )
            rows = rows.filter(Exists(party))
    return rows.select_related("level", "organisation").order_by("search_text", F("awarded_on").desc(), "serial")


def has_any(programme: Programme) -> bool:
    """Whether the programme has announced any award at all."""
    return Award.objects.public().filter(programme=programme).exists()
