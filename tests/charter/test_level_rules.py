"""Do the level rules mean what the form says, for every kind of rule, on any framework?"""

import copy
import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter import framework_file, level_rules, level_wording
from charter.json_document import Fault

DATA = Path(framework_file.__file__).parent / "data"
FIRST = json.loads((DATA / "framework-lec-1.json").read_text(encoding="utf-8"))
SECOND = json.loads((DATA / "framework-ele-1.json").read_text(encoding="utf-8"))
CODES = [standard["code"] for standard in FIRST["standards"]]


def scores_of(base, **others):
    return {**dict.fromkeys(CODES, base), **others}


def theme_scores(**by_theme):
    return {standard["code"]: by_theme[standard["theme"]] for standard in FIRST["standards"]}


KNOWN_RESULTS = {
    "all-2": (scores_of(2), [], "silver"),
    "all-1": (scores_of(1), [], "working-towards"),
    "all-3-but-PP1-1": (scores_of(3, PP1=1), [], "bronze"),
    "all-3-but-CU2-0": (scores_of(3, CU2=0), [], "bronze"),
    "PP-all-1": (theme_scores(PO=3, CU=3, PP=1), [], "working-towards"),
    "48-points": (scores_of(3, PO5=2, PO6=2, CU1=2, CU2=2, PP1=2, PP4=2), [], "gold"),
    "34-of-51": ({code: 2 for code in CODES if code != "PO4"}, ["PO4"], "silver"),
    "33-points": (scores_of(2, PO2=1, CU2=1, PP3=1), [], "silver"),
    "3-points": (scores_of(0, PO1=1, PO2=1, CU1=1), [], None),
    "25-points": (scores_of(1, PO1=2, PO3=2, CU3=2, CU4=2, PP1=2, PP2=2, PP6=2), [], "bronze"),
}


@pytest.mark.parametrize(("scores", "absent", "level"), KNOWN_RESULTS.values(), ids=KNOWN_RESULTS)
def test_evaluate_gives_the_known_results_of_the_first_framework(scores, absent, level):
    framework = framework_file.parse(FIRST)

    outcome = level_rules.evaluate(framework, scores, absent)

    assert outcome.level == level


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        pytest.param({"": 4}, "flourishing", id="all-4"),
        pytest.param({"": 3}, "rooted", id="all-3-has-no-4-in-any-theme"),
        pytest.param({"": 3, "OD-1": 4, "ST-1": 4, "GR-1": 4, "SP-1": 4}, "flourishing", id="one-4-in-each-theme"),
        pytest.param({"": 4, "SP-3": 2, "SP-2": 2}, "rooted", id="two-low-scores-in-one-theme"),
        pytest.param({"": 4, "SP-3": 2, "GR-2": 2}, "flourishing", id="two-low-scores-in-two-themes"),
        pytest.param({"": 2}, "planted", id="half-is-below-55-percent"),
        pytest.param({"": 1}, None, id="a-quarter-is-below-30-percent"),
        pytest.param({"": 2, "OD-1": 0, "ST-1": 0, "SP-1": 4}, None, id="one-key-standard-of-two"),
    ],
)
def test_evaluate_gives_the_known_results_of_the_second_framework(scores, level):
    framework = framework_file.parse(SECOND)
    given_scores = {code: scores.get(code, scores[""]) for code in framework.standard_by_code}

    assert level_rules.evaluate(framework, given_scores).level == level


# One rule at a time ------------------------------------------------------------------------------


def small(*rules, weights=(1, 1, 1, 1), scale=(0, 1, 2, 3, 4), key=()):
    """Four standards: A and B in theme T, C and D in theme U; A and C under value V, B and D under W."""
    places = [("A", "T", "V"), ("B", "T", "W"), ("C", "U", "V"), ("D", "U", "W")]
    return {
        "scale": [{"score": score} for score in scale],
        "values": [{"code": "V"}, {"code": "W"}],
        "themes": [{"code": "T"}, {"code": "U"}],
        "standards": [
            {"code": code, "theme": theme, "value": value, "weight": weight, "key": code in key}
            for (code, theme, value), weight in zip(places, weights, strict=True)
        ],
        "levels": [{"code": "met", "rank": 1, "rules": list(rules)}],
    }


