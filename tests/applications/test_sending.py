"""Is an application sent exactly once, as it was checked, and in time?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from applications import canonical, signals
from applications.actions import acceptance, answers, evidence, panel, sending
from applications.enums import State
from applications.models import Answer, Application, Declaration, Pledge
from applications.selectors import content_of, gaps, panel_reading, printed_parties, sent_file, snapshot_of
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.models import Cohort, Membership
from training.models import Attendance


def send(place, application, **more):
    return sending.send(application, by=place.oak.lead, **{"key": uuid4(), "digest": None, **more})


def test_sending_freezes_what_was_checked(place):
    application = place.ready()
    frozen = content_of(application)

    snapshot = send(place, application, digest=canonical.digest(frozen))

    application.refresh_from_db()
    snapshot.refresh_from_db()
    assert application.state == State.SENT
    assert (snapshot.content, snapshot.sha256) == (frozen, canonical.digest(snapshot.content))
    assert snapshot.receipt == f"{application.reference}-S1"
    assert list(application.snapshots.all()) == [snapshot]
    assert AuditEvent.objects.filter(verb="application:sent", target_id=application.pk).count() == 1


def test_a_snapshot_holds_everything_that_was_sent(place):
    application = place.joint()
    place.train()
    place.write(application, "Words.")
    link = evidence.add_link(
        application,
        standard=place.standards[1],
        title="Policy",
        url="https://example.org/p",
        by=place.ash.contributor,
    )
    place.declare(application, place.oak, place.ash)

    content = send(place, application).content

    assert " ".join(content) == (
        "form reference programme round deadline cohort framework parties pledges declarations answers evidence"
    )
    assert [(row["name"], row["services"]) for row in content["parties"]] == [
        ("Oak Trust", ["First"]),
        ("Ash Trust", ["First"]),
    ]
    assert [len(row["statements"]) for row in content["pledges"]] == [6, 6]
    assert [row["statement"][:18] for row in content["declarations"]] == ["I may sign for my "] * 2
    assert content["answers"] == {row.code: "Words." for row in place.standards}
    assert content["evidence"] == [
        {
            "uuid": str(link.uuid),
            "standard": place.standards[1].code,
            "organisation": place.ash.organisation.slug,
            "kind": "link",
            "title": "Policy",
            "url": "https://example.org/p",
        }
    ]
    assert printed_parties(application).holders == ("Oak Trust", "Ash Trust")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("pledge", "Oak Trust has not signed the values."),
        ("training", "Nobody of Oak Trust has attended a training session."),
        ("answer", "PO1 Fair-chance recruitment and disclosure policy has no answer."),
        ("blank", "PO1 Fair-chance recruitment and disclosure policy has no answer."),
        ("declaration", "Oak Trust has not signed the declaration."),
    ],
)
def test_every_gate_keeps_an_application_from_being_sent(place, missing, sentence):
    application = place.ready()
    first = Answer.objects.filter(application=application, standard=place.standards[0])
    {
        "pledge": lambda: Pledge.objects.filter(organisation=place.oak.organisation).delete(),
        "training": lambda: Attendance.objects.filter(organisation=place.oak.organisation).delete(),
        "answer": first.delete,
        "blank": lambda: first.update(text=" \n "),
        "declaration": lambda: Declaration.objects.filter(application=application).delete(),
    }[missing]()

    assert [gap.sentence for gap in gaps(application)] == [sentence]
    with pytest.raises(Refused) as refused:
        send(place, application)
    assert refused.value.sentence == sentence
    assert snapshot_of(application) is None


def test_training_is_not_asked_for_where_the_cohort_does_not_need_it(place):
    application = place.ready()
    Attendance.objects.all().delete()
    Cohort.objects.filter(pk=place.cohort.pk).update(training_needed=False)

    send(place, application)

    assert snapshot_of(application) is not None


def test_the_same_key_again_gives_the_same_receipt(place):
    application = place.ready()
    key = uuid4()

    snapshots = {send(place, application, key=key).pk for _ in range(10)}

    assert len(snapshots) == 1
    with pytest.raises(sending.KeyUsed):
        send(place, application, key=key, digest="0" * 64)
    with pytest.raises(sending.SentAlready, match=snapshot_of(application).receipt):
        send(place, application)


def test_what_changed_since_it_was_checked_is_not_sent(place):
    application = place.ready()
    digest = canonical.digest(content_of(application))
    answers.save(application, standard=place.standards[0], text="Other.", version=1, by=place.oak.contributor)

    with pytest.raises(sending.Changed):
        send(place, application, digest=digest)


def test_sending_is_announced_inside_the_transaction(place):
    application = place.ready()
    heard = []

    def listen(sender, **news):
        heard.append((news["application"].pk, news["snapshot"].receipt, news["by"]))

    signals.application_sent.connect(listen)
    try:
        snapshot = send(place, application)
    finally:
        signals.application_sent.disconnect(listen)

    assert heard == [(application.pk, snapshot.receipt, place.oak.lead)]


def told(application, kind):
    return set(
        Message.objects.filter(kind=kind, key__contains=f":{application.pk}:").values_list("to_address", flat=True)
    )


def test_every_party_and_every_officer_is_told(place):
    application = place.joint()
    place.train()
    place.write(application)
    place.declare(application, place.oak, place.ash)

    send(place, application)
    acceptance.accept(application, by=place.officer)

    both = {place.oak.lead.email, place.ash.lead.email}
    assert told(application, "applications.sent") == both
    assert told(application, "applications.accepted") == both
    assert told(application, "applications.arrived") == {place.officer.email}


def test_an_officer_with_a_conflict_is_not_told(place):
    application = place.ready()
    panel.recuse(application, person=place.officer, by=place.programme_lead)

    send(place, application)

    assert told(application, "applications.arrived") == set()
    assert told(application, "applications.sent") == {place.oak.lead.email}


def test_a_message_is_not_delivered_to_who_left_meanwhile(place, mailoutbox):
    application = place.ready()
    send(place, application)
    for role in (Role.ORGANISATION_LEAD, Role.OFFICER):
        Membership.objects.filter(programme=place.programme, role=role).update(ended_at=clock.now())

    outbox.run_due()

    rows = Message.objects.filter(
        key__contains=f":{application.pk}:", kind__in=["applications.sent", "applications.arrived"]
    )
    assert {row.state for row in rows} == {"cancelled"}
    mine = {place.oak.lead.email, place.officer.email}
    assert [mail for mail in mailoutbox if mine & set(mail.to)] == []


def test_the_panel_reads_what_was_sent(place):
    application = place.ready()
    standard = place.standards[0]
    send(place, application)
    Answer.objects.filter(application=application).update(text="Written later.")

    reading = panel_reading(application, standard)

    assert (reading.text, reading.words, reading.evidence) == ("We do this every day.", 5, ())
    assert sent_file(application, uuid4()) is None


def test_a_conflict_hides_an_application_from_staff_and_lifting_shows_it(place):
    application = place.sent()

    def seen():
        return (
            Application.objects.visible_to(place.officer, place.programme, "staff").filter(pk=application.pk).exists()
        )

    before = seen()
    panel.recuse(application, person=place.officer, by=place.programme_lead)
    hidden = seen()
    panel.lift_recusal(application, person=place.officer, by=place.programme_lead)

    assert (before, hidden, seen()) == (True, False, True)
