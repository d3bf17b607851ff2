"""Where do an application's parties see themselves, and what does each level still need?

Nothing here knows how many standards, themes or scores there are: all of it is the framework's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from applications.models import Application, SelfReview, SelfScore
from applications.selectors import gates
from charter import level_rules, level_steps
from charter.framework_form import Framework, ScalePoint
from charter.models import Standard, Theme
from charter.selectors import framework_form, frozen_form

MOST_MOVES = 3


@dataclass(frozen=True)
class SelfStandard:
    """One standard with where the parties see themselves; ``score`` is None when they are not sure or silent."""

    standard: Standard
    score: int | None
    place: int | None
    name: str
    note: str
    saved_by: str
    saved_at: datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether a score was chosen."""
        return self.score is not None


@dataclass(frozen=True)
class SelfTheme:
    """A theme with its standards, in the framework's order."""

    theme: Theme
    rows: tuple[SelfStandard, ...]


@dataclass(frozen=True)
class Move:
    """One raise that brings a level nearer: the standard, both scores in words, and why."""

    standard: Standard
    now: str
    to: str
    goal: int
    sentence: str


@dataclass(frozen=True)
class LevelNeed:
    """A level with whether the parties' own scores hold it and the sentences of what they lack."""

    code: str
    name: str
    place: int
    is_held: bool
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class SelfReviewPage:
    """The whole self-review: what was said, what each level needs, and the way to one of them."""

    application: Application
    themes: tuple[SelfTheme, ...]
    scale: tuple[ScalePoint, ...]
    levels: tuple[LevelNeed, ...]
    chosen: LevelNeed | None
    needed: Mapping[str, int]
    moves: tuple[Move, ...]
    raises: int
    reached: str
    next_name: str
    review: SelfReview | None

    @property
    def rows(self) -> list[SelfStandard]:
        """Every standard in the framework's order."""
        return sorted((row for theme in self.themes for row in theme.rows), key=lambda row: row.standard.position)

    @property
    def answered(self) -> int:
        """How many standards have a score."""
        return sum(row.is_answered for row in self.rows)

    @property
    def first_open(self) -> SelfStandard | None:
        """The first standard without a score."""
        return next((row for row in self.rows if not row.is_answered), None)

    @property
    def is_shared(self) -> bool:
        """Whether the programme team may read it."""
        return self.review is not None and self.review.shared_at is not None

    def goal_words(self, row: SelfStandard) -> str:
        """What the way to the chosen level asks of one standard, in words."""
        if self.chosen is None or self.chosen.is_held or row.standard.code not in self.needed:
            return "Enough as it is"
        goal = self.needed[row.standard.code]
        return next(point.name for point in self.scale if point.score == goal)

    def steps_to_go(self, row: SelfStandard) -> int:
        """How many steps of the scale lie between now and what the way to the chosen level asks."""
        goal = self.needed.get(row.standard.code)
        if goal is None:
            return 0
        now = self.scale[0].score if row.score is None else row.score
        return sum(now < point.score <= goal for point in self.scale)


@lru_cache(maxsize=512)
def _way(framework_id: int, scores: tuple[tuple[str, int], ...], level: str) -> level_steps.Way:
    """The way to a level of a published framework, which asks the same of the same scores for ever."""
    form = frozen_form(framework_id)
    return level_steps.way(form, dict(scores), form.level_by_code[level])


def self_review_is_shared(application: Application) -> bool:
    """Whether the parties let the programme team read their self-review. One query."""
    return SelfReview.objects.filter(application=application, shared_at__isnull=False).exists()


