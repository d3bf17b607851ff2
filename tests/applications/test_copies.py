"""Is the PDF copy whole, tagged, the same each time, and dead whatever somebody typed?"""

from __future__ import annotations

import io
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest

from applications import documents
from applications.actions import answers, evidence, sending
from applications.models import Application
from applications.selectors import sent_page, snapshot_of
from charter.kit.access import Refused
from tests.applications.test_pages import client_of

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }} {% raise %}\n"
    "=HYPERLINK('http://evil.example','x')\n"
    "\u202etxet sdrawkcab\u202c zero\u200bwidth \u0007bell \ufffe\n"
    "<a href='file:///etc/passwd'>x</a><link rel=attachment href='file:///etc/passwd'>\n"
    "עברית العربية 漢字 😀 e\u0301\n" + "unbroken" * 60
)


def shown(application):
    application = Application.objects.for_pages().get(pk=application.pk)
    return sent_page(application, snapshot_of(application))


def text_of(content):
    """What a reader would copy out of it."""
    document = pypdfium2.PdfDocument(content)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def test_a_copy_is_whole_tagged_and_the_same_each_time(place):
    application = place.sent()
    content = documents.copy_of(shown(application), place.programme)

    snapshot, flat = snapshot_of(application), text_of(content)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        title = str(document.docinfo["/Title"])
    assert title == f"Application {application.reference}, receipt {snapshot.receipt}"
    assert snapshot.sha256 in flat.replace(" ", "")
    for row in place.standards:
        assert f"{row.code} {row.name}" in flat
    assert "Declaration signed by Sig Natory, Director" in flat
    assert documents.copy_of(shown(application), place.programme) == content


def test_hostile_words_are_dead_on_page_and_paper(place):
    application = place.ready()
    standard = place.standards[0]
    answers.save(application, standard=standard, text=HOSTILE, version=1, by=place.oak.contributor)
    evidence.add_link(
        application,
        standard=standard,
        title="<b>x</b>" + "y" * 150,
        url="https://example.org/%22%3E%3Cscript%3E",
        by=place.oak.contributor,
    )
    sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)

    content = documents.copy_of(shown(application), place.programme)
    text = text_of(content)
    page = client_of(place.oak.lead).get(place.url(f"apply/{application.reference}/sent/1/")).content.decode()

    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "stand as □" in text
    assert "<script>alert" not in page
    assert "onerror" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys()) == set()
        assert [note for one in document.pages for note in one.get("/Annots", [])] == []


def test_a_copy_that_would_hold_everybody_up_is_refused(place, monkeypatch):
    application = place.sent()
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 10)

    with pytest.raises(Refused, match=r"Open it as a page, then print the page\."):
        documents.copy_of(shown(application), place.programme)
    assert client_of(place.oak.lead).get(place.url(f"apply/{application.reference}/sent/1/copy/")).status_code == 403


def test_poster_shows_the_words_that_were_signed(place):
    url = place.url(f"org/{place.oak.organisation.slug}/values/poster/1/")
    client = client_of(place.oak.viewer)
    assert client.get(url).status_code == 404
    place.sign_values()
    place.cohort.framework.values.update(statement="Something else.")

    first, again = client.get(url), client.get(url)

    assert (first["Content-Type"], first.content) == ("application/pdf", again.content)
    printed = text_of(first.content)
    assert "Oak Trust" in printed and "open and inclusive recruitment" in printed and "Something else" not in printed
    assert client_of(place.ash.lead).get(url).status_code == 404
