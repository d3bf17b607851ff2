"""Where do assessors differ, what is the middle of their scores, and how far apart are two levels?

Pure rules on plain values. The thresholds are the framework's policy (product.md §5): a standard is flagged when
the highest and lowest score are too far apart, or when two assessors stand on different sides of a floor for a
key standard; an application is flagged when totals are too far apart or the levels they lead to differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter import level_rules, level_wording
from charter.framework_form import Framework, StandardsAtLeast


@dataclass(frozen=True, slots=True)
class StandardFinding:
    """One standard: the scores in the assessors' order, their median and spread, and why it is flagged."""

    code: str
    points: tuple[int, ...]
    median: Fraction
    spread: int
    default: int | None
    reasons: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether the panel should talk about this standard before it agrees a score."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class Findings:
    """A whole application: one finding a standard in the framework's order, and the application's own flags."""

    standards: Mapping[str, StandardFinding]
    totals: tuple[Fraction, ...]
    possible: Fraction
    levels: tuple[str | None, ...]
    reasons: tuple[str, ...]

    @property
    def flagged(self) -> tuple[StandardFinding, ...]:
        """The standards that are flagged."""
        return tuple(finding for finding in self.standards.values() if finding.flagged)

    @property
    def widest(self) -> int:
        """The largest spread on any standard."""
        return max((finding.spread for finding in self.standards.values()), default=0)


@dataclass(frozen=True, slots=True)
class ThemeTotal:
    """Weighted points agreed so far in one theme, of all that are possible there; exact."""

    name: str
    points: Fraction
    possible: Fraction
    agreed: int
    standards: int

    @property
    def words(self) -> str:
        """``6 of 18``."""
        return f"{level_wording.amount(self.points)} of {level_wording.amount(self.possible)}"


def median(points: Sequence[int]) -> Fraction:
    """The middle score, exact; halfway between the two middle ones when their number is even."""
    ordered = sorted(points)
    if not ordered:
        raise ValueError("There is no median of no scores.")
    half, odd = divmod(len(ordered), 2)
    if odd:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def key_floors(framework: Framework) -> dict[str, tuple[int, ...]]:
    """The scores that some level asks of each key standard by name, rising, by the standard's code."""
    floors: dict[str, set[int]] = {standard.code: set() for standard in framework.standards if standard.key}
    for level in framework.levels:
        for rule in level.rules:
            if isinstance(rule, StandardsAtLeast):
                for code in rule.standards:
                    if code in floors:
                        floors[code].add(rule.score)
    return {code: tuple(sorted(scores)) for code, scores in floors.items()}


def standard_finding(
    framework: Framework, code: str, points: Sequence[int], floors: Sequence[int] | None = None
) -> StandardFinding:
    """What the assessors' scores for one standard say; ``default`` is the agreed score to begin with.

    There is no default where the standard is flagged, nor where the median is not a score of the scale.
    ``floors`` are the standard's own of :func:`key_floors`, for whoever asks about many.
    """
    if floors is None:
        floors = key_floors(framework).get(code, ())
    lowest, highest = min(points), max(points)
    spread = highest - lowest
    reasons = []
    if spread >= framework.policy.divergence.standard_spread:
        reasons.append(f"The scores are {level_wording.plural(spread, 'point', 'points')} apart.")
    crossed = [floor for floor in floors if lowest < floor <= highest]
    if crossed:
        asked = level_wording.names([str(floor) for floor in crossed])
        reasons.append(f"Levels ask for {asked} on this key standard, and the scores lie on both sides.")
    middle = median(points)
    settled = not reasons and middle.denominator == 1 and int(middle) in framework.scores
    return StandardFinding(code, tuple(points), middle, spread, int(middle) if settled else None, tuple(reasons))


def application_findings(framework: Framework, sheets: Sequence[Mapping[str, int]]) -> Findings:
    """What the finished scores of all assessors say about one application.

    Each sheet has a score for every standard, by code; raises ``charter.level_rules``'s fault otherwise.
    """
    floors = key_floors(framework)
    standards = {
        code: standard_finding(framework, code, [sheet[code] for sheet in sheets], floors.get(code, ()))
        for code in framework.standard_by_code
    }
    tallies = [level_rules.total(framework, sheet) for sheet in sheets]
    totals = tuple(tally.points for tally in tallies)
    possible = tallies[0].possible
    levels = tuple(level_rules.evaluate(framework, sheet).level for sheet in sheets)
    reasons = []
    apart = max(totals) - min(totals)
    limit = framework.policy.divergence.total_fraction
    if apart >= limit * possible:
        told = level_wording.tally(apart, possible)
        reasons.append(f"The totals are {told} apart; {level_wording.threshold(limit)} is the limit.")
    if len(set(levels)) > 1:
        reasons.append("The scores lead to different levels.")
    return Findings(standards, totals, possible, levels, tuple(reasons))


def theme_totals(framework: Framework, agreed: Mapping[str, int]) -> tuple[ThemeTotal, ...]:
    """The running total of every theme from the scores agreed so far, by code, in the framework's order."""
    totals = []
    for name, codes in framework.groups("theme"):
        weights = {code: framework.standard_by_code[code].weight for code in codes}
        points = sum((agreed[code] * weights[code] for code in codes if code in agreed), Fraction(0))
        possible = sum(weights.values(), Fraction(0)) * framework.score_maximum
        totals.append(ThemeTotal(name, points, possible, sum(1 for code in codes if code in agreed), len(codes)))
    return tuple(totals)


def steps_between(framework: Framework, one: str | None, other: str | None) -> int:
    """How many levels lie between two level codes; "not yet awarded" (None) is one step below the lowest."""
    order: list[str | None] = [None, *(level.code for level in reversed(framework.levels_from_highest))]
    return abs(order.index(one) - order.index(other))
