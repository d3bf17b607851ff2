"""Does the way to a level reach it, waste nothing, and come near the shortest there is?"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter import framework_file, level_rules, level_steps
from tests.charter.test_level_rules import FIRST, small

LEC = framework_file.parse(FIRST)
CODES = list(LEC.standard_by_code)


def scores(default, **more):
    return dict.fromkeys(CODES, default) | more


def holds(framework, given_scores, code):
    rules = level_rules.evaluate(framework, given_scores).rules
    return all(rule.passed for rule in rules if rule.level == code)


def cost(way):
    return sum(row.to - row.now for row in way.raises)


@pytest.mark.parametrize(
    ("have", "level", "steps"),
    [
        (scores(0), "working-towards", 11),
        (scores(1), "bronze", 7),
        (scores(1), "silver", 15),
        (scores(2), "gold", 10),
        (scores(2, PO2=1, CU2=1, PP3=1), "silver", 0),
        (scores(3, PP1=1), "silver", 1),
        (scores(3, CU2=0), "silver", 1),
        (scores(3), "gold", 0),
        ({}, "working-towards", 11),
    ],
)
def test_the_way_to_a_level_takes_the_known_number_of_steps(have, level, steps):
    found = level_steps.way(LEC, have, LEC.level_by_code[level])

    assert cost(found) == steps
    assert found.is_held == (steps == 0) == (not found.lacking)


@given(st.lists(st.integers(0, 3), min_size=18, max_size=18), st.sampled_from([row.code for row in LEC.levels]))
@settings(max_examples=40, deadline=None)
def test_the_way_reaches_its_level_and_no_step_of_it_can_be_left_out(drawn, level):
    have = dict(zip(CODES, drawn, strict=True))
    found = level_steps.way(LEC, have, LEC.level_by_code[level])
    then = have | {row.code: row.to for row in found.raises}

    assert holds(LEC, then, level)
    assert not any(holds(LEC, then | {row.code: row.to - 1}, level) for row in found.raises)
    assert all(row.now < row.to and row.sentence for row in found.raises)


def test_a_raise_that_does_it_alone_says_so():
    (only,) = level_steps.way(LEC, scores(3, PP1=1), LEC.level_by_code["silver"]).raises

    assert (only.code, only.now, only.to) == ("PP1", 1, 2)
    assert only.sentence == "This alone would bring you to Silver."


def test_a_raise_names_the_rules_that_it_helps_with():
    first = level_steps.way(LEC, scores(1), LEC.level_by_code["silver"]).raises[0]

    assert first.code == "PO1"
    assert first.sentence == (
        "Silver asks: A total of 60% or more. 50% or more in every theme. PO1, CU3, PP1 and PP6 each score 2 or more."
    )


def test_the_next_level_is_the_one_above_what_is_reached():
    following = [level_steps.next_way(LEC, scores(number)) for number in (0, 1, 2)]

    assert [way.level.code for way in following if way] == ["working-towards", "bronze", "gold"]
    assert level_steps.next_way(LEC, scores(3)) is None


RULES = {
    "total": {"rule": "total_at_least", "fraction": "5/8"},
    "themes": {"rule": "each_theme_at_least", "fraction": "1/2"},
    "groups": {"rule": "groups_at_least", "group": "theme", "fraction": "3/4", "count": 1, "rest_fraction": "1/4"},
    "named": {"rule": "standards_at_least", "standards": ["A", "C", "D"], "score": 3, "count": 2},
    "floor": {"rule": "none_below", "score": 2},
    "cap": {"rule": "at_most", "count": 1, "score": 1},
    "cap each": {"rule": "at_most", "count": 1, "score": 2, "group": "value"},
    "each": {"rule": "one_at_least_under_every", "group": "value", "score": 4},
}


@pytest.mark.parametrize("weights", [(1, 1, 1, 1), (1, 3, 2, 1)], ids=["even", "weighted"])
@pytest.mark.parametrize(
    "names", [*itertools.combinations(RULES, 1), *itertools.combinations(RULES, 2)], ids=" and ".join
)
def test_the_way_is_as_short_as_any_or_nearly(names, weights):
    framework = framework_file.parse(small(*(RULES[name] for name in names), weights=weights, scale=(0, 1, 2, 3, 4)))
    level = framework.level_by_code["met"]
    every = [dict(zip("ABCD", marks, strict=True)) for marks in itertools.product(range(5), repeat=4)]
    good = [have for have in every if holds(framework, have, "met")]
    longer = 0
    for have in every[::7]:
        best = min(
            sum(one[code] - have[code] for code in have) for one in good if all(one[c] >= have[c] for c in have)
        )
        found = cost(level_steps.way(framework, have, level))
        assert best <= found <= best + 2
        longer += found > best

    assert longer <= len(every[::7]) // 6
