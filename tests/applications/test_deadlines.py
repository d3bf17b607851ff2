"""Is the deadline exact, on the days on which the clocks change too?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest

from applications import selectors
from applications.actions import evidence, extensions, sending
from applications.models import Application, Snapshot
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.jinja import london, moment
from charter.kit.models import Message
from charter.models import Cohort
from tests.applications.test_pages import client_of
from tests.calendars import fields

# Both days on which the clocks change, and an ordinary one.
CLOSINGS = {
    "ordinary": datetime(2027, 2, 12, 17, tzinfo=UTC),
    "spring": datetime(2027, 3, 28, 16, tzinfo=UTC),
    "autumn": datetime(2027, 10, 31, 17, tzinfo=UTC),
}


@pytest.mark.parametrize("day", CLOSINGS)
@pytest.mark.parametrize(
    ("late", "accepted"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(0), True),
        (timedelta(minutes=10, seconds=-1), True),
        (timedelta(minutes=10, microseconds=-1), True),
        (timedelta(minutes=10), False),
        (timedelta(minutes=10, seconds=1), False),
    ],
    ids=["before", "closing", "in-grace", "last-microsecond", "grace-over", "after"],
)
def test_the_deadline_is_exact(ready, place, day, late, accepted):
    closes = CLOSINGS[day]
    Cohort.objects.filter(pk=place.cohort.pk).update(
        closes_at=closes, scores_due_at=closes + timedelta(days=9), decisions_by=closes + timedelta(days=9)
    )
    application = Application.objects.for_pages().get(pk=ready.pk)
    assert moment(closes).endswith(", 5pm")

    with clock.at(closes + late):
        if accepted:
            assert sending.send(application, key=uuid4(), digest=None, by=place.oak.lead).sent_at == closes + late
        else:
            with pytest.raises(
                Refused, match=r"^Spring cohort closed on .*, 5:10pm\. Everything you wrote is kept\."
            ):
                sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)

    assert Snapshot.objects.filter(application=application).exists() is accepted


@pytest.mark.parametrize("day", CLOSINGS)
def test_page_mail_receipt_and_copy_say_the_same_instant(ready, place, day):
    closes = CLOSINGS[day]
    Cohort.objects.filter(pk=place.cohort.pk).update(
        closes_at=closes, scores_due_at=closes + timedelta(days=9), decisions_by=closes + timedelta(days=9)
    )
    said = london(closes)
    assert said.endswith(", 5pm London time")
    application = Application.objects.for_pages().get(pk=ready.pk)

    def page(path):
        return unescape(lead.get(place.url(f"apply/{application.reference}/{path}")).content.decode())

    with clock.at(closes - timedelta(days=3)):
        lead = client_of(place.oak.lead)
        checked = page("check/")
        # What a browser's own clock says is never asked.
        behind = lead.get(
            place.url(f"apply/{application.reference}/check/"), HTTP_DATE="Fri, 01 Jan 2021 00:00:00 GMT"
        )
        calendar = lead.get(place.url(f"apply/{application.reference}/deadline.ics"))
        sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
        letter = Message.objects.get(kind="applications.sent", key__contains=f":{application.pk}:")
        assert said in checked
        assert said in unescape(behind.content.decode())
        assert said in page("receipt/")
        assert said in page("sent/1/")
        assert said in letter.text
        assert said in unescape(letter.html)
        assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
        assert fields(calendar.content)["DTSTART"] == f"{closes:%Y%m%dT%H%M%SZ}"
        assert fields(calendar.content)["DESCRIPTION"] == (
            f"Send it by {said}. We accept it up to 10 minutes later.".replace(",", "\\,")
        )
        assert selectors.deadline_then(selectors.snapshot_of(application)) == closes


def test_an_extension_moves_the_same_entry_of_a_calendar(place):
    application = place.draft("Second")
    url = place.url(f"apply/{application.reference}/deadline.ics")

    def entry():
        told = fields(client_of(place.oak.viewer).get(url).content)
        return told["UID"], told["SEQUENCE"], told["DTSTART"], told["URL"]

    before = entry()
    until = application.cohort.closes_at.replace(microsecond=0) + timedelta(days=3)
    extension = extensions.ask(application, reason="Half of the team is new.", by=place.oak.lead)
    extensions.grant(extension, until=until, by=place.officer)
    after = entry()

    uid, page = (
        f"{application.reference}-deadline@localhost",
        f"http://localhost:8000{application.get_absolute_url()}",
    )
    assert before == (uid, "0", f"{application.cohort.closes_at:%Y%m%dT%H%M%SZ}", page)
    assert after == (uid, "1", f"{until:%Y%m%dT%H%M%SZ}", page)
    shown = client_of(place.oak.lead).get(place.url(f"apply/{application.reference}/")).content.decode()
    assert f'href="{url}">Put it in your calendar' in shown
    letters = Message.objects.filter(kind="applications.extension_granted", key__contains=f":{application.pk}:")
    assert {(f"{application.reference}/deadline.ics" in row.text, "deadline.ics" in row.html) for row in letters} == {
        (True, True)
    }
    assert client_of(place.ash.lead).get(url).status_code == 404


def test_a_press_that_arrived_in_time_is_in_time_however_long_it_waited(ready, place):
    """TIM-2: the transaction's instant is that of the small request's arrival; a slow file is not waited for."""
    application = Application.objects.for_pages().get(pk=ready.pk)
    last = application.deadline.last_moment
    with clock.transaction_instant(last - timedelta(seconds=1)):
        snapshot = sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
    assert snapshot.sent_at == last - timedelta(seconds=1)

    with clock.transaction_instant(last + timedelta(seconds=5)), pytest.raises(Refused, match="has been sent"):
        evidence.add_link(
            application, standard=place.standards[0], title="Late", url="https://example.org/l", by=place.oak.lead
        )
    assert selectors.snapshot_of(application).content["evidence"] == []
