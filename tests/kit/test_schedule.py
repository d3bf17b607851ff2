"""ONE-3: is each (job, period) owed once, whatever the clocks do and however many schedulers tick?"""

import logging
import threading
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from charter.kit import clock, outbox, schedule
from charter.kit.models import OutboxRow
from charter.kit.schedule import Daily, Every, Scheduler

LONDON = ZoneInfo("Europe/London")
ran = []


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    ran.clear()
    monkeypatch.setattr(schedule, "SCHEDULE", {})
    for kind in ("test.often", "test.daily", "test.remind"):
        monkeypatch.setitem(outbox.JOBS, kind, lambda *, by, period, kind=kind: ran.append((kind, period)))
    schedule.by_the_clock("test.often", Every(timedelta(minutes=15)))
    schedule.by_the_clock("test.daily", Daily(time(7, 30)), every_period=True)


def periods(kind):
    return list(OutboxRow.objects.filter(kind=kind).order_by("key").values_list("ids__period", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("month", [3, 10], ids=["clocks-forward", "clocks-back"])
def test_two_schedulers_over_ten_days_owe_each_period_once(month):
    # The last Sundays of March and October 2026 are the 29th and the 25th.
    begin = datetime(2026, month, 24 if month == 3 else 20, 0, 3, tzinfo=UTC)
    outage = (begin + timedelta(days=4, hours=6), begin + timedelta(days=4, hours=9))
    first, second = Scheduler(), Scheduler()

    for minute in range(0, 10 * 24 * 60, 5):
        instant = begin + timedelta(minutes=minute)
        if outage[0] <= instant < outage[1]:
            continue
        with clock.at(instant):
            first.owe()
        # The second one's clock is half a period behind, and it is started anew each day.
        with clock.at(instant - timedelta(minutes=2)):
            second.owe()
            if minute % (24 * 60) == 0:
                second = Scheduler()

    daily = [datetime.fromisoformat(told).astimezone(LONDON) for told in periods("test.daily")]
    assert [moment.time() for moment in daily] == [time(7, 30)] * len(daily)
    # From the period that held the first instant on, which began the day before, no day is left out.
    assert [moment.date() for moment in daily] == [daily[0].date() + timedelta(days=n) for n in range(11)]
    often = periods("test.often")
    assert max(Counter(often).values()) == 1
    # Ten days of quarters of an hour, less those of the outage but its last, which is made up for.
    wanted = {begin.replace(minute=0) + timedelta(minutes=15 * n) for n in range(10 * 96)}
    missed = {moment for moment in wanted if outage[0] <= moment + timedelta(minutes=13) < outage[1]}
    assert {datetime.fromisoformat(told) for told in often} == wanted - missed | {
        max(moment for moment in wanted if moment <= outage[1])
    }


@pytest.mark.django_db
def test_a_missed_day_is_made_up_for_and_an_older_one_dropped(caplog):
    begin = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    with clock.at(begin):
        Scheduler().owe()

    with clock.at(begin + timedelta(days=4)), caplog.at_level(logging.WARNING):
        Scheduler().owe()

    told = [datetime.fromisoformat(period).day for period in periods("test.daily")]
    assert told == [1, 5]
    assert "3 of test.daily were missed more than 24 hours ago and are dropped." in caplog.text


@pytest.mark.django_db
def test_a_row_that_waited_for_a_day_is_dropped(caplog):
    begin = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    with clock.at(begin):
        Scheduler().owe()

    with clock.at(begin + timedelta(hours=23, minutes=55)), caplog.at_level(logging.WARNING):
        done = outbox.run_due()

    # The day's job began at 07:30, so it is stale; the quarter of an hour's began at 08:00 and is not.
    assert done == 1
    assert [kind for kind, _ in ran] == ["test.often"]
    row = OutboxRow.objects.get(kind="test.daily")
    assert (row.attempts, row.last_error, row.done_at is not None) == (0, "Dropped: it was a day late.", True)
    assert "more than 24 hours late and is dropped" in caplog.text


@pytest.mark.django_db
def test_a_scheduler_that_has_owed_asks_nothing(django_assert_num_queries):
    scheduler = Scheduler()
    with clock.at(datetime(2026, 6, 1, 8, 0, tzinfo=UTC)):
        scheduler.owe()

        with django_assert_num_queries(0):
            assert scheduler.owe() == 0


def test_schedulers_at_the_same_instant_owe_one_row(django_db_setup, django_db_blocker):
    instant = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    with django_db_blocker.unblock():
        gate, made = threading.Barrier(4), []

        def race():
            gate.wait()
            with clock.at(instant):
                made.append(Scheduler().owe())
            connection.close()

        threads = [threading.Thread(target=race) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = OutboxRow.objects.filter(kind__startswith="test.")
        keys = sorted(rows.values_list("key", flat=True))
        rows.delete()

    assert sum(made) == 2
    assert keys == ["test.daily:2026-06-01T06:30:00+00:00", "test.often:2026-06-01T08:00:00+00:00"]
