"""Does a file reach a second person only when a scanner has called it clean (security.md FIL-1)?"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import canonical
from applications.actions import evidence, scanning, sending
from applications.models import Evidence, Scan, Snapshot
from applications.selectors import panel_reading
from charter.kit import clock, files, outbox
from charter.kit.models import AuditEvent, Message, OutboxRow
from charter.kit.scanning import EICAR
from tests import clamd
from tests.applications.test_pages import client_of
from tests.uploads import word

ENDINGS = {"plain": ("test.txt", EICAR), "docx": ("form.docx", word(word__inner=EICAR))}


@pytest.fixture
def scanner(settings):
    with clamd.running(settings) as made:
        yield made


@pytest.fixture
def draft(place):
    application = place.draft()
    place.sign_values()
    return application


def added(place, application, name="policy.txt", content=b"We ask late.", standard=0):
    return evidence.add_file(
        application,
        standard=place.standards[standard],
        upload=SimpleUploadedFile(name, content),
        by=place.oak.contributor,
    )


def scanned(found):
    """As the worker does it, at once; what there is to be tried again is tried by hand."""
    found.refresh_from_db()
    return scanning.scan(found, by=None).scan_state


def opened(place, found, person):
    """Status and body, the file read to its end."""
    use = found.uses.get()
    response = client_of(person).get(place.url(f"apply/{use.application.reference}/files/{found.uuid}/"))
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, body.decode()


def test_a_clean_file_waits_for_its_scan_and_then_opens(place, draft, scanner):
    found = added(place, draft)

    status, body = opened(place, found, place.oak.lead)
    assert (found.scan_state, status) == ("pending", 409)
    assert "policy.txt is being checked for viruses." in body
    assert opened(place, found, place.oak.contributor) == (200, "We ask late.")

    outbox.run_due()
    found.refresh_from_db()
    assert (found.scan_state, opened(place, found, place.oak.lead)) == ("clean", (200, "We ask late."))
    record = Scan.objects.get(evidence=found)
    assert (record.result, record.sha256, record.scanner[:12]) == ("clean", found.sha256, "ClamAV 1.4.6")
    assert record.scanned_at is not None


@pytest.mark.parametrize("case", ENDINGS)
def test_an_infected_file_is_deleted_and_its_uploader_and_officer_are_told(
    place, draft, scanner, case, django_capture_on_commit_callbacks
):
    found = added(place, draft, *ENDINGS[case])

    with django_capture_on_commit_callbacks(execute=True):
        assert scanned(found) == "infected"

    for person in (place.oak.lead, place.oak.contributor):
        status, body = opened(place, found, person)
        assert status == 409
        assert "contained a virus, so we deleted it" in body
    assert not files.matches(found.storage_name, found.sha256)
    told = Message.objects.filter(kind__startswith="applications.virus_found").order_by("kind")
    assert [(row.kind, row.person_id) for row in told] == [
        ("applications.virus_found", place.oak.contributor.pk),
        ("applications.virus_found_staff", place.officer.pk),
    ]
    assert all(f"{found.title}" in row.text and "contains a virus, so we deleted it" in row.text for row in told)
    assert AuditEvent.objects.filter(verb="evidence:virus-found", target_id=found.pk).count() == 1
    # Anybody else's page goes on as before, and says what happened.
    page = client_of(place.oak.lead).get(place.url(f"apply/{draft.reference}/evidence/po1/"))
    assert "Contained a virus, deleted" in page.content.decode()


@pytest.mark.parametrize("behaviour", ["slow", "garbage", "early", "blind", "hang up", "limits"])
def test_a_scanner_that_does_not_say_leaves_a_file_waiting_then_failed_and_never_clean(
    place, draft, scanner, settings, behaviour
):
    settings.SCAN_SECONDS = 0.3 if behaviour == "slow" else 5
    scanner.behave(behaviour)
    found = added(place, draft)

    states = [scanned(found) for _ in range(3)]

    # What would only come to the same is not tried three times.
    assert states == (["failed"] * 3 if behaviour == "limits" else ["pending", "pending", "failed"])
    assert set(Scan.objects.filter(evidence=found).values_list("result", flat=True)) == {"unsure"}
    status, body = opened(place, found, place.oak.lead)
    assert status == 409
    assert "could not be checked for viruses yet" in body
    if behaviour != "limits":
        again = OutboxRow.objects.filter(kind="applications.scan_evidence", done_at=None).order_by("-due_at").first()
        assert again.due_at - clock.now() <= timedelta(minutes=2)
        scanner.behave("honest")
        assert scanned(found) == "clean"


def test_a_scanner_that_is_away_is_asked_again_within_two_minutes(place, draft, scanner):
    scanner.stop()
    found = added(place, draft)
    row = OutboxRow.objects.get(kind="applications.scan_evidence")

    assert not outbox.run(row.pk)
    row.refresh_from_db()
    found.refresh_from_db()
    assert (found.scan_state, row.done_at, row.attempts) == ("pending", None, 0)
    assert row.due_at - clock.now() <= timedelta(minutes=2)
    assert not Scan.objects.filter(evidence=found).exists()

    scanner.start("honest")
    with clock.at(row.due_at):
        assert outbox.run(row.pk)
    found.refresh_from_db()
    assert found.scan_state == "clean"


def test_a_file_whose_bytes_changed_is_never_clean(place, draft, scanner):
    found = added(place, draft)
    Evidence.objects.filter(pk=found.pk).update(sha256="0" * 64)

    assert scanned(found) == "failed"


def test_without_a_scanner_a_file_says_that_it_was_not_scanned_and_opens(place, draft, settings):
    found = added(place, draft)
    page = client_of(place.oak.lead).get(place.url(f"apply/{draft.reference}/evidence/po1/"))

    assert (found.scan_state, opened(place, found, place.oak.lead)[0]) == ("not_scanned", 200)
    assert "Not scanned for viruses" in page.content.decode()
    assert not OutboxRow.objects.filter(kind="applications.scan_evidence").exists()

    # A scanner that comes later closes the door until it has looked.
    with clamd.running(settings):
        assert opened(place, found, place.oak.lead)[0] == 409
        assert scanning.owe_unscanned() == 1
        outbox.run_due()
        assert opened(place, found, place.oak.lead)[0] == 200


def test_a_slow_scanner_keeps_nobody_from_sending_and_what_it_finds_is_named(place, scanner):
    application = place.ready()
    slow, bad = added(place, application), added(place, application, "bad.txt", EICAR, standard=1)
    lead = client_of(place.oak.lead)

    def checked():
        return " ".join(lead.get(place.url(f"apply/{application.reference}/check/")).content.decode().split())

    waiting = checked()
    assert "2 files not checked for viruses yet" in waiting
    assert "You need not wait: they are part of what you send." in waiting
    assert "policy.txt, PO1</a>: being checked for viruses." in waiting
    assert "Send your application" in waiting

    # What is found before sending is left out and named, and the other one never waits for it.
    assert scanned(bad) == "infected"
    found = checked()
    assert "1 file not part of what you send" in found
    assert "bad.txt, PO2</a>: it contained a virus, so we deleted it." in found
    assert "1 file not checked for viruses yet" in found
    sent = sending.send(application, key=uuid4(), digest=_digest(found), by=place.oak.lead)
    assert [row["title"] for row in sent.content["evidence"]] == ["policy.txt"]

    def receipt():
        return " ".join(lead.get(place.url(f"apply/{application.reference}/receipt/")).content.decode().split())

    assert "1 file was sent before a virus scanner had checked it: policy.txt." in receipt()

    # The panel reads its name and opens it once the scanner has said that it is clean.
    def for_panel():
        return [
            (row.title, row.scanned, row.opens) for row in panel_reading(application, place.standards[0]).evidence
        ]

    assert for_panel() == [("policy.txt", "Being checked for viruses", False)]
    assert opened(place, slow, place.oak.viewer)[0] == 409
    assert scanned(slow) == "clean"
    assert for_panel() == [("policy.txt", "", True)]
    assert "virus scanner" not in receipt()


def test_a_virus_that_is_found_after_sending_leaves_what_was_sent_and_takes_the_file(place, scanner):
    application = place.ready()
    bad = added(place, application, "bad.txt", EICAR)
    sent = sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)

    assert scanned(bad) == "infected"

    shown = panel_reading(application, place.standards[0]).evidence
    assert [(row.title, row.scanned, row.opens) for row in shown] == [
        ("bad.txt", "Contained a virus, deleted", False)
    ]
    kept = Snapshot.objects.get(application=application)
    assert (kept.content, kept.sha256) == (sent.content, canonical.digest(kept.content))
    page = client_of(place.oak.lead).get(place.url(f"apply/{application.reference}/sent/1/")).content.decode()
    assert "Contained a virus, deleted" in page
    assert f"files/{bad.uuid}/" not in page
    told = Message.objects.filter(kind__startswith="applications.virus_found")
    assert {row.person_id for row in told} >= {place.oak.contributor.pk, place.officer.pk}


def _digest(page):
    return re.search(r'name="digest"[^>]* value="([0-9a-f]{64})"', page)[1]
