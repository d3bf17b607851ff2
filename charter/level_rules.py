"""Which level do these scores reach, and what does every rule say about them?

Levels are tried from the highest rank down; the first whose rules all hold is the level. Levels do not imply
each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.framework_form import Framework
from charter.json_document import Fault, said, step
from charter.rule_file import scale_in_words
from charter.rule_findings import Sheet, judge


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule of one level: the level's code, the rule's kind, whether it holds, and why in a sentence."""

    level: str
    rule: str
    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The code of the level reached, or None; and every rule of every level, from the highest rank down."""

    level: str | None
    rules: tuple[RuleResult, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Weighted points given and possible over the applicable standards; exact."""

    points: Fraction
    possible: Fraction


def evaluate(framework: Framework, scores: Mapping[str, int], not_applicable: Collection[str] = ()) -> Outcome:
    """The level that the scores reach and the finding of every rule; the framework's policy is not applied.

    `scores` gives every applicable standard a score of the scale, by code. A standard in `not_applicable` is
    absent from every rule, also when it has a score. Raises Fault for an unknown code, a missing score, a
    score that is not on the scale, and a key standard marked not applicable.
    """
    sheet = Sheet(framework, applicable_scores(framework, scores, not_applicable))
    reached: str | None = None
    results: list[RuleResult] = []
    for level in framework.levels_from_highest:
        holds = True
        for rule in level.rules:
            passed, sentence = judge(rule, sheet)
            holds = holds and passed
            results.append(RuleResult(level.code, rule.kind, passed, sentence))
        if holds and reached is None:
            reached = level.code
    return Outcome(reached, tuple(results))


def total(framework: Framework, scores: Mapping[str, int], not_applicable: Collection[str] = ()) -> Tally:
    """The total of the scores over the applicable standards. Takes and refuses what `evaluate` does."""
    sheet = Sheet(framework, applicable_scores(framework, scores, not_applicable))
    return Tally(*sheet.tally(sheet.scores))


def applicable_scores(
    framework: Framework, scores: Mapping[str, int], not_applicable: Collection[str] = ()
) -> dict[str, int]:
    """The score of every applicable standard, in the framework's order. Raises Fault as `evaluate` says."""
    standards = framework.standard_by_code
    for code in not_applicable:
        if code not in standards:
            raise Fault("not_applicable", f"no standard has the code {said(code)}; take it out.")
        if standards[code].key:
            raise Fault("not_applicable", f"{code} is a key standard, which always applies; give it a score.")
    absent = frozenset(not_applicable)
    for code, score in scores.items():
        if code not in standards:
            raise Fault("scores" + step(code), "no standard has this code; take it out.")
        if score is None and code in absent:
            continue
        if type(score) is not int or score not in framework.scores:
            scale = scale_in_words(framework.scores)
            raise Fault("scores" + step(code), f"write a score of the scale ({scale}), not {said(score)}.")
    found: dict[str, int] = {}
    for code in standards:
        if code in absent:
            continue
        if code not in scores:
            raise Fault("scores" + step(code), "this standard has no score; give it one.")
        found[code] = scores[code]
    return found
