"""Is what a level asks told in the framework's own numbers?"""

from __future__ import annotations

import pytest

from charter import framework_file
from charter.level_requirements import requirements
from tests.charter import makers


def form(**changes):
    return framework_file.parse({**makers.document(), **changes})


def level_of(rule):
    levels = [{"code": "one", "name": "One", "rank": 1, "valid_months": 12, "rules": [rule]}]
    framework = form(levels=levels)
    return framework, framework.levels[0]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"rule": "total_at_least", "fraction": "85/100"}, "A total of 85% or more."),
        ({"rule": "total_at_least", "fraction": "1/3"}, "A total of 1/3 or more."),
        ({"rule": "each_theme_at_least", "fraction": "75/100"}, "75% or more in every theme."),
        ({"rule": "each_value_at_least", "fraction": "1/2"}, "50% or more under every value."),
        (
            {"rule": "standards_at_least", "standards": ["PO1", "CU3"], "score": 2, "count": "all"},
            "PO1 and CU3 each score 2 or more.",
        ),
        (
            {"rule": "standards_at_least", "standards": ["PO1", "CU3", "PP1"], "score": 3, "count": 2},
            "2 or more of PO1, CU3 and PP1 score 3.",
        ),
        ({"rule": "standards_at_least", "standards": ["PO1"], "score": 1, "count": "all"}, "PO1 scores 1 or more."),
        ({"rule": "none_below", "score": 2}, "Every standard scores 2 or more."),
        ({"rule": "at_most", "count": 3, "score": 0}, "At most 3 standards score 0."),
        ({"rule": "at_most", "count": 1, "score": 1}, "At most 1 standard scores 1 or less."),
        ({"rule": "at_most", "count": 0, "score": 0}, "No standard scores 0."),
        (
            {"rule": "one_at_least_under_every", "group": "value", "score": 3},
            "Under every value, one standard or more scores 3.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_requirement_says_what_the_rule_asks(rule, sentence):
    assert requirements(*level_of(rule)) == (sentence,)


@pytest.mark.parametrize("file", ["framework-lec-1.json", "framework-ele-1.json"])
def test_every_rule_of_the_shipped_frameworks_has_a_sentence(file):
    framework = framework_file.parse(makers.document(file))

    for level in framework.levels:
        told = requirements(framework, level)
        assert len(told) == len(level.rules)
        assert all(sentence.endswith(".") and sentence[0].isalnum() for sentence in told)
