"""Does a revocation take two people and a reason, and is it told at once?"""

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application
from awards.actions import revoking
from awards.enums import AwardState, Standing
from awards.models import Award, Revocation
from awards.selectors.verification import verification
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message

REASON = "The trust stopped the scheme in May."


def test_revocation_is_visible_with_its_approval(scene):
    award = scene.released(scene.organisation("Oak"))
    revocation = revoking.propose(award, reason=f"  {REASON} ", by=scene.officer)
    assert verification(award.code).standing == Standing.CURRENT

    revoking.approve(revocation, by=scene.lead)

    assert verification(award.code).standing == Standing.REVOKED
    assert Application.objects.get(pk=award.application_id).level_status == "revoked"
    verbs = AuditEvent.objects.filter(target_id=award.pk, verb__in=["revocation:proposed", "award:revoked"])
    assert [event.reason for event in verbs] == [REASON, REASON]


def test_leads_are_told_the_reason(scene):
    award = scene.released(scene.organisation("Oak"), level="gold")

    revoking.approve(revoking.propose(award, reason=REASON, by=scene.officer), by=scene.lead)
    outbox.run_due()

    message = Message.objects.get(kind="awards.revoked")
    assert message.state == "sent"
    assert REASON in message.text and award.code in message.subject


def test_same_person_twice_is_refused(scene):
    award = scene.released(scene.organisation("Oak"))
    revocation = revoking.propose(award, reason=REASON, by=scene.lead)

    with pytest.raises(Refused, match="You proposed this revocation"):
        revoking.approve(revocation, by=scene.lead)

    award.refresh_from_db()
    assert award.state == AwardState.ACTIVE


def test_an_officer_cannot_approve(scene):
    revocation = revoking.propose(scene.released(scene.organisation("Oak")), reason=REASON, by=scene.lead)

    with pytest.raises(Refused, match="Only a programme lead"):
        revoking.approve(revocation, by=scene.officer)


def test_approving_twice_is_refused(scene):
    revocation = revoking.propose(scene.released(scene.organisation("Oak")), reason=REASON, by=scene.officer)
    revoking.approve(revocation, by=scene.lead)

    with pytest.raises(Refused, match="approved already"):
        revoking.approve(revocation, by=scene.second)

    assert Message.objects.filter(kind="awards.revoked").count() == 1


def test_propose_needs_a_reason_and_a_current_award(scene):
    scheduled = scene.award(scene.organisation("Ash"))
    with pytest.raises(Refused, match="current or suspended"):
        revoking.propose(scheduled, reason=REASON, by=scene.officer)

    award = scene.released(scene.organisation("Oak"))
    with pytest.raises(Refused, match="reason"):
        revoking.propose(award, reason=" \n ", by=scene.officer)

    revoking.propose(award, reason=REASON, by=scene.officer)
    with pytest.raises(Refused, match="already"):
        revoking.propose(award, reason=REASON, by=scene.lead)


def test_dropped_proposal_leaves_the_award_and_its_record(scene):
    award = scene.released(scene.organisation("Oak"))
    revocation = revoking.propose(award, reason=REASON, by=scene.officer)

    revoking.drop(revocation, by=scene.lead)
    revoking.drop(revocation, by=scene.lead)

    assert not Revocation.objects.exists()
    assert AuditEvent.objects.filter(verb="revocation:dropped", target_id=award.pk).count() == 1
    with pytest.raises(Refused, match="taken back"):
        revoking.approve(revocation, by=scene.second)
    assert revoking.propose(award, reason=REASON, by=scene.officer).pk != revocation.pk


def test_approved_revocation_cannot_be_dropped(scene):
    revocation = revoking.propose(scene.released(scene.organisation("Oak")), reason=REASON, by=scene.officer)
    revoking.approve(revocation, by=scene.lead)

    with pytest.raises(Refused, match="no longer"):
        revoking.drop(revocation, by=scene.officer)


def test_revocation_constraints_hold(scene):
    award = scene.released(scene.organisation("Oak"))
    revocation = revoking.propose(award, reason=REASON, by=scene.officer)
    rows = Revocation.objects.filter(pk=revocation.pk)

    with pytest.raises(IntegrityError, match="awards_revocation_two_people"), transaction.atomic():
        rows.update(approved_by=scene.officer, approved_at=clock.now())
    with pytest.raises(IntegrityError, match="awards_revocation_approved_pair"), transaction.atomic():
        rows.update(approved_by=scene.lead)
    with pytest.raises(IntegrityError, match="awards_revocation_one_open"), transaction.atomic():
        Revocation.objects.create(
            programme=scene.programme, organisation=award.organisation, award=award, reason="Again.",
            proposed_by=scene.lead, proposed_at=clock.now(),
        )  # fmt: skip


def test_revoked_code_is_never_used_again(scene):
    award = scene.released(scene.organisation("Oak"))
    revoking.approve(revoking.propose(award, reason=REASON, by=scene.officer), by=scene.lead)
    other = scene.award(scene.organisation("Ash"))

    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        Award.objects.filter(pk=other.pk).update(code=award.code)