def judged(rule, marks, **shape):
    """The result of one rule for marks such as "3-21": one digit a standard, - for not applicable."""
    framework = framework_file.parse(small(rule, **shape))
    scores = {code: int(mark) for code, mark in zip("ABCD", marks, strict=True) if mark != "-"}
    absent = [code for code, mark in zip("ABCD", marks, strict=True) if mark == "-"]
    outcome = level_rules.evaluate(framework, scores, absent)
    assert (outcome.level == "met") is outcome.rules[0].passed
    return outcome.rules[0]


TOTAL = {"rule": "total_at_least", "fraction": "1/2"}
THEMES = {"rule": "each_theme_at_least", "fraction": "1/2"}
VALUES = {"rule": "each_value_at_least", "fraction": "1/2"}
GROUPS_1 = {"rule": "groups_at_least", "group": "theme", "fraction": "1/2", "count": 1}
GROUPS_REST = {**GROUPS_1, "rest_fraction": "1/4"}
GROUPS_ALL = {**GROUPS_1, "group": "value", "count": "all"}
TWO_OF = {"rule": "standards_at_least", "standards": ["A", "B", "C"], "score": 3, "count": 2}
ALL_OF = {**TWO_OF, "count": "all"}
NONE_BELOW = {"rule": "none_below", "score": 2}
AT_MOST = {"rule": "at_most", "count": 1, "score": 1}
AT_MOST_EACH = {**AT_MOST, "group": "theme"}
NO_ZERO = {"rule": "at_most", "count": 0, "score": 0}
ONE_EACH = {"rule": "one_at_least_under_every", "group": "value", "score": 3}

