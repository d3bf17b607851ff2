"""Does one rule hold for one set of scores, and in which sentence is that said?

The meaning of each rule kind is the table in `docs/level-rules.md`. Fractions are compared exactly: sums stay
in whole numbers (scores times weights times the framework's weight unit) and are multiplied crosswise.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from charter import level_wording as say
from charter.framework_form import (
    AtMost,
    EachGroupAtLeast,
    Framework,
    Group,
    GroupsAtLeast,
    NoneBelow,
    OneAtLeastUnderEvery,
    Rule,
    StandardsAtLeast,
    TotalAtLeast,
)


class Sheet:
    """The applicable scores of one case, and the sums that rules ask for."""

    def __init__(self, framework: Framework, scores: dict[str, int]) -> None:
        self.framework = framework
        self.scores = scores
        self.unit = framework.weight_unit
        self.some_absent = len(scores) < len(framework.standards)

    def whole_sums(self, codes: Iterable[str]) -> tuple[int, int]:
        """Points and possible points of the applicable ones among `codes`, both times the weight unit."""
        points = weight = 0
        for code in codes:
            if code in self.scores:
                points += self.scores[code] * self.framework.whole_weights[code]
                weight += self.framework.whole_weights[code]
        return points, weight * self.framework.score_maximum

    def tally(self, codes: Iterable[str]) -> tuple[Fraction, Fraction]:
        """Points and possible points of the applicable ones among `codes`, as weighted in the file."""
        points, possible = self.whole_sums(codes)
        return Fraction(points, self.unit), Fraction(possible, self.unit)

    def groups(self, group: Group) -> list["_Group"]:
        """Every theme or value with its sums."""
        return [_Group(self, name, codes) for name, codes in self.framework.groups(group)]

    def at_least(self, score: int) -> str:
        """`3`, or `2 or more` where the scale goes on."""
        return f"{score}" if score == self.framework.score_maximum else f"{score} or more"

    def at_most(self, score: int) -> str:
        """`0`, or `1 or less` where the scale goes on."""
        return f"{score}" if score == min(self.framework.scores) else f"{score} or less"

    def given(self, codes: Iterable[str]) -> str:
        """`A scores 1 and B scores 0`."""
        return say.names([f"{code} scores {self.scores[code]}" for code in codes])

    @property
    def every_standard(self) -> str:
        """The subject of a sentence about all standards."""
        return "Every applicable standard" if self.some_absent else "Every standard"


class _Group:
    """One theme or value of a sheet."""

    __slots__ = ("codes", "name", "points", "possible", "sheet")

    def __init__(self, sheet: Sheet, name: str, codes: Sequence[str]) -> None:
        self.sheet = sheet
        self.name = name
        self.codes = [code for code in codes if code in sheet.scores]
        self.points, self.possible = sheet.whole_sums(self.codes)

    def reaches(self, fraction: Fraction) -> bool:
        """Whether the group's share is at or above `fraction`; a group without applicable standards does."""
        return self.points * fraction.denominator >= fraction.numerator * self.possible

    def told(self) -> str:
        """`Policy with 8 of 18 (44.4…%)`."""
        unit = self.sheet.unit
        return f"{self.name} with {say.tally(Fraction(self.points, unit), Fraction(self.possible, unit))}"


def judge(rule: Rule, sheet: Sheet) -> tuple[bool, str]:
    """Whether the rule holds for the sheet, and the sentence that says what it needs and what was found."""
    match rule:
        case TotalAtLeast():
            return _total_at_least(rule, sheet)
        case EachGroupAtLeast():
            return _each_group_at_least(rule, sheet)
        case GroupsAtLeast():
            return _groups_at_least(rule, sheet)
        case StandardsAtLeast():
            return _standards_at_least(rule, sheet)
        case NoneBelow():
            return _none_below(rule, sheet)
        case AtMost():
            return _at_most(rule, sheet) if rule.group is None else _at_most_in_each(rule, rule.group, sheet)
        case OneAtLeastUnderEvery():
            return _one_at_least_under_every(rule, sheet)
    assert_never(rule)


def _total_at_least(rule: TotalAtLeast, sheet: Sheet) -> tuple[bool, str]:
    points, possible = sheet.whole_sums(sheet.scores)
    if not possible:
        return True, "No standard is applicable, so the total counts as reached."
    passed = points * rule.fraction.denominator >= rule.fraction.numerator * possible
    subject = "Weighted total" if sheet.framework.is_weighted else "Total"
    found = say.tally(Fraction(points, sheet.unit), Fraction(possible, sheet.unit))
    side = "at or above" if passed else "below"
    return passed, f"{subject} is {found}, {side} {say.threshold(rule.fraction)}."


def _each_group_at_least(rule: EachGroupAtLeast, sheet: Sheet) -> tuple[bool, str]:
    groups = sheet.groups(rule.group)
    needed = say.threshold(rule.fraction)
    short = [group for group in groups if not group.reaches(rule.fraction)]
    if short:
        return False, f"Every {rule.group} needs {needed} or more; below that: {_told(short)}."
    judged = [group for group in groups if group.codes]
    if not judged:
        return True, f"No {rule.group} has an applicable standard, so every one counts as reached."
    lowest = min(judged, key=lambda group: Fraction(group.points, group.possible))
    sentence = f"Every {rule.group} is at or above {needed}; the lowest is {lowest.told()}"
    return True, f"{sentence}{_counted_as_reached(groups)}."


