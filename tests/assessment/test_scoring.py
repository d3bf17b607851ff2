"""Do the pure rules flag what product.md says, and nothing else?"""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import scoring
from charter import framework_file
from charter.framework_form import Divergence
from tests.assessment.factory import canonical_document, document

FORM = framework_file.parse(document())
CODES = tuple(FORM.standard_by_code)
SHIPPED = framework_file.parse(canonical_document())

scores = st.integers(min_value=0, max_value=3)
given_points = st.lists(scores, min_size=1, max_size=6)
sheets = st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, scores)), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("points", "middle"),
    [([2], 2), ([1, 2], Fraction(3, 2)), ([3, 0, 1], 1), ([3, 3, 0, 0], Fraction(3, 2)), ([0, 1, 2, 3, 3], 2)],
)
def test_median(points, middle):
    assert scoring.median(points) == middle


def test_median_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no scores"):
        scoring.median([])


def test_key_floors_are_those_that_levels_ask_of_key_standards():
    assert scoring.key_floors(FORM) == {"A1": (1, 2), "B2": (1, 2)}
    assert set(scoring.key_floors(SHIPPED)) == {row.code for row in SHIPPED.standards if row.key}


@pytest.mark.parametrize(
    ("code", "points", "flagged", "default"),
    [
        ("A2", (2, 2, 2), False, 2),
        ("A2", (1, 2, 2), False, 2),
        ("A2", (1, 3, 2), True, None),
        ("A2", (0, 1, 1), False, 1),
        ("A2", (1, 2), False, None),
        ("A1", (1, 2, 2), True, None),
        ("A1", (0, 1, 1), True, None),
        ("A1", (2, 3, 3), False, 3),
        ("A1", (3, 3, 3), False, 3),
        ("A1", (0, 0, 0), False, 0),
        ("A1", (0, 3, 3), True, None),
    ],
)
def test_a_standard_is_flagged_by_its_spread_or_by_a_key_floor(code, points, flagged, default):
    finding = scoring.standard_finding(FORM, code, points)

    assert finding.flagged is flagged
    assert finding.default == default


@pytest.mark.parametrize(("spread", "flagged"), [(1, True), (2, True), (3, False)])
def test_the_policy_says_how_wide_a_spread_is_flagged(spread, flagged):
    form = replace(FORM, policy=replace(FORM.policy, divergence=Divergence(standard_spread=spread)))

    assert scoring.standard_finding(form, "A2", (0, 2)).flagged is flagged


def sheet(*points):
    return dict(zip(CODES, points, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (sheet(2, 2, 2, 2), sheet(2, 2, 2, 2), ()),
        (sheet(2, 2, 2, 2), sheet(2, 3, 2, 2), ()),
        (sheet(2, 1, 1, 2), sheet(2, 3, 2, 2), ("The totals are 3 of 12 (25%) apart; 20% is the limit.",)),
        (
            sheet(1, 1, 1, 1),
            sheet(3, 3, 3, 3),
            ("The totals are 8 of 12 (66.6…%) apart; 20% is the limit.", "The scores lead to different levels."),
        ),
        (sheet(2, 1, 1, 2), sheet(1, 2, 1, 2), ("The scores lead to different levels.",)),
    ],
)
def test_an_application_is_flagged_by_its_totals_or_its_levels(one, other, reasons):
    assert scoring.application_findings(FORM, [one, other]).reasons == reasons


def test_totals_at_the_limit_exactly_are_flagged():
    form = replace(FORM, policy=replace(FORM.policy, divergence=Divergence(total_fraction=Fraction(2, 12))))

    found = scoring.application_findings(form, [sheet(2, 1, 2, 2), sheet(2, 3, 2, 2)])

    assert found.reasons == ("The totals are 2 of 12 (16.6…%) apart; 1/6 is the limit.",)


def test_theme_totals_count_what_is_agreed_and_never_fill_in():
    first, second = scoring.theme_totals(FORM, {"A1": 2, "B2": 0})

    assert (first.name, first.words, first.agreed, first.standards) == ("Theme TA", "2 of 6", 1, 2)
    assert (second.words, second.agreed) == ("0 of 6", 1)


def test_theme_totals_are_weighted():
    weighted = document()
    weighted["standards"][0]["weight"] = 2
    first, _ = scoring.theme_totals(framework_file.parse(weighted), {"A1": 2, "A2": 1})

    assert first.words == "5 of 9"


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        (None, None, 0),
        (None, "lower", 1),
        ("lower", None, 1),
        (None, "upper", 3),
        ("upper", "middle", 1),
        ("lower", "upper", 2),
    ],
)
def test_steps_between_levels_are_counted_by_order(one, other, steps):
    assert scoring.steps_between(FORM, one, other) == steps


@given(given_points)
def test_the_median_lies_between_lowest_and_highest(points):
    assert min(points) <= scoring.median(points) <= max(points)


@given(given_points, st.randoms(use_true_random=False))
def test_a_finding_does_not_depend_on_who_sits_where(points, random):
    shuffled = points[:]
    random.shuffle(shuffled)
    one, other = (scoring.standard_finding(FORM, "A1", each) for each in (points, shuffled))

    assert (one.median, one.spread, one.default, one.reasons) == (
        other.median,
        other.spread,
        other.default,
        other.reasons,
    )


@given(given_points, scores, st.sampled_from(CODES))
def test_another_assessor_never_takes_a_flag_away(points, more, code):
    if scoring.standard_finding(FORM, code, points).flagged:
        assert scoring.standard_finding(FORM, code, [*points, more]).flagged


@given(given_points, st.sampled_from(CODES))
def test_a_default_is_a_score_that_somebody_might_have_given(points, code):
    finding = scoring.standard_finding(FORM, code, points)

    assert finding.default is None or min(points) <= finding.default <= max(points)
    assert not (finding.flagged and finding.default is not None)


@settings(max_examples=50)
@given(sheets)
def test_assessors_who_agree_are_never_flagged(rows):
    found = scoring.application_findings(FORM, [rows[0]] * len(rows))

    assert found.reasons == ()
    assert found.flagged == ()
    assert found.widest == 0


@settings(max_examples=50)
@given(sheets, st.fixed_dictionaries(dict.fromkeys(CODES, scores)))
def test_another_sheet_never_takes_an_application_s_flag_away(rows, more):
    if scoring.application_findings(FORM, rows).reasons:
        assert scoring.application_findings(FORM, [*rows, more]).reasons


@settings(max_examples=50)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(CODES, scores)))
def test_theme_totals_add_up_to_what_is_agreed(agreed):
    totals = scoring.theme_totals(FORM, agreed)

    assert sum(row.points for row in totals) == sum(agreed.values())
    assert sum(row.agreed for row in totals) == len(agreed)
    assert sum(row.possible for row in totals) == 12