RULE_TABLE = [
    (TOTAL, "2222", True, "Total is 8 of 16 (50%), at or above 50%."),
    (TOTAL, "2221", False, "Total is 7 of 16 (43.7…%), below 50%."),
    (TOTAL, "2-21", False, "Total is 5 of 12 (41.6…%), below 50%."),
    (TOTAL, "----", True, "No standard is applicable, so the total counts as reached."),
    (THEMES, "3122", True, "Every theme is at or above 50%; the lowest is T with 4 of 8 (50%)."),
    (THEMES, "4421", False, "Every theme needs 50% or more; below that: U with 3 of 8 (37.5%)."),
    (
        THEMES,
        "44--",
        True,
        "Every theme is at or above 50%; the lowest is T with 8 of 8 (100%); "
        "U has no applicable standard and counts as reached.",
    ),
    (THEMES, "----", True, "No theme has an applicable standard, so every one counts as reached."),
    (
        VALUES,
        "0101",
        False,
        "Every value needs 50% or more; below that: V with 0 of 8 (0%) and W with 2 of 8 (25%).",
    ),
    (VALUES, "2222", True, "Every value is at or above 50%; the lowest is V with 4 of 8 (50%)."),
    (
        GROUPS_1,
        "4400",
        True,
        "1 of 2 themes reaches 50%, and at least 1 must; below that: U with 0 of 8 (0%).",
    ),
    (
        GROUPS_1,
        "0000",
        False,
        "0 of 2 themes reach 50%, and at least 1 must; below that: T with 0 of 8 (0%) and U with 0 of 8 (0%).",
    ),
    (
        GROUPS_1,
        "--00",
        True,
        "1 of 2 themes reaches 50%, and at least 1 must; below that: U with 0 of 8 (0%); "
        "T has no applicable standard and counts as reached.",
    ),
    (
        GROUPS_REST,
        "4411",
        True,
        "1 of 2 themes reaches 50%, and at least 1 must; below that: U with 2 of 8 (25%); "
        "none is below 25%, which every other theme needs.",
    ),
    (
        GROUPS_REST,
        "4410",
        False,
        "1 of 2 themes reaches 50%, and at least 1 must; below that: U with 1 of 8 (12.5%); "
        "also below 25%, which every other theme needs: U.",
    ),
    (GROUPS_REST, "2222", True, "2 of 2 themes reach 50%, and at least 1 must."),
    (GROUPS_ALL, "2222", True, "2 of 2 values reach 50%, and every one must."),
    (
        GROUPS_ALL,
        "-2-2",
        True,
        "2 of 2 values reach 50%, and every one must; V has no applicable standard and counts as reached.",
    ),
    (
        GROUPS_ALL,
        "2220",
        False,
        "1 of 2 values reaches 50%, and every one must; below that: W with 2 of 8 (25%).",
    ),
    (TWO_OF, "3400", True, "2 of A, B and C score 3 or more, and at least 2 must."),
    (
        TWO_OF,
        "3204",
        False,
        "1 of A, B and C scores 3 or more, and at least 2 must; B scores 2 and C scores 0.",
    ),
    (
        TWO_OF,
        "3--4",
        False,
        "1 of A, B and C scores 3 or more, and at least 2 must; B and C are not applicable.",
    ),
    (TWO_OF, "33-0", True, "2 of A, B and C score 3 or more, and at least 2 must; C is not applicable."),
    (ALL_OF, "3340", True, "Each of A, B and C scores 3 or more."),
    (ALL_OF, "3-40", True, "Each of A and C scores 3 or more; B is not applicable."),
    (ALL_OF, "3--0", True, "A scores 3 or more; B and C are not applicable."),
    (ALL_OF, "---0", True, "None of A, B and C is applicable, so none is short of 3 or more."),
    (ALL_OF, "3140", False, "Each of A, B and C needs 3 or more; B scores 1."),
    (NONE_BELOW, "2222", True, "Every standard scores 2 or more."),
    (NONE_BELOW, "22-2", True, "Every applicable standard scores 2 or more."),
    (NONE_BELOW, "2012", False, "Every standard needs 2 or more; B scores 0 and C scores 1."),
    (AT_MOST, "2122", True, "1 standard scores 1 or less (B), and at most 1 may."),
    (AT_MOST, "2102", False, "2 standards score 1 or less (B and C), but at most 1 may."),
    (AT_MOST, "2-02", True, "1 standard scores 1 or less (C), and at most 1 may."),
    (NO_ZERO, "1111", True, "No standard scores 0, and none may."),
    (NO_ZERO, "1101", False, "1 standard scores 0 (C), but none may."),
    (AT_MOST_EACH, "2112", True, "In every theme at most 1 standard may score 1 or less, and none has more."),
    (
        AT_MOST_EACH,
        "2210",
        False,
        "In every theme at most 1 standard may score 1 or less; U has 2 (C and D).",
    ),
    (ONE_EACH, "3300", True, "Under every value at least one standard scores 3 or more."),
    (
        ONE_EACH,
        "3-0-",
        True,
        "Under every value that has an applicable standard, at least one standard scores 3 or more.",
    ),
    (ONE_EACH, "3240", False, "Under every value at least one standard needs 3 or more; W has 2 at most."),
]


@pytest.mark.parametrize(
    ("rule", "marks", "passed", "sentence"),
    RULE_TABLE,
    ids=[f"{rule['rule']}-{marks}-{number}" for number, (rule, marks, *_) in enumerate(RULE_TABLE)],
)
def test_rule_holds_and_says_why(rule, marks, passed, sentence):
    result = judged(rule, marks)

    assert result == level_rules.RuleResult("met", rule["rule"], passed, sentence)


def test_weights_count_in_points_and_in_the_maximum():
    result = judged(TOTAL, "4000", weights=(3, 1, 1, 1))

    assert (result.passed, result.sentence) == (True, "Weighted total is 12 of 24 (50%), at or above 50%.")


def test_decimal_weights_are_exact():
    rule = {"rule": "total_at_least", "fraction": "1/4"}

    result = judged(rule, "4000", weights=(0.1, 0.1, 0.1, 0.1))

    assert (result.passed, result.sentence) == (True, "Weighted total is 0.4 of 1.6 (25%), at or above 25%.")


def test_fraction_just_below_the_threshold_is_not_rounded_up():
    rule = {"rule": "total_at_least", "fraction": "500000000001/1000000000000"}

    result = judged(rule, "2222")

    assert result.passed is False
    assert result.sentence == "Total is 8 of 16 (50%), below 500000000001/1000000000000."


