"""Is a certificate made exactly once, kept with its digest, and never left lying about?"""

import hashlib
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from awards import certificate_content, documents
from awards.actions import certificates, releasing
from awards.models import Award, Certificate
from charter.kit import files, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, OutboxRow


def stored() -> set[str]:
    """Names of every certificate file on the disk."""
    folder = Path(settings.STORAGES["private"]["OPTIONS"]["location"])
    return {str(path.relative_to(folder)) for path in (folder / certificates.AREA).rglob("*.pdf")}


def dated(scene, *parties, **options) -> Award:
    """An award with dates, of a release that was approved; its certificate is owed."""
    award = scene.award(*parties, **options)
    scene.approved()
    award.refresh_from_db()
    return award


def test_render_stores_the_pdf_with_its_digest(scene):
    award = dated(scene, scene.organisation("Oak Trust", "Outreach"), level="gold")

    certificate = certificates.render(award, by=scene.lead)

    with files.open(certificate.storage_name) as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert certificate.sha256 == hashlib.sha256(content).hexdigest()
    assert certificate.size == len(content)
    assert certificate.content["holders"] == ["Oak Trust"]
    assert certificate.content["verify_url"] == f"http://localhost:8000/verify/{award.code}/"
    assert (certificate.content["level_rank"], certificate.content["level_count"]) == (4, 4)
    assert certificate.content["signatories"] == [
        ["Bea Winscombe", "Programme lead"],
        ["Hamza Dalbury", "Chair of the panel"],
    ]


def test_stored_content_draws_the_same_bytes_again(scene):
    certificate = certificates.render(dated(scene, scene.organisation("Oak")), by=scene.lead)

    again = documents.certificate_pdf(certificate_content.drawing_of(certificate.content))

    assert hashlib.sha256(again).hexdigest() == certificate.sha256


def test_render_twice_keeps_the_first(scene):
    award = dated(scene, scene.organisation("Oak"))
    before = stored()

    first = certificates.render(award, by=scene.lead)
    Award.objects.filter(pk=award.pk).update(holders=["Somebody else"])
    second = certificates.render(award, by=scene.lead)

    assert (first.pk, first.sha256) == (second.pk, second.sha256)
    assert stored() - before == {first.storage_name}


def test_render_job_run_twice_makes_one(scene):
    award = dated(scene, scene.organisation("Oak"))
    outbox.enqueue("awards.render_certificate", key="again", programme=scene.programme, award_id=award.pk)

    outbox.run_due()

    assert OutboxRow.objects.filter(kind="awards.render_certificate", done_at__isnull=True).count() == 0
    assert Certificate.objects.count() == 1
    assert AuditEvent.objects.filter(verb="certificate:made").count() == 1


def test_render_refuses_an_award_without_dates(scene):
    award = scene.award(scene.organisation("Oak"))

    with pytest.raises(Refused, match="release"):
        certificates.render(award, by=scene.lead)
    assert not Certificate.objects.exists()


def test_render_leaves_no_file_when_its_row_is_refused(scene):
    award = dated(scene, scene.organisation("Oak"))
    before = stored()
    wrong = object()

    # Somebody the audit trail cannot name breaks the transaction after the file was written.
    with pytest.raises(AttributeError), transaction.atomic():
        certificates.render(award, by=wrong)

    assert stored() == before
    assert not Certificate.objects.exists()


def test_two_workers_make_one_certificate(lasting_scene):
    award = dated(lasting_scene, lasting_scene.organisation("Oak"))
    before, barrier, made = stored(), threading.Barrier(2), []

    def work():
        try:
            barrier.wait()
            made.append(certificates.render(award, by=lasting_scene.lead).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    certificate = Certificate.objects.get(award=award)
    assert made == [certificate.pk, certificate.pk]
    assert stored() - before == {certificate.storage_name}


def test_certificate_is_one_an_award(scene):
    certificate = certificates.render(dated(scene, scene.organisation("Oak")), by=scene.lead)
    certificate.pk = None

    with pytest.raises(IntegrityError, match="award_id"), transaction.atomic():
        certificate.save(force_insert=True)


def test_discard_refuses_what_was_issued(scene):
    award = scene.released(scene.organisation("Oak"))

    with pytest.raises(Refused, match="issued"):
        certificates.discard(award.certificate, by=scene.lead)


def test_cancelled_release_takes_unissued_certificates_with_it(scene, django_capture_on_commit_callbacks):
    award = scene.award(scene.organisation("Oak"))
    release = scene.approved()
    scene.make_certificates()
    name = Certificate.objects.get().storage_name

    with django_capture_on_commit_callbacks(execute=True):
        releasing.cancel(release, by=scene.officer)

    award.refresh_from_db()
    assert (award.awarded_on, award.valid_until) == (None, None)
    assert not Certificate.objects.exists()
    assert name not in stored()


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script> Trust",
        "‮tsurT‬ Reversed",
        "Ysbyty Ŵyn ac Ŷnys Môn â Llŷn",
        "A" * 200,
        "Łódź & “Søren’s” Çafé — İstanbul",
    ],
    ids=["script", "turning", "welsh", "long", "accents"],
)
def test_hostile_names_are_printed_as_text(scene, name):
    award = dated(scene, scene.organisation(name, "Peer team <b>"), level="working-towards")

    certificate = certificates.render(award, by=scene.lead)

    assert certificate.size > 10_000
    assert certificate.content["holders"] == [name]
