"""Does the clock give one instant a transaction, the database's?"""

from datetime import UTC, datetime, timedelta

import pytest

from charter.kit import clock, tenancy

pytestmark = pytest.mark.django_db


def test_now_is_one_instant_within_a_transaction():
    with tenancy.acting(None):
        first, second = clock.now(), clock.now()

    assert first == second
    assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)


def test_at_holds_the_clock_and_refuses_a_naive_instant():
    instant = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)

    with clock.at(instant):
        assert clock.now() == instant
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2027, 1, 1)):
        pass


def test_today_is_the_day_in_london():
    with clock.at(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)):
        assert clock.today().isoformat() == "2027-07-01"