def test_scale_may_start_below_or_above_zero():
    low = judged(TOTAL, "1111", scale=(-1, 1, 2))
    high = judged(TOTAL, "3333", scale=(3, 5, 7))

    assert low.sentence == "Total is 4 of 8 (50%), at or above 50%."
    assert high.sentence == "Total is 12 of 28 (42.8…%), below 50%."


def test_levels_are_tried_by_rank_and_do_not_imply_each_other():
    document = small()
    document["levels"] = [
        {"code": "low", "rank": 1, "rules": [{"rule": "none_below", "score": 4}]},
        {"code": "high", "rank": 7, "rules": [{"rule": "none_below", "score": 1}]},
        {"code": "middle", "rank": 3, "rules": []},
    ]
    framework = framework_file.parse(document)

    high = level_rules.evaluate(framework, dict.fromkeys("ABCD", 1))
    middle = level_rules.evaluate(framework, dict.fromkeys("ABCD", 0))

    assert high.level == "high"
    assert [(result.level, result.passed) for result in high.rules] == [("high", True), ("low", False)]
    assert middle.level == "middle"


def test_level_whose_rules_never_hold_leaves_no_level():
    framework = framework_file.parse(small({**TWO_OF, "count": 4}))

    assert level_rules.evaluate(framework, dict.fromkeys("ABCD", 4)).level is None


@pytest.mark.parametrize(
    ("scores", "absent", "fault"),
    [
        ({"A": 1, "B": 1, "C": 1}, [], "scores.D: this standard has no score; give it one."),
        (
            {"A": 1, "B": 1, "C": 1, "D": 9},
            [],
            "scores.D: write a score of the scale (0, 1, 2, 3, 4), not 9.",
        ),
        (
            {"A": True, "B": 1, "C": 1, "D": 1},
            [],
            "scores.A: write a score of the scale (0, 1, 2, 3, 4), not true.",
        ),
        (
            {"A": 1.0, "B": 1, "C": 1, "D": 1},
            [],
            "scores.A: write a score of the scale (0, 1, 2, 3, 4), not 1.0.",
        ),
        (
            {"A": 1, "B": 1, "C": 1, "D": None},
            [],
            "scores.D: write a score of the scale (0, 1, 2, 3, 4), not null.",
        ),
        ({"A": 1, "B": 1, "C": 1, "D": 1, "E": 1}, [], "scores.E: no standard has this code; take it out."),
        (
            {"A": 1, "B": 1, "C": 1, "D": 1},
            ["E"],
            'not_applicable: no standard has the code "E"; take it out.',
        ),
        (
            {"B": 1, "C": 1, "D": 1},
            ["A"],
            "not_applicable: A is a key standard, which always applies; give it a score.",
        ),
        (
            {"A": 1, "B": 9, "C": 1, "D": 1},
            ["B"],
            "scores.B: write a score of the scale (0, 1, 2, 3, 4), not 9.",
        ),
    ],
)
def test_scores_that_cannot_be_judged_are_refused_with_their_place(scores, absent, fault):
    framework = framework_file.parse(small(TOTAL, key=("A",)))

    with pytest.raises(Fault) as caught:
        level_rules.evaluate(framework, scores, absent)

    assert str(caught.value) == fault


@pytest.mark.parametrize("score", [0, 4, None])
def test_score_of_a_standard_that_is_not_applicable_is_left_out(score):
    framework = framework_file.parse(small(TOTAL))

    outcome = level_rules.evaluate(framework, {"A": 2, "B": 2, "C": 2, "D": score}, ["D"])

    assert outcome == level_rules.evaluate(framework, {"A": 2, "B": 2, "C": 2}, ["D"])


def test_total_gives_points_and_possible_points_as_weighted():
    framework = framework_file.parse(small(weights=(1, 0.5, 2, 1)))

    total = level_rules.total(framework, {"A": 4, "B": 3, "C": 1}, ["D"])

    assert total == level_rules.Tally(Fraction(15, 2), Fraction(14))


# Any framework, against an oracle written from the form alone ------------------------------------


