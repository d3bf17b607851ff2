"""Do results become visible all at once, at their instant, by two people's hands, and never otherwise?"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications.actions import panel, withdrawal
from applications.enums import State
from applications.models import Application
from assessment.models import Decision
from awards.actions import awarding, releasing
from awards.enums import AwardState
from awards.models import Award, Certificate, Release, ReleaseItem
from awards.selectors import releases
from charter.actions import memberships
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message, OutboxRow
from tests import forced


def at_its_instant(release, seconds=1):
    """Run what is due just after the release's instant."""
    with clock.at(release.at + timedelta(seconds=seconds)):
        outbox.run_due()
    release.refresh_from_db()


# Planning -------------------------------------------------------------------------------------------------


def test_plan_refuses_a_time_that_has_passed(scene):
    with pytest.raises(Refused, match="not passed"):
        releasing.plan(scene.cohort, at=clock.now(), by=scene.officer)


def test_plan_refuses_a_second_open_release(scene):
    scene.plan()

    with pytest.raises(Refused, match="Cancel it"):
        scene.plan()


def test_plan_is_possible_again_after_cancelling(scene):
    releasing.cancel(scene.plan(), by=scene.officer)

    assert scene.plan().cancelled_at is None


# Approving ------------------------------------------------------------------------------------------------


def test_approve_refuses_the_person_who_planned_it(scene):
    scene.award(scene.organisation("Oak"))
    release = releasing.plan(scene.cohort, at=clock.now() + timedelta(hours=1), by=scene.lead)

    with pytest.raises(Refused, match="You planned this release"):
        releasing.approve(release, by=scene.lead)

    assert releasing.approve(release, by=scene.second).approved_by == scene.second


def test_approve_refuses_an_officer(scene):
    scene.award(scene.organisation("Oak"))
    other = scene.person("other", Role.OFFICER)

    with pytest.raises(Refused, match="Only a programme lead"):
        releasing.approve(scene.plan(), by=other)


