"""Can words that people type do anything in a letter but be read? And is every letter what it should be?"""

from __future__ import annotations

import email
import email.policy
import re
from html.parser import HTMLParser

import pytest

from charter.kit import messages, outbox
from charter.kit.models import Message
from tests.applications import every_letter

HOSTILE = {
    "header": "Eve\r\nBcc: victim@example.com\r\n\r\nYour password has run out. Reply with it.",
    "html": "</title><script>alert(1)</script><img src=x onerror=alert(1)><a href='https://evil.example'>Sign in</a>",
    "turned": "\u202egnp.exe \u2066L\u200be\u00ada\u2060d\u200f \u061c\ufeff\x0b\U000e0041",
    "hebrew": "שלום 12 (34)",
    "long": "N" * 300,
    "address": '=HYPERLINK("https://evil.example/x") www.evil.example {{ 7*7 }}{% raw %}',
}
# What nobody sees, but the isolates that keep words written from right to left apart.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2067\ufeff\U000e0000-\U000e0fff]"
)
SCRIPTS = re.compile(r"<\s*(script|img|iframe|style|form|input)\b|\son\w+\s*=", re.IGNORECASE)


class Reader(HTMLParser):
    """What is in a page: the addresses its links lead to, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links, self.elements, self.words = [], set(), []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.words.append(data)


def delivered(mailoutbox) -> list[tuple[Message, email.message.EmailMessage]]:
    """Every letter of the applicant's side as it leaves, read back from its bytes."""
    outbox.run_due()
    rows = {row.message_id: row for row in Message.objects.filter(kind__startswith="applications.")}
    sent = []
    for letter in mailoutbox:
        read = email.message_from_bytes(letter.message().as_bytes(), policy=email.policy.default)
        if read["Message-ID"] in rows:
            sent.append((rows[read["Message-ID"]], read))
    return sent


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_type_is_read_and_does_nothing(place, settings, mailoutbox, hostile):
    text = HOSTILE[hostile]
    every_letter.named(place, text)

    every_letter.write(place, text)

    # Newer turns may take away what an older letter asked for, so what was written counts, sent or not.
    written = list(Message.objects.filter(kind__startswith="applications."))
    assert {row.kind for row in written} == {name for name in messages.KINDS if name.startswith("applications.")}
    assert all(wrong(row, settings.SITE_URL) == [] for row in written), [
        (row.kind, found) for row in written if (found := wrong(row, settings.SITE_URL))
    ]
    for row, letter in delivered(mailoutbox):
        assert letter["To"].addresses[0].addr_spec == row.to_address
        assert not any(letter[name] for name in ("Bcc", "Cc", "Sender")), row.kind
        assert letter["Subject"].strip() == row.subject
        assert letter["Message-ID"] == row.message_id
        parts = [part.get_content_type() for part in letter.walk()]
        assert parts == ["multipart/alternative", "text/plain", "text/html"], row.kind


def wrong(row: Message, site: str) -> list[str]:
    """What is wrong with a letter as it was written."""
    seen = Reader(row.html)
    told = {"subject": row.subject, "text": row.text, "html": row.html}
    return [
        *(f"{part} holds {found[0]!r}" for part, words in told.items() if (found := UNSEEN.search(words))),
        *(f"{part} leaves an isolate open" for part, words in told.items() if open_isolates(words)),
        *([] if "\n" not in row.subject and 0 < len(row.subject) <= 200 else [f"subject {row.subject!r}"]),
        *(f"holds {tag}" for tag in seen.elements & {"script", "img", "iframe", "style", "form", "input"}),
        *(f"leads to {to}" for to in seen.links if not to.startswith(site)),
        *([] if len(actions_of(seen, site)) == 1 else [f"leads to {seen.links}"]),
        *([] if len(row.html) < 30_000 else [f"{len(row.html)} bytes"]),
        # Whatever somebody wrote in lines of their own is set in, so no line of theirs looks like one of ours.
        *(f"speaks for us: {line}" for line in row.text.splitlines() if line.startswith("Your password")),
        *(f"offers {found}" for found in re.findall(r"\S*://\S+", row.text) if not_ours(found, row, site)),
    ]


def actions_of(seen: Reader, site: str) -> set[str]:
    """What a letter asks for; a deadline for the calendar and the choice of letters are beside it."""
    beside = {f"{site}/account/preferences/", *(to for to in seen.links if to.endswith("/deadline.ics"))}
    return set(seen.links) - beside


def not_ours(address: str, row: Message, site: str) -> bool:
    """Whether an address stands in a sentence of ours and leads elsewhere; in a quotation it is somebody's own."""
    quoted = any(address in line and line.startswith("    ") for line in row.text.splitlines())
    return not address.startswith(site) and not quoted


def open_isolates(words: str) -> bool:
    return any(line.count("\u2068") != line.count("\u2069") for line in words.splitlines())


# What somebody typed for a few to read stays behind the door; these quote what staff wrote to an organisation, and
# name a file or a partner.
TELLING = {"declined", "extension_declined", "returned", "evidence_attached", "partner_invited"}
NAMING = {"virus_found", "virus_found_staff"}


def test_a_letter_says_the_same_in_both_parts_and_no_more_than_it_may(place):
    words = "We need the figures of March"
    every_letter.write(place, words)

    rows = list(Message.objects.filter(kind__startswith="applications."))
    telling = {row.kind.removeprefix("applications.") for row in rows if words in row.subject + row.text + row.html}
    assert telling == TELLING | NAMING
    for row in rows:
        page = " ".join(" ".join(Reader(row.html).words).split())
        for line in row.text.splitlines():
            plain = line.strip(" *-")
            if plain and "http" not in plain and not plain.endswith(":"):
                assert " ".join(plain.split()).rstrip(",") in page, (row.kind, line)
        assert "None" not in row.text and "(nothing to read)" not in row.text, row.kind