def oracle(document, scores, absent):
    """`level-rules.md`, slowly: the level's code or None, and every rule's verdict from the highest rank down."""
    maximum = max(point["score"] for point in document["scale"])
    there = [standard for standard in document["standards"] if standard["code"] not in absent]

    def reaches(standards, fraction):
        n, d = fraction.split("/")
        if not standards:
            return True
        weights = [Fraction(str(standard.get("weight", 1))) for standard in standards]
        points = sum(scores[s["code"]] * weight for s, weight in zip(standards, weights, strict=True))
        return points / sum(maximum * weight for weight in weights) >= Fraction(int(n), int(d))

    def members(group):
        rows = document["themes" if group == "theme" else "values"]
        return [[s for s in there if s[group] == row["code"]] for row in rows]

    def holds(rule):
        kind = rule["rule"]
        if kind == "total_at_least":
            return reaches(there, rule["fraction"])
        if kind == "each_theme_at_least":
            return all(reaches(group, rule["fraction"]) for group in members("theme"))
        if kind == "each_value_at_least":
            return all(reaches(group, rule["fraction"]) for group in members("value"))
        if kind == "groups_at_least":
            groups = members(rule["group"])
            good = [reaches(group, rule["fraction"]) for group in groups]
            enough = all(good) if rule["count"] == "all" else sum(good) >= rule["count"]
            others = [group for group, is_good in zip(groups, good, strict=True) if not is_good]
            rest = rule.get("rest_fraction")
            return enough and (rest is None or all(reaches(group, rest) for group in others))
        if kind == "standards_at_least":
            good = [scores[s["code"]] >= rule["score"] for s in there if s["code"] in rule["standards"]]
            return all(good) if rule["count"] == "all" else sum(good) >= rule["count"]
        if kind == "none_below":
            return all(scores[s["code"]] >= rule["score"] for s in there)
        if kind == "at_most":
            groups = members(rule["group"]) if "group" in rule else [there]
            return all(sum(scores[s["code"]] <= rule["score"] for s in group) <= rule["count"] for group in groups)
        assert kind == "one_at_least_under_every"
        groups = [group for group in members(rule["group"]) if group]
        return all(any(scores[s["code"]] >= rule["score"] for s in group) for group in groups)

    level, verdicts = None, []
    for row in sorted(document["levels"], key=lambda row: row["rank"], reverse=True):
        verdicts += [(row["code"], rule["rule"], holds(rule)) for rule in row["rules"]]
        if level is None and all(holds(rule) for rule in row["rules"]):
            level = row["code"]
    return level, verdicts


@st.composite
def rules(draw, codes, scale):
    fraction = draw(st.integers(1, 12).flatmap(lambda d: st.integers(0, d).map(lambda n: f"{n}/{d}")))
    group, score = draw(st.sampled_from(["theme", "value"])), draw(st.sampled_from(scale))
    count = draw(st.one_of(st.just("all"), st.integers(0, 3)))
    rest = draw(st.sampled_from([{}, {"rest_fraction": "1/4"}, {"rest_fraction": "1/2"}]))
    named = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    per_group = draw(st.sampled_from([{}, {"group": group}]))
    return draw(
        st.sampled_from(
            [
                {"rule": "total_at_least", "fraction": fraction},
                {"rule": f"each_{group}_at_least", "fraction": fraction},
                {"rule": "groups_at_least", "group": group, "fraction": fraction, "count": count, **rest},
                {"rule": "standards_at_least", "standards": named, "score": score, "count": count},
                {"rule": "none_below", "score": score},
                {"rule": "at_most", "count": draw(st.integers(0, 3)), "score": score, **per_group},
                {"rule": "one_at_least_under_every", "group": group, "score": score},
            ]
        )
    )


@st.composite
def cases(draw):
    """(framework document, scores, not applicable) of any shape that the form allows."""
    numbers = draw(st.lists(st.integers(-2, 9), min_size=1, max_size=5, unique=True))
    scale = numbers if max(numbers) > 0 else [*numbers, 1]
    themes = [f"T{number}" for number in range(draw(st.integers(1, 3)))]
    values = [f"V{number}" for number in range(draw(st.integers(1, 3)))]
    codes = [f"S{number}" for number in range(draw(st.integers(1, 7)))]
    standards = [
        {
            "code": code,
            "theme": draw(st.sampled_from(themes)),
            "value": draw(st.sampled_from(values)),
            **draw(st.sampled_from([{}, {"weight": 2}, {"weight": 3}, {"weight": 0.1}, {"weight": 1.25}])),
        }
        for code in codes
    ]
    ranks = draw(st.lists(st.integers(-5, 50), min_size=1, max_size=4, unique=True))
    levels = [
        {"code": f"L{rank}", "rank": rank, "rules": draw(st.lists(rules(codes, scale), max_size=4))} for rank in ranks
    ]
    document = {
        "scale": [{"score": score} for score in scale],
        "themes": [{"code": code} for code in themes],
        "values": [{"code": code} for code in values],
        "standards": standards,
        "levels": levels,
    }
    absent = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3))
    scores = {code: draw(st.sampled_from(scale)) for code in codes if code not in absent}
    return document, scores, absent


