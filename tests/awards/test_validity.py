"""From when until when does an award hold, and what is it on a day?"""

from datetime import date

import pytest

from awards.enums import AwardState, Standing
from awards.validity import last_day, standing


@pytest.mark.parametrize(
    ("awarded_on", "months", "expected"),
    [
        ("2027-04-27", 24, "2029-04-26"),
        ("2027-04-01", 12, "2028-03-31"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2026-03-01", 12, "2027-02-28"),
        ("2028-02-29", 24, "2030-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-30", 1, "2027-02-28"),
        ("2027-01-29", 1, "2027-02-28"),
        ("2027-01-28", 1, "2027-02-27"),
        ("2027-03-31", 1, "2027-04-30"),
        ("2027-08-31", 18, "2029-02-28"),
        ("2027-12-31", 12, "2028-12-30"),
        ("2027-12-01", 1, "2027-12-31"),
        ("2027-01-01", 12, "2027-12-31"),
    ],
)
def test_last_day_is_the_day_before_the_same_day(awarded_on, months, expected):
    assert last_day(date.fromisoformat(awarded_on), months) == date.fromisoformat(expected)


def test_last_day_refuses_less_than_a_month():
    with pytest.raises(ValueError, match="a month or more"):
        last_day(date(2027, 1, 1), 0)


def test_last_days_follow_each_other_without_gap_over_a_leap_year():
    days = [last_day(date.fromordinal(date(2027, 1, 1).toordinal() + n), 14) for n in range(800)]

    assert days == sorted(days)


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        (AwardState.SCHEDULED, "2027-04-27", None),
        (AwardState.ACTIVE, "2027-04-27", Standing.CURRENT),
        (AwardState.ACTIVE, "2029-04-26", Standing.CURRENT),
        (AwardState.ACTIVE, "2029-04-27", Standing.EXPIRED),
        (AwardState.EXPIRED, "2029-04-27", Standing.EXPIRED),
        (AwardState.SUPERSEDED, "2028-01-01", Standing.REPLACED),
        (AwardState.SUPERSEDED, "2030-01-01", Standing.REPLACED),
        (AwardState.SUSPENDED, "2028-01-01", Standing.SUSPENDED),
        (AwardState.REVOKED, "2028-01-01", Standing.REVOKED),
        (AwardState.SURRENDERED, "2028-01-01", Standing.SURRENDERED),
    ],
)
def test_standing_is_state_and_dates_together(state, day, expected):
    assert standing(state, date(2029, 4, 26), date.fromisoformat(day)) == expected


def test_standing_answers_for_every_state():
    told = {state: standing(state, date(2029, 4, 26), date(2028, 1, 1)) for state in AwardState}

    assert [state for state, answer in told.items() if answer is None] == [AwardState.SCHEDULED]
