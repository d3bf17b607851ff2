"""Is every background effect done once, whatever dies, and does a job that never works stop?"""

import socket
import threading
from datetime import timedelta

import pytest
from celery import Task
from django.db import connection

from charter.celery import app
from charter.kit import clock, outbox, outbox_tasks
from charter.kit.models import OutboxRow

done = []


@pytest.fixture(autouse=True)
def jobs():
    done.clear()

    @outbox.job("test.note")
    def note(*, by, word):
        done.append(word)

    @outbox.job("test.break")
    def break_down(*, by):
        raise RuntimeError("It broke.")

    @outbox.job("test.wait")
    def wait(*, by):
        raise outbox.NotYet("Waiting for the bus.")

    yield
    for kind in ("test.note", "test.break", "test.wait"):
        del outbox.JOBS[kind]


@pytest.mark.django_db
def test_a_key_owes_one_effect():
    assert outbox.enqueue("test.note", key="k", word="one") is True
    assert outbox.enqueue("test.note", key="k", word="two") is False

    assert outbox.run_due() == 1
    assert done == ["one"]


@pytest.mark.django_db
def test_running_a_row_again_does_nothing():
    outbox.enqueue("test.note", key="k", word="one")
    row = OutboxRow.objects.get()

    assert [outbox.run(row.pk), outbox.run(row.pk)] == [True, False]
    assert done == ["one"]


@pytest.mark.django_db
def test_a_row_waits_for_its_instant():
    due = clock.now() + timedelta(hours=1)
    outbox.enqueue("test.note", key="k", word="later", due=due)

    assert outbox.run_due() == 0
    with clock.at(due):
        assert outbox.run_due() == 1


@pytest.mark.django_db
def test_a_job_that_breaks_waits_longer_each_time_and_dies_after_eight():
    outbox.enqueue("test.break", key="k")
    waits, instant = [], clock.now()

    for _ in range(20):
        row = OutboxRow.objects.get()
        if row.dead_at:
            break
        with clock.at(max(row.due_at, instant)):
            instant = clock.now()
            outbox.run(row.pk)
        waits.append(OutboxRow.objects.get().due_at - instant)

    row = OutboxRow.objects.get()
    assert (row.attempts, row.done_at, row.last_error) == (8, None, "RuntimeError: It broke.")
    assert waits[:7] == [timedelta(seconds=2**n) for n in range(1, 8)]


@pytest.mark.django_db
def test_a_try_that_never_ends_was_counted_and_waits_like_one_that_raised(monkeypatch):
    monkeypatch.setattr(outbox, "_work", lambda *begun: False)  # The process is gone before it can say anything.
    outbox.enqueue("test.note", key="k", word="never")
    instant, waits = clock.now(), []

    for _ in range(8):
        with clock.at(instant):
            outbox.run(OutboxRow.objects.get().pk)
        row = OutboxRow.objects.get()
        waits.append(row.due_at - instant)
        instant = row.due_at
    with clock.at(instant):
        ninth = outbox.run(row.pk)

    row.refresh_from_db()
    assert waits == [timedelta(seconds=2**n) for n in range(1, 9)]
    assert (ninth, row.attempts, row.dead_at, row.last_error) == (False, 8, instant, outbox.UNTOLD)


def test_no_wait_is_longer_than_an_hour():
    assert [outbox.wait_after(n).total_seconds() for n in (1, 8, 11, 12, 30)] == [2, 256, 2048, 3600, 3600]


@pytest.mark.django_db
def test_a_dead_row_is_revived_once_and_runs():
    outbox.enqueue("test.note", key="k", word="again")
    row = OutboxRow.objects.get()
    OutboxRow.objects.update(dead_at=clock.now(), attempts=8, last_error="It broke.")

    assert outbox.run_due() == 0
    assert [outbox.revive(row.pk), outbox.revive(row.pk)] == [True, False]
    assert outbox.run_due() == 1
    assert done == ["again"]


@pytest.mark.django_db
def test_topping_up_stops_at_the_bound_and_leaves_rows_in_hand_alone(settings, monkeypatch):
    handed = []
    monkeypatch.setattr(outbox, "_hand_over", lambda row_id: handed.append(row_id) is None)
    settings.OUTBOX_BOUND = 3
    for number in range(6):
        outbox.enqueue("test.note", key=str(number), word=str(number))
    first = OutboxRow.objects.order_by("pk").first()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [outbox.LOCK_CLASS, first.pk % 2**31])
        try:
            gone = [outbox.top_up(), outbox.top_up()]
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [outbox.LOCK_CLASS, first.pk % 2**31])

    assert gone == [3, 0]
    assert first.pk not in handed
    assert sum(OutboxRow.objects.values_list("dispatches", flat=True)) == 3


@pytest.mark.django_db
def test_a_silent_broker_is_waited_for_once_and_the_rows_stay_owed(monkeypatch):
    for number in range(4):
        outbox.enqueue("test.note", key=str(number), word=str(number))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        options = {**app.conf.broker_transport_options, "socket_timeout": 0.3}
        with app.connection_for_write(f"redis://127.0.0.1:{port}/0", transport_options=options) as broker:
            asked = []

            def publish(arguments, **more):
                asked.append(arguments)
                return Task.apply_async(outbox_tasks.run_row, arguments, connection=broker, **more)

            monkeypatch.setattr(outbox_tasks.run_row, "apply_async", publish)

            gone = outbox.top_up()

    assert (gone, len(asked)) == (0, 1)
    assert OutboxRow.objects.filter(queued_until__isnull=True, done_at__isnull=True).count() == 4


@pytest.mark.django_db
def test_a_job_that_waits_is_asked_again_and_never_dies():
    outbox.enqueue("test.wait", key="k")
    row = OutboxRow.objects.get()

    for n in range(10):
        with clock.at(clock.now() + timedelta(seconds=5 * n)):
            outbox.run(row.pk)

    row.refresh_from_db()
    assert (row.attempts, row.dead_at, row.last_error) == (0, None, "Waiting for the bus.")


@pytest.mark.django_db
def test_the_work_and_the_end_of_the_row_stand_or_fall_together():
    @outbox.job("test.half")
    def half(*, by):
        outbox.enqueue("test.note", key="inner", word="inner")
        raise RuntimeError("Half way.")

    try:
        outbox.enqueue("test.half", key="k")
        outbox.run(OutboxRow.objects.get().pk)

        assert list(OutboxRow.objects.values_list("kind", flat=True)) == ["test.half"]
    finally:
        del outbox.JOBS["test.half"]


def test_two_workers_at_one_row_do_it_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        outbox.enqueue("test.note", key="raced", word="once")
        row_id = OutboxRow.objects.get(key="raced").pk
        gate, answers = threading.Barrier(4), []

        def race():
            gate.wait()
            answers.append(outbox.run(row_id))
            connection.close()

        threads = [threading.Thread(target=race) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        OutboxRow.objects.filter(pk=row_id).delete()

    assert done == ["once"]
    assert sorted(answers) == [False, False, False, True]


@pytest.mark.django_db
def test_a_kind_without_a_job_is_refused():
    with pytest.raises(KeyError, match=r"test\.unknown"):
        outbox.enqueue("test.unknown", key="k")