def self_review_page(application: Application, level: str = "") -> SelfReviewPage:
    """The self-review of an application; ``level`` is the code that the gaps are shown for, else the next one.

    A standard without a score counts as the lowest of the scale, which the page says. Three queries.
    """
    form = framework_form(application.framework)
    scale = tuple(sorted(form.scale, key=lambda point: point.score))
    rows = self_standards(application, scale)
    scores = {row.standard.code: row.score for row in rows if row.score is not None}
    levels, reached = level_needs(form, scores)
    following = next((row for row in levels if row.place > reached), None)
    asked = next((row for row in levels if row.code == level), None) or following
    key = tuple(sorted(scores.items()))
    chosen = _way(application.framework_id, key, asked.code) if asked else None
    nearest = _way(application.framework_id, key, following.code) if following else None
    grouped: dict[Theme, list[SelfStandard]] = {}
    for row in rows:
        grouped.setdefault(row.standard.theme, []).append(row)
    return SelfReviewPage(
        application=application,
        themes=tuple(
            SelfTheme(theme, tuple(grouped[theme])) for theme in sorted(grouped, key=lambda row: row.position)
        ),
        scale=scale,
        levels=levels,
        chosen=asked,
        needed=MappingProxyType({step.code: step.to for step in chosen.raises} if chosen else {}),
        moves=_moves(nearest, rows, scale),
        raises=len(nearest.raises) if nearest else 0,
        reached=next((row.name for row in levels if row.place == reached), ""),
        next_name=following.name if following else "",
        review=SelfReview.objects.select_related("shared_by").filter(application=application).first(),
    )


def self_standards(application: Application, scale: tuple[ScalePoint, ...]) -> list[SelfStandard]:
    """Every standard with what is saved for it, in the framework's order. One query."""
    saved = {
        row.standard_id: row for row in SelfScore.objects.filter(application=application).select_related("saved_by")
    }
    places = {point.score: place for place, point in enumerate(scale)}
    found = []
    for standard in gates.standards(application):
        row = saved.get(standard.pk)
        score = row.score if row else None
        found.append(
            SelfStandard(
                standard=standard,
                score=score,
                place=places.get(score) if score is not None else None,
                name=scale[places[score]].name if score is not None else "",
                note=row.note if row else "",
                saved_by=str(row.saved_by) if row else "",
                saved_at=row.saved_at if row else None,
            )
        )
    return found


def level_needs(form: Framework, scores: dict[str, int]) -> tuple[tuple[LevelNeed, ...], int]:
    """Every level, the lowest first, with what the scores lack; and the place of the one they reach, 0 for none."""
    outcome = level_rules.evaluate(form, level_steps.complete(form, scores))
    lacking: dict[str, list[str]] = {}
    for result in outcome.rules:
        if not result.passed:
            lacking.setdefault(result.level, []).append(result.sentence)
    upward = list(reversed(form.levels_from_highest))
    needs = tuple(
        LevelNeed(level.code, level.name, place, level.code not in lacking, tuple(lacking.get(level.code, ())))
        for place, level in enumerate(upward, start=1)
    )
    reached = next((row.place for row in needs if row.code == outcome.level), 0)
    return needs, reached


def _moves(way: level_steps.Way | None, rows: list[SelfStandard], scale: tuple[ScalePoint, ...]) -> tuple[Move, ...]:
    """The raises that help most on the way to the next level, in words."""
    names = {point.score: point.name for point in scale}
    by_code = {row.standard.code: row.standard for row in rows}
    return tuple(
        Move(by_code[step.code], names[step.now], names[step.to], step.to, step.sentence)
        for step in (way.raises[:MOST_MOVES] if way else ())
    )


@dataclass(frozen=True)
class SelfScorePage:
    """One standard of the self-review: its descriptions from the lowest score up, what is saved, its neighbours."""

    application: Application
    standard: Standard
    number: int
    total: int
    descriptions: tuple[tuple[ScalePoint, str], ...]
    saved: SelfScore | None
    previous: Standard | None
    next: Standard | None

    @property
    def version(self) -> int:
        """The version a form starts from; 0 when nothing is saved."""
        return self.saved.version if self.saved is not None else 0


def self_score_page(application: Application, standard: Standard) -> SelfScorePage:
    """Everything about one standard's part of the self-review. One query."""
    standards = gates.standards(application)
    place = next(index for index, row in enumerate(standards) if row.pk == standard.pk)
    scale = sorted(framework_form(application.framework).scale, key=lambda point: point.score)
    return SelfScorePage(
        application=application,
        standard=standard,
        number=place + 1,
        total=len(standards),
        descriptions=tuple(zip(scale, standard.descriptors, strict=False)),
        saved=SelfScore.objects.select_related("saved_by").filter(application=application, standard=standard).first(),
        previous=standards[place - 1] if place else None,
        next=standards[place + 1] if place + 1 < len(standards) else None,
    )