@settings(max_examples=150, deadline=None)
@given(cases())
def test_evaluate_agrees_with_the_form_on_any_framework(case):
    document, scores, absent = case

    outcome = level_rules.evaluate(framework_file.parse(document), scores, absent)

    verdicts = [(result.level, result.rule, result.passed) for result in outcome.rules]
    assert (outcome.level, verdicts) == oracle(document, scores, absent)
    assert all(result.sentence.endswith(".") for result in outcome.rules)


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_raising_a_score_never_lowers_the_level(case, data):
    document, scores, absent = case
    framework = framework_file.parse(document)
    ranks = {None: float("-inf"), **{level.code: level.rank for level in framework.levels}}
    if not scores:
        return
    code = data.draw(st.sampled_from(sorted(scores)))
    raised = {**scores, code: data.draw(st.sampled_from([s for s in framework.scores if s >= scores[code]]))}

    before = level_rules.evaluate(framework, scores, absent)
    after = level_rules.evaluate(framework, raised, absent)

    assert ranks[after.level] >= ranks[before.level]
    assert all(new.passed or not old.passed for old, new in zip(before.rules, after.rules, strict=True))


@settings(max_examples=50, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_in_the_file_does_not_matter(case, order):
    document, scores, absent = case
    shuffled = copy.deepcopy(document)
    for part in ("scale", "themes", "values", "standards", "levels"):
        order.shuffle(shuffled[part])

    outcome = level_rules.evaluate(framework_file.parse(document), scores, absent)
    again = level_rules.evaluate(framework_file.parse(shuffled), dict(reversed(scores.items())), absent)

    assert again.level == outcome.level
    assert [(r.level, r.rule, r.passed) for r in again.rules] == [(r.level, r.rule, r.passed) for r in outcome.rules]


@pytest.mark.parametrize("source", [FIRST, SECOND], ids=["first", "second"])
def test_evaluate_agrees_with_the_form_on_the_shipped_frameworks(source):
    framework, dice = framework_file.parse(source), random.Random(20260101)
    points = sorted(framework.scores)
    free = [standard.code for standard in framework.standards if not standard.key]
    seen = set()
    for _ in range(300):
        pull = dice.randrange(4)
        absent = dice.sample(free, dice.randrange(3))
        scores = {
            code: max(dice.choices(points, k=1 + pull)) for code in framework.standard_by_code if code not in absent
        }

        outcome = level_rules.evaluate(framework, scores, absent)

        seen.add(outcome.level)
        verdicts = [(result.level, result.rule, result.passed) for result in outcome.rules]
        assert (outcome.level, verdicts) == oracle(source, scores, absent)
    assert len(seen) >= 4


@given(st.fractions(min_value=-2, max_value=2, max_denominator=1000))
def test_percent_is_cut_and_never_rounded(share):
    said = level_wording.percent(share)

    shown = Fraction(said.rstrip("%").rstrip("…")) / 100
    assert abs(shown) <= abs(share) < abs(shown) + Fraction(1, 1000)
    assert ("…" in said) is (shown != share)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Fraction(34), "34"),
        (Fraction(69, 2), "34.5"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(1, 1_000_000), "0.000001"),
        (Fraction(103, 3), "103/3"),
    ],
)
def test_amount_is_exact(number, words):
    assert level_wording.amount(number) == words


def test_names_counts_those_beyond_thirty():
    words = [f"S{number}" for number in range(40)]

    assert level_wording.names(words).endswith(", S29 and 10 others")
    assert level_wording.names(words[:31]).endswith("S29 and S30")
