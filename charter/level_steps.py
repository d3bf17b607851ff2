"""Which few raises of scores would bring a level nearest, and what would each of them help with?

Every rule kind asks for high scores, so a raise never takes a level further away. The way to a level is found
step by step: each time the raise that brings all of the level's rules nearest together; what turns out to be
unneeded is taken back at the end, so that no step of the way found can be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from charter.framework_form import (
    AtMost,
    EachGroupAtLeast,
    Framework,
    Group,
    GroupsAtLeast,
    Level,
    NoneBelow,
    OneAtLeastUnderEvery,
    Rule,
    StandardsAtLeast,
    TotalAtLeast,
)
from charter.level_requirements import requirement
from charter.level_rules import evaluate
from charter.rule_findings import Sheet, judge


@dataclass(frozen=True, slots=True)
class Raise:
    """One standard's raise on the way to a level: from a score to a score, and what it helps with.

    ``gain`` is how many of the steps that the rules ask for it takes by itself; ``sentence`` says which rules.
    """

    code: str
    now: int
    to: int
    gain: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Way:
    """One short way from some scores to a level, the raise that helps most first; without raises once it is held.

    ``lacking`` has the sentence of every rule that does not hold yet.
    """

    level: Level
    raises: tuple[Raise, ...]
    lacking: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether the scores meet every rule of the level."""
        return not self.lacking


def complete(framework: Framework, scores: Mapping[str, int]) -> dict[str, int]:
    """The scores with the lowest of the scale for each standard that has none."""
    lowest = min(framework.scores)
    return {code: scores.get(code, lowest) for code in framework.standard_by_code}


def next_way(framework: Framework, scores: Mapping[str, int]) -> Way | None:
    """The way to the lowest level above the one that the scores reach; None from the highest level."""
    given = complete(framework, scores)
    reached = evaluate(framework, given).level
    rank = framework.level_by_code[reached].rank if reached is not None else None
    above = [row for row in framework.levels_from_highest if rank is None or row.rank > rank]
    return way(framework, given, above[-1]) if above else None


def way(framework: Framework, scores: Mapping[str, int], level: Level) -> Way:
    """One short way from ``scores`` to ``level``; a standard without a score counts as the lowest of the scale."""
    start = complete(framework, scores)
    evaluate(framework, start)
    lacking = tuple(sentence for passed, sentence in _judged(framework, level, start) if not passed)
    if not lacking:
        return Way(level, (), ())
    reach = _Reach(framework, level)
    target = reach.pruned(start, reach.climbed(start))
    raises = [reach.told(start, code, target[code]) for code in start if target[code] != start[code]]
    order = {code: place for place, code in enumerate(start)}
    return Way(level, tuple(sorted(raises, key=lambda row: (-row.gain, order[row.code]))), lacking)


def _judged(framework: Framework, level: Level, scores: dict[str, int]) -> list[tuple[bool, str]]:
    sheet = Sheet(framework, scores)
    return [judge(rule, sheet) for rule in level.rules]