def test_approve_twice_is_refused(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.approved()

    with pytest.raises(Refused, match="no longer waiting"):
        releasing.approve(release, by=scene.second)


def test_approve_refuses_a_time_that_has_passed(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.plan()

    with clock.at(release.at), pytest.raises(Refused, match="has passed"):
        releasing.approve(release, by=scene.lead)


def test_approve_refuses_an_empty_list(scene):
    with pytest.raises(Refused, match="nothing to release"):
        releasing.approve(scene.plan(), by=scene.lead)


def test_approve_refuses_while_an_award_is_being_prepared(scene):
    application = scene.decided(scene.organisation("Oak"))

    with pytest.raises(Refused, match=f"{application.reference}: The award is still being prepared"):
        releasing.approve(scene.plan(), by=scene.lead)


def test_approve_refuses_what_cannot_be_printed(scene):
    award = scene.award(scene.organisation("Oak"))
    Award.objects.filter(pk=award.pk).update(services=["Team " * 100])

    with pytest.raises(Refused, match="at most 400 characters"):
        releasing.approve(scene.plan(), by=scene.lead)


def test_approve_refuses_somebody_with_a_conflict(scene):
    award = scene.award(scene.organisation("Oak"))
    panel.recuse(award.application, person=scene.lead, by=scene.officer)

    with pytest.raises(Refused, match="conflict"):
        releasing.approve(scene.plan(), by=scene.lead)


def test_approve_refuses_a_list_that_changed_since_it_was_seen(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.plan()
    seen = releases.preview(release, scene.lead).digest
    scene.award(scene.organisation("Ash"))

    with pytest.raises(Refused, match="Something changed"):
        releasing.approve(release, by=scene.lead, digest=seen)

    fresh = releases.preview(release, scene.lead).digest
    assert releasing.approve(release, by=scene.lead, digest=fresh).items.count() == 2


def test_approve_dates_the_awards_by_the_day_in_london(scene):
    award = scene.award(scene.organisation("Oak"), level="gold")
    # 23:30 UTC on 30 June is half past midnight on 1 July in London.
    release = releasing.plan(scene.cohort, at=datetime(2027, 6, 30, 23, 30, tzinfo=UTC), by=scene.officer)

    releasing.approve(release, by=scene.lead)

    award.refresh_from_db()
    assert (award.awarded_on.isoformat(), award.valid_until.isoformat()) == ("2027-07-01", "2029-06-30")
    assert award.state == AwardState.SCHEDULED


# Cancelling -----------------------------------------------------------------------------------------------


def test_cancelled_release_never_happens(scene):
    award = scene.award(scene.organisation("Oak"))
    release = scene.approved()

    releasing.cancel(release, by=scene.officer)
    at_its_instant(release)

    award.refresh_from_db()
    assert release.done_at is None
    assert (award.state, award.awarded_on, award.application.state) == ("scheduled", None, State.DECIDED)
    assert not Message.objects.filter(kind__startswith="awards.").exists()


def test_cancelled_release_can_be_planned_for_another_day(scene):
    award = scene.award(scene.organisation("Oak"))
    releasing.cancel(scene.approved(), by=scene.officer)
    later = releasing.plan(scene.cohort, at=clock.now() + timedelta(days=40), by=scene.officer)
    releasing.approve(later, by=scene.lead)

    at_its_instant(later)

    award.refresh_from_db()
    assert award.awarded_on == later.at.astimezone(clock.LONDON).date()
    assert award.certificate.content["awarded_on"] == award.awarded_on.isoformat()


def test_cancel_refuses_a_release_that_was_carried_out(scene):
    scene.award(scene.organisation("Oak"))

    with pytest.raises(Refused, match="carried out"):
        releasing.cancel(scene.release(), by=scene.officer)


# Carrying out ---------------------------------------------------------------------------------------------


def test_carry_out_makes_everything_visible_in_one_go(scene):
    gold = scene.award(scene.organisation("Oak"), level="gold")
    none = scene.decided(scene.organisation("Ash"), level=None)

    release = scene.release()

    gold.refresh_from_db(), none.refresh_from_db(), gold.application.refresh_from_db()
    assert gold.state == AwardState.ACTIVE
    assert (gold.application.state, none.state) == (State.RELEASED, State.RELEASED)
    assert (gold.application.level_held, gold.application.level_status) == ("gold", "active")
    assert gold.application.level_held_until == gold.valid_until
    assert (none.level_held, none.level_status, none.level_held_until) == ("", "not_yet", None)
    assert {gold.state_at, none.state_at, release.done_at} == {release.done_at}
    event = AuditEvent.objects.get(verb="release:carried-out")
    assert (event.detail["results"], event.detail["awards"], event.actor_id) == (2, 1, scene.lead.pk)


def test_carry_out_twice_changes_nothing(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.release()
    before = (AuditEvent.objects.count(), Message.objects.count(), release.done_at)

    with clock.at(release.at + timedelta(hours=1)):
        releasing.carry_out(release, by=scene.lead)

    release.refresh_from_db()
    assert (AuditEvent.objects.count(), Message.objects.count(), release.done_at) == before


def test_nothing_happens_before_the_instant(scene):
    award = scene.award(scene.organisation("Oak"))
    release = scene.approved()

    at_its_instant(release, seconds=-1)

    award.refresh_from_db()
    assert (award.state, release.done_at, award.application.state) == ("scheduled", None, State.DECIDED)
    assert Certificate.objects.filter(award=award).exists()


def test_carry_out_called_early_waits(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.approved()

    with pytest.raises(outbox.NotYet):
        releasing.carry_out(release, by=scene.lead)


def test_carry_out_waits_for_the_last_certificate(scene):
    awards = [scene.award(scene.organisation(name)) for name in ("Oak", "Ash")]
    release = scene.approved()
    OutboxRow.objects.filter(kind="awards.render_certificate", ids={"award_id": awards[1].pk}).update(
        due_at=release.at + timedelta(seconds=30)
    )

    at_its_instant(release)

    row = OutboxRow.objects.get(kind="awards.carry_out_release")
    assert (row.done_at, row.dead_at, row.attempts) == (None, None, 0)
    assert row.last_error == "1 certificate still to be made."
    assert Award.objects.filter(state=AwardState.ACTIVE).count() == 0
    assert not Message.objects.filter(kind="awards.released").exists()

    at_its_instant(release, seconds=31)
    at_its_instant(release, seconds=34)

    assert release.done_at is not None
    assert Award.objects.filter(state=AwardState.ACTIVE).count() == 2


def test_result_decided_after_approval_is_not_released_with_it(scene):
    scene.award(scene.organisation("Oak"))
    release = scene.approved()
    late, late_none = scene.award(scene.organisation("Ash")), scene.decided(scene.organisation("Elm"), level=None)

    at_its_instant(release)

    late.refresh_from_db(), late_none.refresh_from_db()
    assert release.done_at is not None
    assert (late.state, late.awarded_on) == (AwardState.SCHEDULED, None)
    assert Application.objects.get(pk=late.application_id).state == State.DECIDED
    assert late_none.state == State.DECIDED

    scene.release()

    late.refresh_from_db()
    assert late.state == AwardState.ACTIVE


def test_application_withdrawn_after_approval_stays_out(scene):
    stays, leaves = (scene.award(scene.organisation(name)) for name in ("Oak", "Ash"))
    release = scene.approved()
    withdrawal.withdraw(leaves.application, by=scene.lead_of(leaves.organisation))

    at_its_instant(release)

    stays.refresh_from_db(), leaves.refresh_from_db()
    assert release.done_at is not None
    assert (stays.state, leaves.state) == (AwardState.ACTIVE, AwardState.SCHEDULED)
    assert Message.objects.filter(kind="awards.released", organisation_id=leaves.organisation_id).count() == 0


def test_result_decided_anew_after_approval_stays_out(scene):
    award = scene.award(scene.organisation("Oak"), level="silver")
    scene.award(scene.organisation("Ash"))
    release = scene.approved()
    # Taken back to the proposal, as undoing the confirmation will.
    forced.put(award.application, state="proposed")
    old = Decision.objects.get(application=award.application)
    old.confirmed_by, old.confirmed_at, old.refused_by, old.refused_at = None, None, scene.lead, clock.now()
    old.refusal_reason = "Look again."
    old.save()
    now = clock.now()
    Decision.objects.create(
        programme=scene.programme, application=award.application, scores={}, rules=[], level=scene.levels["gold"],
        proposed_by=scene.chair, proposed_at=now, confirmed_by=scene.lead, confirmed_at=now,
    )  # fmt: skip
    forced.put(award.application, state="decided")

    at_its_instant(release)

    award.refresh_from_db()
    assert release.done_at is not None
    assert award.state == AwardState.SCHEDULED


def test_only_the_release_s_cohort_is_released(scene):
    scene.award(scene.organisation("Oak"))
    other = scene.award(scene.organisation("Ash"), cohort=scene.add_cohort("autumn"))

    scene.release()

    other.refresh_from_db()
    assert (other.state, other.awarded_on) == (AwardState.SCHEDULED, None)


# Replacing ------------------------------------------------------------------------------------------------


def test_award_for_the_same_services_replaces_the_older(scene):
    oak = scene.organisation("Oak", "Outreach")
    older = scene.released(oak, level="bronze", cohort=scene.add_cohort("first"))

    newer = scene.released(oak, level="silver")

    older.refresh_from_db()
    assert (older.state, older.replaced_by) == (AwardState.SUPERSEDED, newer)
    assert newer.state == AwardState.ACTIVE
    assert Application.objects.get(pk=older.application_id).level_status == "superseded"
    event = AuditEvent.objects.get(verb="award:superseded")
    assert (event.target_id, event.detail["replaced_by"]) == (older.pk, newer.code)


def test_award_for_other_services_replaces_nothing(scene):
    oak = scene.organisation("Oak", "Outreach", "Court team")
    one, two = oak.services.order_by("name")
    first = scene.released(oak, services=[one], cohort=scene.add_cohort("first"))
    second = scene.released(oak, services=[two], cohort=scene.add_cohort("second"))

    scene.released(oak, services=[one, two])

    for award in (first, second):
        award.refresh_from_db()
        assert award.state == AwardState.ACTIVE


def test_award_that_has_ended_is_not_replaced(scene):
    oak = scene.organisation("Oak", "Outreach")
    with clock.at(clock.now() - timedelta(days=1500)):
        older = scene.released(oak, cohort=scene.add_cohort("first"))

    scene.released(oak)

    older.refresh_from_db()
    assert (older.state, older.replaced_by) == (AwardState.ACTIVE, None)


# Telling --------------------------------------------------------------------------------------------------


def test_each_lead_of_each_party_is_told_once(scene, mailoutbox):
    oak, ash = scene.organisation("Oak"), scene.organisation("Ash")
    both = scene.person("both", Role.ORGANISATION_LEAD, oak)
    scene.person("reader", Role.VIEWER, oak)
    memberships.grant(both, role=Role.ORGANISATION_LEAD, programme=scene.programme, organisation=ash, by=scene.system)
    scene.award(oak, ash, level="gold")

    scene.release()

    told = Message.objects.filter(kind="awards.released").order_by("to_address")
    assert sorted(told.values_list("to_address", flat=True)) == sorted(
        [both.email, scene.lead_of(oak).email, scene.lead_of(ash).email]
    )
    assert set(told.values_list("state", flat=True)) == {"sent"}
    subjects = set(told.values_list("subject", flat=True))
    assert len([letter for letter in mailoutbox if letter.subject in subjects]) == 3


def test_letter_names_level_services_code_and_page(scene):
    oak = scene.organisation("Oak Trust", "Outreach")
    award = scene.released(oak, level="gold")

    message = Message.objects.get(kind="awards.released")

    assert message.subject == "Gold: your award from the LEC Charter"
    for words in ("Gold", "Oak Trust", "Outreach", award.code, f"http://localhost:8000/lec/org/{oak.slug}/awards/"):
        assert words in message.text and words in message.html


def test_letter_without_a_level_is_kind(scene):
    scene.decided(scene.organisation("Oak"), level=None)

    scene.release()

    message = Message.objects.get(kind="awards.not_yet_awarded")
    words = f"{message.subject} {message.text} {message.html}".lower()
    assert "no level is awarded yet" in words
    assert not re.search(r"fail|reject|unsuccessful|sorry|unfortunately", words)
    assert not Message.objects.filter(kind="awards.released").exists()


def test_letter_is_not_sent_to_somebody_who_left_since(scene):
    oak = scene.organisation("Oak")
    scene.person("new", Role.ORGANISATION_LEAD, oak)
    first = scene.lead_of(oak)
    scene.award(oak)
    release = scene.approved()
    with clock.at(release.at + timedelta(seconds=1)):
        scene.make_certificates()
        releasing.carry_out(release, by=scene.lead)
        first.memberships.update(ended_at=clock.now())
        outbox.run_due()

    states = dict(Message.objects.filter(kind="awards.released").values_list("to_address", "state"))
    assert states == {first.email: "cancelled", "new@lec.example.org": "sent"}


def test_no_letter_is_written_before_the_instant(scene):
    scene.award(scene.organisation("Oak"), level="gold")
    release = scene.approved()
    at_its_instant(release, seconds=-1)
    assert not Message.objects.filter(kind__startswith="awards.").exists()

    at_its_instant(release)
    assert Message.objects.filter(kind__startswith="awards.").count() == 1


# Constraints ----------------------------------------------------------------------------------------------


def test_release_constraints_hold(scene):
    release = scene.plan()
    rows = Release.objects.filter(pk=release.pk)

    with pytest.raises(IntegrityError, match="awards_release_two_people"), transaction.atomic():
        rows.update(approved_by=scene.officer, approved_at=clock.now())
    with pytest.raises(IntegrityError, match="awards_release_approved_pair"), transaction.atomic():
        rows.update(approved_at=clock.now())
    with pytest.raises(IntegrityError, match="awards_release_done_was_approved"), transaction.atomic():
        rows.update(done_at=clock.now())
    with pytest.raises(IntegrityError, match="awards_release_one_planned"), transaction.atomic():
        Release.objects.create(
            programme=scene.programme, cohort=scene.cohort, at=release.at, proposed_by=scene.lead,
            proposed_at=clock.now(),
        )  # fmt: skip


def test_release_holds_an_application_once(scene):
    award = scene.award(scene.organisation("Oak"))
    decision = Decision.objects.get(application=award.application)
    item = ReleaseItem.objects.create(
        programme=scene.programme, release=scene.plan(), application=award.application, decision=decision
    )

    with pytest.raises(IntegrityError, match="awards_releaseitem_once"), transaction.atomic():
        ReleaseItem.objects.create(
            programme=scene.programme, release=item.release, application=item.application, decision=item.decision
        )


def test_award_made_by_its_job_joins_the_next_approval(scene):
    application = scene.decided(scene.organisation("Oak"))
    release = scene.plan()
    assert releases.preview(release, scene.lead).gaps

    awarding.make_award(application, by=scene.lead)

    assert releases.preview(release, scene.lead).gaps == []
