"""Is a calendar file what calendars read, whatever words are in it?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from charter.kit import ics
from tests.calendars import fields

LONDON = ZoneInfo("Europe/London")


def moment(**given):
    told = {
        "uid": "LEC-0001-deadline@example.org",
        "summary": "Send it",
        "at": datetime(2027, 3, 28, 17, tzinfo=LONDON),
        "description": "Today.",
        "url": "https://example.org/lec/apply/LEC-0001/",
        "sequence": 0,
        "written_at": datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
    }
    return ics.calendar(ics.Moment(**(told | given)))


def test_a_moment_is_one_event_in_utc():
    assert moment().decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Charter//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:LEC-0001-deadline@example.org",
        "SEQUENCE:0",
        "DTSTAMP:20270102T030405Z",
        "DTSTART:20270328T160000Z",
        "SUMMARY:Send it",
        "DESCRIPTION:Today.",
        "URL:https://example.org/lec/apply/LEC-0001/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("A, B; C\\D", "A\\, B\\; C\\\\D"),
        ("One\r\nBEGIN:VEVENT\nTwo\rThree", "One\\nBEGIN:VEVENT\\nTwo\\nThree"),
        ("\u202eturned\x00 \x1b[0m", "turned [0m"),
        ("Ł" * 200, "Ł" * 200),
        ("👩‍👩‍👧" * 40, "👩👩👧" * 40),
    ],
    ids=["signs", "lines", "unseen", "long", "wide"],
)
def test_words_stay_words(words, written):
    content = moment(summary=words)

    assert fields(content)["SUMMARY"] == written
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        ics.instant(datetime(2027, 3, 28, 17))