class _Reach:
    """How far scores are from one level, in steps on the scale."""

    def __init__(self, framework: Framework, level: Level) -> None:
        self.framework, self.level = framework, level
        self.weights = framework.whole_weights

    @cached_property
    def scale(self) -> list[int]:
        return sorted(self.framework.scores)

    @cached_property
    def places(self) -> dict[int, int]:
        return {score: place for place, score in enumerate(self.scale)}

    def climbed(self, start: dict[str, int]) -> dict[str, int]:
        """Scores that meet the level, reached by taking the most helpful step each time."""
        now = dict(start)
        while any(not passed for passed, _ in _judged(self.framework, self.level, now)):
            steps = [
                (code, self.scale[self.places[score] + 1]) for code, score in now.items() if score < self.scale[-1]
            ]
            if not steps:
                break
            code, score = min(steps, key=lambda step: self._after(now, *step))
            now[code] = score
        return now

    def _after(self, now: dict[str, int], code: str, score: int) -> tuple[int, int, int]:
        """What is left after one step, then which step counts most, then the lower score first."""
        return self.left({**now, code: score}), -self.weights[code] * (score - now[code]), now[code]

    def pruned(self, start: dict[str, int], target: dict[str, int]) -> dict[str, int]:
        """The same without any step that can be left out, the least weighty tried first."""
        kept = dict(target)
        for code in sorted(kept, key=lambda code: self.weights[code]):
            while kept[code] > start[code]:
                lower = {**kept, code: self.scale[self.places[kept[code]] - 1]}
                if any(not passed for passed, _ in _judged(self.framework, self.level, lower)):
                    break
                kept = lower
        return kept

    def told(self, start: dict[str, int], code: str, to: int) -> Raise:
        """One raise with what it does by itself."""
        alone = {**start, code: to}
        helped = [rule for rule in self.level.rules if self.short(rule, alone) < self.short(rule, start)]
        gain = sum(self.short(rule, start) - self.short(rule, alone) for rule in helped)
        if all(passed for passed, _ in _judged(self.framework, self.level, alone)):
            sentence = f"This alone would bring you to {self.level.name}."
        else:
            asked = " ".join(requirement(self.framework, rule) for rule in helped or self.level.rules[:1])
            sentence = f"{self.level.name} asks: {asked}"
        return Raise(code, start[code], to, gain, sentence)

    def left(self, scores: dict[str, int]) -> int:
        """The steps that the level's rules ask for, each taken by itself."""
        return sum(self.short(rule, scores) for rule in self.level.rules)

    def short(self, rule: Rule, scores: dict[str, int]) -> int:
        """The fewest steps that would meet one rule; 0 once it holds."""
        match rule:
            case TotalAtLeast():
                return self._to_share(scores, scores, rule.fraction)
            case EachGroupAtLeast():
                return sum(self._to_share(scores, codes, rule.fraction) for codes in self._groups(rule.group))
            case GroupsAtLeast():
                return self._to_groups(rule, scores)
            case StandardsAtLeast():
                costs = sorted(self._to_score(scores[code], rule.score) for code in rule.standards)
                return sum(costs if rule.count == "all" else costs[: rule.count])
            case NoneBelow():
                return sum(self._to_score(score, rule.score) for score in scores.values())
            case AtMost():
                groups = [tuple(scores)] if rule.group is None else self._groups(rule.group)
                return sum(self._out_of_low(scores, codes, rule) for codes in groups)
            case OneAtLeastUnderEvery():
                return sum(
                    min((self._to_score(scores[code], rule.score) for code in codes), default=0)
                    for codes in self._groups(rule.group)
                )
        assert_never(rule)

    def _groups(self, group: Group) -> list[tuple[str, ...]]:
        return [codes for _, codes in self.framework.groups(group)]

    def _to_score(self, score: int, wanted: int) -> int:
        return sum(score < point <= wanted for point in self.scale)

    def _to_share(self, scores: dict[str, int], codes: Iterable[str], share: Fraction) -> int:
        """Steps until the standards together have the share, the weightiest taken first."""
        named = list(codes)
        possible = sum(self.weights[code] for code in named) * self.framework.score_maximum
        missing = share * possible - sum(scores[code] * self.weights[code] for code in named)
        gains = sorted(
            (
                (after - before) * self.weights[code]
                for code in named
                for before, after in zip(self.scale, self.scale[1:], strict=False)
                if before >= scores[code]
            ),
            reverse=True,
        )
        taken = 0
        for gain in gains:
            if missing <= 0:
                break
            missing, taken = missing - gain, taken + 1
        return taken

    def _to_groups(self, rule: GroupsAtLeast, scores: dict[str, int]) -> int:
        """The cheapest groups are brought to the share, the others to the lower one where there is one."""
        groups = self._groups(rule.group)
        wanted = len(groups) if rule.count == "all" else rule.count
        full = [self._to_share(scores, codes, rule.fraction) for codes in groups]
        rest = [
            0 if rule.rest_fraction is None else self._to_share(scores, codes, rule.rest_fraction) for codes in groups
        ]
        extra = sorted(most - least for most, least in zip(full, rest, strict=True))
        return sum(rest) + sum(extra[:wanted])

    def _out_of_low(self, scores: dict[str, int], codes: Iterable[str], rule: AtMost) -> int:
        low = [scores[code] for code in codes if scores[code] <= rule.score]
        above = next((point for point in self.scale if point > rule.score), rule.score)
        costs = sorted(self._to_score(score, above) for score in low)
        return sum(costs[: max(0, len(low) - rule.count)])