def _groups_at_least(rule: GroupsAtLeast, sheet: Sheet) -> tuple[bool, str]:
    groups = sheet.groups(rule.group)
    short = [group for group in groups if not group.reaches(rule.fraction)]
    reached = len(groups) - len(short)
    needed = len(groups) if rule.count == "all" else rule.count
    there_are = say.plural(len(groups), rule.group, f"{rule.group}s")
    sentence = f"{reached} of {there_are} {'reaches' if reached == 1 else 'reach'} {say.threshold(rule.fraction)}"
    sentence += ", and every one must" if rule.count == "all" else f", and at least {needed} must"
    if short:
        sentence += f"; below that: {_told(short)}"
    lacking: list[_Group] = []
    if short and rule.rest_fraction is not None:
        lacking = [group for group in short if not group.reaches(rule.rest_fraction)]
        rest = f"{say.threshold(rule.rest_fraction)}, which every other {rule.group} needs"
        below = f"below {rest}: {say.names([group.name for group in lacking])}"
        sentence += f"; also {below}" if lacking else f"; none is below {rest}"
    passed = reached >= needed and not lacking
    return passed, f"{sentence}{_counted_as_reached(groups)}."


def _told(groups: Sequence[_Group]) -> str:
    return say.names([group.told() for group in groups])


def _counted_as_reached(groups: Sequence[_Group]) -> str:
    empty = [group.name for group in groups if not group.codes]
    if not empty:
        return ""
    verbs = "has no applicable standard and counts" if len(empty) == 1 else "have no applicable standard and count"
    return f"; {say.names(empty)} {verbs} as reached"


def _standards_at_least(rule: StandardsAtLeast, sheet: Sheet) -> tuple[bool, str]:
    judged = [code for code in rule.standards if code in sheet.scores]
    absent = [code for code in rule.standards if code not in sheet.scores]
    short = [code for code in judged if sheet.scores[code] < rule.score]
    reached = len(judged) - len(short)
    wanted, among = sheet.at_least(rule.score), say.names(rule.standards)
    if rule.count == "all" and not judged:
        return True, f"None of {among} is applicable, so none is short of {wanted}."
    left_out = f"; {say.names(absent)} {'is' if len(absent) == 1 else 'are'} not applicable" if absent else ""
    if rule.count == "all":
        subject = f"Each of {say.names(judged)}" if len(judged) > 1 else judged[0]
        if short:
            return False, f"{subject} needs {wanted}; {sheet.given(short)}{left_out}."
        return True, f"{subject} scores {wanted}{left_out}."
    passed = reached >= rule.count
    verb = "scores" if reached == 1 else "score"
    sentence = f"{reached} of {among} {verb} {wanted}, and at least {rule.count} must"
    if short and not passed:
        sentence += f"; {sheet.given(short)}"
    return passed, f"{sentence}{left_out}."


def _none_below(rule: NoneBelow, sheet: Sheet) -> tuple[bool, str]:
    short = [code for code, score in sheet.scores.items() if score < rule.score]
    wanted = sheet.at_least(rule.score)
    if short:
        return False, f"{sheet.every_standard} needs {wanted}; {sheet.given(short)}."
    return True, f"{sheet.every_standard} scores {wanted}."


def _at_most(rule: AtMost, sheet: Sheet) -> tuple[bool, str]:
    low = [code for code, score in sheet.scores.items() if score <= rule.score]
    found = say.plural(len(low), "standard scores", "standards score") if low else "No standard scores"
    named = f" ({say.names(low)})" if low else ""
    passed = len(low) <= rule.count
    may = f"at most {rule.count} may" if rule.count else "none may"
    return passed, f"{found} {sheet.at_most(rule.score)}{named}, {'and' if passed else 'but'} {may}."


def _at_most_in_each(rule: AtMost, group: Group, sheet: Sheet) -> tuple[bool, str]:
    over = []
    for one in sheet.groups(group):
        low = [code for code in one.codes if sheet.scores[code] <= rule.score]
        if len(low) > rule.count:
            over.append(f"{one.name} has {len(low)} ({say.names(low)})")
    limit = f"at most {say.plural(rule.count, 'standard', 'standards')}" if rule.count else "no standard"
    rest = f"{limit} may score {sheet.at_most(rule.score)}"
    if over:
        return False, f"In every {group} {rest}; {say.names(over)}."
    return True, f"In every {group} {rest}, and none has more."


def _one_at_least_under_every(rule: OneAtLeastUnderEvery, sheet: Sheet) -> tuple[bool, str]:
    wanted = sheet.at_least(rule.score)
    judged = [group for group in sheet.groups(rule.group) if group.codes]
    lacking = []
    for group in judged:
        highest = max(sheet.scores[code] for code in group.codes)
        if highest < rule.score:
            lacking.append(f"{group.name} has {highest} at most")
    if lacking:
        return False, f"Under every {rule.group} at least one standard needs {wanted}; {say.names(lacking)}."
    absent = " that has an applicable standard," if len(judged) < len(sheet.framework.groups(rule.group)) else ""
    return True, f"Under every {rule.group}{absent} at least one standard scores {wanted}."
