"""Does the status page tell what is wrong, in words, and can staff have given-up work tried again?"""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charter.enums import Role
from charter.kit import canary, outbox_tasks
from charter.kit.models import AuditEvent, OutboxRow
from tests.access.words import given_up
from tests.charter.makers import browser, make_programme, make_staff, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    cache.delete_many([outbox_tasks.WORKER, outbox_tasks.HEARTBEAT])
    programme = make_programme()
    officer = make_staff(programme, Role.OFFICER, "Hamza Officer")
    # Whatever making them owed is not what these tests are about.
    OutboxRow.objects.all().delete()
    yield programme, officer
    cache.delete_many([outbox_tasks.WORKER, outbox_tasks.HEARTBEAT])


def page(programme, person):
    return words(browser(person).get(reverse("desk:status", kwargs={"programme": programme.slug})))


def retry(programme, person, row):
    path = reverse("desk:retry", kwargs={"programme": programme.slug})
    return browser(person).post(path, {"row": row.pk})


def test_parts_that_are_away_are_told_in_words(place):
    told = page(*place)

    assert "No worker was seen within the last minute." in told
    assert "No tick reached a worker within the last minute." in told
    assert "It has not been tested yet." in told
    assert "None has been made that Charter knows of." in told
    assert "Nothing that is due is waiting." in told
    assert "4 of 9 parts need attention." in told


def test_parts_that_are_there_are_told_too(place, settings):
    programme, officer = place
    (settings.BACKUP_DIR / "charter.dump").write_bytes(b"dump")
    outbox_tasks.say_alive()
    outbox_tasks.tick.run()
    look = canary.Look(tables=40, marked=30, writes_tried=99)
    canary.keep(look, person=officer, programme=programme, other=programme)
    OutboxRow.objects.update(done_at="2026-11-22T10:00:00Z")

    told = page(programme, officer)

    assert "A worker was seen within the last minute." in told
    assert "40 tables and 99 writes tried, 30 tables with rows of another programme, none seen." in told
    assert "The newest was made at" in told
    assert "All 9 parts are well." in told


def test_a_backup_of_the_day_before_yesterday_needs_attention(place, settings):
    dump = settings.BACKUP_DIR / "charter.dump"
    dump.write_bytes(b"dump")
    os.utime(dump, (1_700_000_000, 1_700_000_000))

    told = page(*place)

    assert "The newest was made at Tuesday 14 November 2023" in told
    assert "4 of 9 parts need attention." in told


def test_a_breach_is_told(place):
    programme, officer = place
    look = canary.Look(tables=40, marked=30, rows_seen=3, writes_tried=99, writes_through=2)
    canary.keep(look, person=officer, programme=programme, other=programme)

    assert "got across: 3 rows seen and 2 writes not stopped. Tell whoever runs the server now." in page(*place)


def test_given_up_work_is_tried_again_once_and_recorded(place):
    programme, officer = place
    row = given_up(programme)

    before = page(programme, officer)
    first, second = retry(programme, officer, row), retry(programme, officer, row)
    after = page(programme, officer)

    row.refresh_from_db()
    assert "Send an e-mail" in before and "1 given up" in before and "TimeoutError: timed out" in before
    assert (first.status_code, second.status_code) == (302, 302)
    assert "Nothing was given up for this programme." in after
    assert (row.dead_at, row.attempts) == (None, 0)
    event = AuditEvent.objects.get(verb="background:retried")
    assert (event.actor_id, event.programme_id) == (officer.pk, programme.pk)
    assert event.detail == {"what": "Send an e-mail"}


def test_work_of_another_programme_is_neither_shown_nor_tried_again(place):
    programme, officer = place
    other = make_programme("elmham", "ELM")
    row = given_up(other)

    assert "Nothing was given up for this programme." in page(programme, officer)
    assert retry(programme, officer, row).status_code == 404
    row.refresh_from_db()
    assert row.dead_at is not None


def test_today_leads_to_what_was_given_up(place):
    programme, officer = place
    given_up(programme)

    response = browser(officer).get(reverse("desk:today", kwargs={"programme": programme.slug}))

    assert f'href="{reverse("desk:status", kwargs={"programme": programme.slug})}"' in response.content.decode()
    assert "thing could not be done in the background" in words(response)


def test_the_page_asks_the_same_with_one_row_and_with_three(place):
    programme, officer = place
    path = reverse("desk:status", kwargs={"programme": programme.slug})
    client = browser(officer)
    client.get(path)
    asked = []
    for _ in range(2):
        given_up(programme)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        asked.append(len([row for row in seen if "SAVEPOINT" not in row["sql"]]))
        given_up(programme)

    assert asked[0] == asked[1] <= 20
