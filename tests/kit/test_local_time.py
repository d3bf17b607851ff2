"""Does a time on a London clock mean one instant, and is it refused when it means none or two?"""

from datetime import date, time

import pytest

from charter.kit import local_time


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        ("2027-01-15", "12:00", "2027-01-15T12:00:00+00:00"),
        ("2027-07-15", "12:00", "2027-07-15T11:00:00+00:00"),
        ("2027-03-28", "00:59", "2027-03-28T00:59:00+00:00"),
        ("2027-03-28", "02:00", "2027-03-28T01:00:00+00:00"),
        ("2027-03-28", "12:00", "2027-03-28T11:00:00+00:00"),
        ("2027-10-31", "00:59", "2027-10-30T23:59:00+00:00"),
        ("2027-10-31", "02:00", "2027-10-31T02:00:00+00:00"),
        ("2027-10-31", "12:00", "2027-10-31T12:00:00+00:00"),
    ],
)
def test_instant_is_the_one_the_clock_shows(day, at, instant):
    assert local_time.instant(date.fromisoformat(day), time.fromisoformat(at)).isoformat() == instant


@pytest.mark.parametrize("at", ["01:00", "01:30", "01:59"])
def test_instant_refuses_what_is_skipped_or_shown_twice(at):
    with pytest.raises(local_time.NoSuchTime):
        local_time.instant(date(2027, 3, 28), time.fromisoformat(at))
    with pytest.raises(local_time.TwiceSuchTime):
        local_time.instant(date(2027, 10, 31), time.fromisoformat(at))


def test_instant_does_not_listen_to_the_fold():
    assert local_time.instant(date(2027, 7, 1), time(9, fold=1)) == local_time.instant(date(2027, 7, 1), time(9))
