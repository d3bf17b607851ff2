"""Is evidence described, shared by reference, kept when late, and attached beside what was sent?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from applications.actions import answers, describing, evidence, late, returns, reuse, sending
from applications.models import Answer, Application, Evidence, EvidenceUse, Snapshot
from applications.selectors import (
    beside,
    content_of,
    panel_reading,
    reusable,
    reuse_page,
    sent_and_beside,
    sent_file,
)
from charter.actions import organisations
from charter.kit import arrival, clock, files
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from tests.applications.test_pages import answer_url, client_of, page
from tests.uploads import photograph


@pytest.fixture
def draft(place):
    application = place.draft()
    place.sign_values()
    return application


def upload(text="We ask late.", name="policy.txt"):
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def added(place, application, text="We ask late.", standard=0, by=None, name="policy.txt", began=None):
    return evidence.add_file(
        application,
        standard=place.standards[standard],
        upload=upload(text, name),
        came=began and arrival.Arrived(began, clock.now()),
        by=by or place.oak.contributor,
    )


def use_of(found, standard=None):
    uses = EvidenceUse.objects.select_related("evidence", "application", "standard").filter(evidence=found)
    return uses.filter(standard=standard).get() if standard else uses.first()


def described(place, found, **given):
    told = {
        "standards": [place.standards[0]],
        "title": found.title,
        "content_note": "",
        "about_person": False,
        "agreed": False,
        "by": place.oak.contributor,
    }
    return describing.describe(use_of(found), **(told | given))


# Describing ---------------------------------------------------------------------------------------------


def test_evidence_is_shown_under_several_standards_with_its_note_and_consent(place, draft):
    found = added(place, draft)
    first, _, third = place.standards[:3]

    described(
        place,
        found,
        standards=[first, third],
        title="Our\u202e policy",
        content_note=" It tells of  a death. ",
        about_person=True,
        agreed=True,
    )
    kept = Evidence.objects.get(pk=found.pk)

    assert (kept.title, kept.content_note, kept.consent_by) == (
        "Our policy.txt",
        "It tells of a death.",
        place.oak.contributor,
    )
    assert {use.standard_id for use in kept.uses.all()} == {first.pk, third.pk}
    sent = content_of(draft)["evidence"]
    assert [(row["standard"], row["note"], row["about_person"]) for row in sent] == [
        (first.code, "It tells of a death.", True),
        (third.code, "It tells of a death.", True),
    ]
    described(place, kept, standards=[third], about_person=False)
    kept.refresh_from_db()
    assert (kept.consent_at, [use.standard_id for use in kept.uses.all()]) == (None, [third.pk])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"about_person": True}, "Confirm that they agreed"),
        ({"standards": []}, "Select at least one standard"),
        ({"title": "\u200b \u202e"}, "Enter a name"),
        ({"by": "ash"}, "belongs to Oak Trust"),
    ],
)
def test_describing_refuses(place, draft, given, sentence):
    found = added(place, draft)
    if given.get("by") == "ash":
        given = {"by": place.ash.contributor}

    with pytest.raises(Refused, match=sentence):
        described(place, found, **given)


def test_the_page_asks_for_consent_beside_its_box_and_keeps_what_was_typed(place, draft):
    found = added(place, draft)
    client, url = client_of(place.oak.contributor), f"{answer_url(place, draft)}{found.uuid}/"

    assert "Is something in it hard to read?" in page(client, url)
    sent = {"title": "Story", "content_note": "A death", "about_person": "on", "standards": ["PO1", "PO2"]}
    refused = client.post(url, sent)
    told = refused.content.decode()
    assert refused.status_code == 422
    assert "Confirm that they agreed, or that nobody can tell who they are." in told
    assert 'value="A death"' in told
    assert client.post(url, sent | {"agreed": "on"}).status_code == 302

    shown = page(client, answer_url(place, draft, "po2"))
    assert "Note for readers: A death" in shown
    assert "It tells about a person, who agreed." in shown


# Using again --------------------------------------------------------------------------------------------


def test_six_services_of_one_trust_share_one_policy_document_by_reference(place):
    place.sign_values()
    for name in ("Fourth", "Fifth", "Sixth"):
        organisations.add_service(place.oak.organisation, name=name, by=place.oak.lead)
    drafts = [place.draft(name) for name in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")]
    policy = added(place, drafts[0])

    for application in drafts[1:]:
        assert reuse.use_again(
            application, standard=place.standards[0], evidence=[policy], by=place.oak.contributor
        ) == [policy]

    assert Evidence.objects.filter(programme=place.programme).count() == 1
    assert EvidenceUse.objects.filter(evidence=policy).count() == 6
    digests = {content_of(row)["evidence"][0]["sha256"] for row in drafts}
    assert digests == {policy.sha256}
    # Taken away from one, it stays with the others.
    evidence.remove(EvidenceUse.objects.get(evidence=policy, application=drafts[0]), by=place.oak.lead)
    policy.refresh_from_db()
    assert (policy.removed_at, policy.uses.count()) == (None, 5)
    assert files.matches(policy.storage_name, policy.sha256)


def test_only_the_own_organisations_evidence_is_offered_and_taken(place):
    joint = place.joint()
    theirs = added(place, joint, "Ash's own", by=place.ash.contributor)
    ours = added(place, joint, "Oak's own")
    other = place.draft("Second")
    standard = place.standards[0]

    offered = reuse_page(other, standard, place.oak.contributor).evidence

    assert [(row.evidence, row.used) for row in offered] == [(ours, (f"{joint.reference} {standard.code}",))]
    assert reusable.own_party_ids(joint, place.ash.contributor) == [place.ash.organisation.pk]
    with pytest.raises(Refused, match="not part of this application"):
        reuse.use_again(other, standard=standard, evidence=[theirs], by=place.oak.contributor)
    with pytest.raises(Refused, match="belongs to Ash Trust"):
        reuse.use_again(joint, standard=place.standards[1], evidence=[theirs], by=place.oak.contributor)


def test_an_earlier_answer_is_copied_after_what_is_written(place):
    place.sign_values()
    first, second = place.draft("First"), place.draft("Second")
    standard, by = place.standards[0], place.oak.contributor
    source = answers.save(first, standard=standard, text="What we wrote before.", version=0, by=by)
    client, url = client_of(by), answer_url(place, second)

    shown = page(client, url + "reuse/")
    assert "What we wrote before." in shown
    assert client.post(url + "reuse/answer/", {"source": source.pk, "version": 0}).status_code == 302
    mine = Answer.objects.get(application=second)
    assert (mine.text, mine.version) == ("What we wrote before.", 1)

    # Somebody saved since: nothing is copied over it.
    client.post(url + "reuse/answer/", {"source": source.pk, "version": 0})
    mine.refresh_from_db()
    assert (mine.text, mine.version) == ("What we wrote before.", 1)
    reuse.copy_answer(second, standard=standard, source=source, version=1, by=by)
    mine.refresh_from_db()
    assert mine.text == "What we wrote before.\n\nWhat we wrote before."
    # Another organisation's answer is not there to be chosen.
    assert client_of(place.ash.contributor).get(url + "reuse/").status_code == 404


def test_one_file_under_two_standards_counts_once(place, draft, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_FILES", 2)
    found = added(place, draft)
    described(place, found, standards=place.standards[:2])

    added(place, draft, "Another")
    with pytest.raises(Refused, match="This application has 2 files"):
        added(place, draft, "A third")


# Late ---------------------------------------------------------------------------------------------------


def test_an_upload_that_ends_after_the_deadline_is_kept_as_late_and_never_sent(place, draft):
    in_time = added(place, draft)
    closed = draft.cohort.last_moment
    before, second = closed - timedelta(minutes=1), timedelta(seconds=1)

    with clock.at(closed + timedelta(minutes=5)):
        too_late = added(place, draft, "It took long.", name="slow.txt", began=before)
        shown = page(client_of(place.oak.lead), answer_url(place, draft))
        with pytest.raises(
            Refused, match=r"^begun\.txt is not added\. Spring cohort closed on .* Everything you wrote"
        ):
            added(place, draft, "It began too late.", name="begun.txt", began=closed)
    with clock.at(before + evidence.LONGEST_UPLOAD + second), pytest.raises(Refused, match="is not added"):
        added(place, draft, "Longer than an hour", began=before)

    assert [use_of(row).arrival for row in (in_time, too_late)] == ["in_time", "late"]
    assert [row["title"] for row in content_of(draft)["evidence"]] == ["policy.txt"]
    assert "It arrived too late, so it is kept but not sent." in shown
    assert AuditEvent.objects.filter(verb="evidence:kept-late", target_id=too_late.pk).count() == 1
    # With more time given, it is chosen again and is in time.
    described(place, too_late)
    assert [row["title"] for row in content_of(draft)["evidence"]] == ["policy.txt", "slow.txt"]


@pytest.mark.parametrize("state", ["sent", "lapsed", "withdrawn"])
def test_a_file_that_was_on_its_way_when_writing_ended_is_kept_as_late(place, state):
    application = place.ready()
    pressed = clock.now()
    if state == "sent":
        sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
    else:
        Application.objects.filter(pk=application.pk).update(state=state)
    client, url = client_of(place.oak.contributor), answer_url(place, application)

    if state == "withdrawn":
        with pytest.raises(Refused, match=r"^policy\.txt is not added\. This application is not open for writing\."):
            added(place, application, began=pressed - timedelta(seconds=9))
        return
    assert use_of(added(place, application, began=pressed - timedelta(seconds=9))).arrival == "late"

    # What begins to arrive after sending is refused, by the script's way and by the form's.
    if state == "sent":
        refused = client.post(f"{url}files/one/", {"files": upload("More", "more.txt")})
        sentence = "more.txt is not added. This application has been sent, so it can no longer be changed."
        assert (refused.status_code, refused.json()["message"]) == (422, sentence)
        same = Answer.objects.get(application=application, standard=place.standards[0]).text
        told = client.post(f"{url}files/", {"text": same, "version": 1, "files": upload("More", "more.txt")})
        assert (told.status_code, sentence in told.content.decode()) == (422, True)
        assert panel_reading(application, place.standards[0]).evidence == ()


def test_after_a_return_only_what_was_named_may_be_late(place):
    application = place.sent()
    due = clock.now() + timedelta(days=5)
    returns.send_back(
        application, standards={place.standards[0]: ""}, request="Tell us more.", due_at=due, by=place.officer
    )
    with clock.at(due + timedelta(minutes=30)):
        assert use_of(added(place, application, began=due)).arrival == "late"
        with pytest.raises(Refused, match="not added"):
            added(place, application, standard=1, began=due)


def test_only_our_own_proxy_says_how_long_it_kept_a_request(settings):
    def age(told):
        return arrival.of(RequestFactory().get("/", headers={"X-Request-Age": told})).took.total_seconds()

    with clock.at(datetime(2027, 2, 12, 17, tzinfo=UTC)):
        assert age("200.125") == 0
        settings.PROXY_AGE_HEADER = "X-Request-Age"
        told = {"200.125": 200.125, "0.000": 0, "": 0, "-5": 0, "1e9": 0, "99999": 0, "7, 9": 0, "٣": 0}
        assert {text: age(text) for text in told} == told


def test_staff_attach_late_evidence_beside_what_was_sent(place):
    application = place.sent()
    before = Snapshot.objects.get(application=application)
    standard = place.standards[0]

    use = late.attach(
        application,
        standard=standard,
        upload=upload(name="Letter.txt"),
        label="Received on Monday",
        reason="Their network was down.",
        by=place.officer,
    )

    with pytest.raises(Refused, match=f"attached to {standard.code} already"):
        late.attach(
            application, standard=standard, upload=upload(name="Letter.txt"), label="x", reason="y", by=place.officer
        )
    after = Snapshot.objects.get(application=application)
    assert (after.content, after.sha256) == (before.content, before.sha256)
    shown = panel_reading(application, standard).evidence
    assert [(row.title, row.label, row.scanned) for row in shown] == [
        ("Letter.txt", "Received on Monday", "Not scanned for viruses")
    ]
    assert sent_and_beside(application) == (after, beside(application))
    assert sent_file(application, use.evidence.uuid) == use.evidence
    event = AuditEvent.objects.get(verb="evidence:attached", about=application.reference)
    assert (event.actor_name, event.detail["label"], event.reason or event.detail["reason"]) == (
        place.officer.name,
        "Received on Monday",
        "Their network was down.",
    )
    told = Message.objects.get(kind="applications.evidence_attached")
    assert told.person_id == place.oak.lead.pk
    assert "Letter.txt" in told.text
    assert "Their network was down." in told.text


@pytest.mark.parametrize("why", ["draft", "kind"])
def test_attaching_refuses_and_leaves_nothing(place, why):
    application = place.draft() if why == "draft" else place.sent()
    name = "run.exe" if why == "kind" else "policy.txt"

    with pytest.raises(Refused):
        late.attach(
            application,
            standard=place.standards[0],
            upload=upload(name=name),
            label="Late",
            reason="Because.",
            by=place.officer,
        )

    assert not Evidence.objects.filter(programme=place.programme).exists()


def test_the_page_for_attaching_names_each_gap_and_leads_back(place):
    application = place.sent()
    client, url = client_of(place.officer), place.url(f"staff/apply/{application.reference}/late/")

    assert "Attach late evidence" in page(client, place.url(f"staff/apply/{application.reference}/"))
    told = client.post(url, {})
    assert told.status_code == 422
    for sentence in ("Select a standard.", "Choose a file.", "Enter a label.", "Enter a reason."):
        assert sentence in told.content.decode()
    sent = {"standard": "PO1", "file": upload(), "label": "Late", "reason": "The post."}
    assert client.post(url, sent).status_code == 302
    staff = page(client, place.url(f"staff/apply/{application.reference}/"))
    assert "Attached after sending: Late" in staff


# Uploading ----------------------------------------------------------------------------------------------


def test_the_script_sends_one_file_and_is_told_in_words(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft) + "files/one/"

    good = client.post(url, {"files": upload()})
    bad = client.post(url, {"files": upload(name="run.exe")})
    none = client.post(url, {})

    assert (good.status_code, good.json()) == (201, {"title": "policy.txt", "state": "Not scanned for viruses"})
    assert (bad.status_code, bad.json()["message"][:15]) == (422, "run.exe must be")
    assert none.status_code == 422


def test_a_photograph_is_kept_without_its_place(place, draft):
    content = photograph()
    found = evidence.add_file(
        draft,
        standard=place.standards[0],
        upload=SimpleUploadedFile("IMG_1.jpg", content),
        by=place.oak.contributor,
    )

    with files.open(found.storage_name) as kept:
        body = kept.read()
    assert b"Exif" in content
    assert b"Exif" not in body
    assert files.matches(found.storage_name, found.sha256)
    assert found.size == len(body)


@pytest.mark.parametrize("field", ["evidence", "answer"])
def test_what_is_not_offered_cannot_be_chosen_by_its_number(place, draft, field):
    client, url = client_of(place.oak.contributor), answer_url(place, draft) + "reuse/"

    if field == "evidence":
        assert client.post(url, {"evidence": uuid4()}).status_code == 422
    else:
        assert client.post(url + "answer/", {"source": 987654321, "version": 0}).status_code == 404


def test_a_late_file_is_not_part_of_what_is_sent(place):
    application = place.ready()
    closed = application.cohort.last_moment
    with clock.at(closed + timedelta(minutes=1)):
        added(place, application, began=closed - timedelta(minutes=1))

    snapshot = sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)

    assert snapshot.content["evidence"] == []
    assert Application.objects.get(pk=application.pk).state == "sent"
