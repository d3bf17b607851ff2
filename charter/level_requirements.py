"""What does each level ask, in sentences, before anybody has scored anything?"""

from __future__ import annotations

from typing import assert_never

from charter import level_wording as say
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


def requirements(framework: Framework, level: Level) -> tuple[str, ...]:
    """One sentence for each rule of ``level``, in the file's order."""
    return tuple(requirement(framework, rule) for rule in level.rules)


def requirement(framework: Framework, rule: Rule) -> str:
    """What one rule asks of the scores. Scores and shares are the framework's own; nothing is rounded."""
    match rule:
        case TotalAtLeast():
            total = "weighted total" if framework.is_weighted else "total"
            return f"A {total} of {say.threshold(rule.fraction)} or more."
        case EachGroupAtLeast():
            return f"{say.threshold(rule.fraction)} or more {_within(rule.group)}."
        case GroupsAtLeast():
            return _groups(framework, rule)
        case StandardsAtLeast():
            return _standards(framework, rule)
        case NoneBelow():
            return f"Every standard scores {_or_more(framework, rule.score)}."
        case AtMost():
            return _at_most(framework, rule)
        case OneAtLeastUnderEvery():
            return (
                f"{_within(rule.group).capitalize()}, one standard or more scores {_or_more(framework, rule.score)}."
            )
    assert_never(rule)


def _or_more(framework: Framework, score: int) -> str:
    return f"{score}" if score == framework.score_maximum else f"{score} or more"


def _or_less(framework: Framework, score: int) -> str:
    return f"{score}" if score == min(framework.scores) else f"{score} or less"


def _within(group: Group) -> str:
    """Standards lie in a theme and under a value."""
    return f"{'in' if group == 'theme' else 'under'} every {group}"


def _groups(framework: Framework, rule: GroupsAtLeast) -> str:
    share, there_are = say.threshold(rule.fraction), len(framework.groups(rule.group))
    if rule.count == "all" or rule.count >= there_are:
        return f"{share} or more {_within(rule.group)}."
    sentence = f"{share} or more in {rule.count} or more of the {there_are} {rule.group}s"
    if rule.rest_fraction is not None:
        sentence += f", and {say.threshold(rule.rest_fraction)} or more in every other {rule.group}"
    return f"{sentence}."


def _standards(framework: Framework, rule: StandardsAtLeast) -> str:
    named, wanted = say.names(rule.standards), _or_more(framework, rule.score)
    if len(rule.standards) == 1:
        return f"{named} scores {wanted}."
    if rule.count == "all":
        return f"{named} each score {wanted}."
    verb = "scores" if rule.count == 1 else "score"
    return f"{rule.count} or more of {named} {verb} {wanted}."


def _at_most(framework: Framework, rule: AtMost) -> str:
    low = _or_less(framework, rule.score)
    if rule.count == 0:
        return f"No standard scores {low}."
    where = "" if rule.group is None else f"{_within(rule.group).capitalize()}, "
    start = "at most" if where else "At most"
    counted = say.plural(rule.count, "standard scores", "standards score")
    return f"{where}{start} {counted} {low}."
