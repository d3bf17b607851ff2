"""Is evidence kept within its bounds, owned, and gone without leaving bytes behind?"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import evidence
from applications.models import Evidence, EvidenceUse, Pledge
from charter.kit import files
from charter.kit.access import Refused


@pytest.fixture
def draft(place):
    application = place.draft()
    place.sign_values()
    return application


def upload(text="We ask late.", name="policy.txt"):
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def stored():
    root = settings.DATA_DIR / "files" / "evidence"
    return {path for path in root.rglob("*") if path.is_file()}


def test_a_file_is_kept_under_a_name_of_ours(place, draft):
    found = evidence.add_file(draft, standard=place.standards[0], upload=upload(), by=place.oak.contributor)

    assert (found.title, found.size, found.organisation) == ("policy.txt", 12, place.oak.organisation)
    assert "policy" not in found.storage_name
    assert files.matches(found.storage_name, found.sha256)
    assert found.get_scan_state_display() == "Not scanned for viruses"


@pytest.mark.parametrize("why", ["twice", "closed", "kind"])
def test_a_refused_file_leaves_no_bytes(place, draft, why):
    standard, name = place.standards[0], "policy.txt"
    by = place.oak.contributor
    if why == "twice":
        evidence.add_file(draft, standard=standard, upload=upload(), by=by)
    if why == "closed":
        Pledge.objects.filter(organisation=place.oak.organisation).delete()
    if why == "kind":
        name = "policy.html"
    before = stored()

    with pytest.raises(Refused):
        evidence.add_file(draft, standard=standard, upload=upload(name=name), by=by)

    assert stored() == before


def test_the_bounds_of_an_application_hold(place, draft, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    evidence.add_file(draft, standard=place.standards[0], upload=upload(), by=place.oak.contributor)

    with pytest.raises(Refused, match="This application has 1 files"):
        evidence.add_file(draft, standard=place.standards[1], upload=upload("b"), by=place.oak.contributor)

    monkeypatch.setattr(evidence, "MOST_FILES", 9)
    monkeypatch.setattr(evidence, "MOST_BYTES", 13)
    with pytest.raises(Refused, match="does not fit"):
        evidence.add_file(draft, standard=place.standards[1], upload=upload("bb"), by=place.oak.contributor)


def test_evidence_is_removed_by_its_own_organisation(place):
    application = place.joint()
    found = evidence.add_file(application, standard=place.standards[0], upload=upload(), by=place.ash.contributor)
    use = EvidenceUse.objects.select_related("evidence__organisation", "application", "standard").get(evidence=found)

    with pytest.raises(Refused, match=r"policy\.txt belongs to Ash Trust"):
        evidence.remove(use, by=place.oak.contributor)
    evidence.remove(use, by=place.ash.lead)
    evidence.remove(use, by=place.ash.lead)

    assert not EvidenceUse.objects.filter(evidence=found).exists()
    assert Evidence.objects.get(pk=found.pk).removed_at is not None
    assert files.matches(found.storage_name, found.sha256)


def test_a_link_is_added_once(place, draft):
    add = {"standard": place.standards[0], "title": "Policy", "by": place.oak.contributor}
    evidence.add_link(draft, url="https://example.org/policy", **add)

    with pytest.raises(Refused, match="already"):
        evidence.add_link(draft, url="https://example.org/policy", **add)
    with pytest.raises(Refused, match="https"):
        evidence.add_link(draft, url="ftp://example.org/policy", **add)
