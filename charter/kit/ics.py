"""How is one instant written so that every calendar reads it as the same instant? (RFC 5545)

Instants are written in UTC, so no zone has to be described and no clock change can move them. A calendar that gets
the same ``uid`` again replaces what it had when ``sequence`` is higher.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

# Octets of a line, without its end.
LONGEST_LINE = 75
PRODUCT = "-//Charter//Deadlines//EN"


@dataclass(frozen=True)
class Moment:
    """A moment without length to be put in a calendar: what it is called, when (aware), and what to read about it.

    ``uid`` stays the same when the moment moves; ``sequence`` then grows. ``written_at`` is when the file was made.
    """

    uid: str
    summary: str
    at: datetime
    description: str
    url: str
    sequence: int
    written_at: datetime


def calendar(moment: Moment) -> bytes:
    """A calendar file with this one moment, during which nobody counts as busy."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{text(moment.uid)}",
        f"SEQUENCE:{moment.sequence}",
        f"DTSTAMP:{instant(moment.written_at)}",
        f"DTSTART:{instant(moment.at)}",
        f"SUMMARY:{text(moment.summary)}",
        f"DESCRIPTION:{text(moment.description)}",
        f"URL:{moment.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def instant(at: datetime) -> str:
    """``20270328T160000Z``; raises ``ValueError`` for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(words: str) -> str:
    """Words as a value: line ends and signs that have a meaning are escaped, other controls are left out."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in lines if unicodedata.category(sign)[0] != "C")


def _folded(line: str) -> bytes:
    """The line in pieces that are short enough, each but the first begun with a space; no sign is cut in two."""
    pieces, piece, most = [], b"", LONGEST_LINE
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > most:
            pieces.append(piece)
            # The space that begins a further line counts too.
            piece, most = b"", LONGEST_LINE - 1
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
