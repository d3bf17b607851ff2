"""Where does a level stand among its framework's levels? Ranks may have gaps; places never do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from charter.models import Level, Programme

Places = dict[int, tuple[int, int]]


def of_programme(programme: Programme) -> list[Level]:
    """Every level of the programme's published framework versions, best first, newest version first. One query."""
    published = Level.objects.filter(programme=programme, framework__published_at__isnull=False)
    return list(published.order_by("-rank", "-framework_id"))


def places(levels: Iterable[Level]) -> Places:
    """Level id → (place counted from the lowest as 1, number of levels), from all levels of their frameworks."""
    ranks: dict[int, list[int]] = {}
    rows = list(levels)
    for level in rows:
        ranks.setdefault(level.framework_id, []).append(level.rank)
    return {
        level.pk: (
            sum(rank <= level.rank for rank in ranks[level.framework_id]),
            len(ranks[level.framework_id]),
        )
        for level in rows
    }


def place_of(level: Level) -> tuple[int, int]:
    """One level's place and the number of levels of its framework."""
    return frozen_places(level.framework_id)[level.pk]


@lru_cache(maxsize=64)
def frozen_places(framework_id: int) -> Places:
    """The places of one framework's levels. Only a published framework's are awarded, so read once a process."""
    rows = list(Level.objects.filter(framework_id=framework_id))
    if not rows:
        raise Level.DoesNotExist(framework_id)
    return places(rows)
