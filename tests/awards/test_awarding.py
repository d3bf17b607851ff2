"""Does a confirmed decision become exactly one award that waits?"""

import secrets
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from applications.actions import withdrawal
from assessment.models import Decision
from assessment.signals import decision_confirmed
from awards import codes, workflow
from awards.actions import awarding
from awards.enums import AwardState
from awards.models import Award
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, OutboxRow
from charter.kit.transitions import allows, move
from charter.models import Counter
from tests import forced


def test_make_award_keeps_what_will_be_printed(scene):
    lead = scene.organisation("Northmoor Community NHS Trust", "Youth Liaison Team", certificate_name="Northmoor")
    partner = scene.organisation("Tŷ Gwyn Care", "Outreach", "Court Support")
    application = scene.decided(lead, partner, level="gold")

    award = awarding.make_award(application, by=scene.lead)

    assert award.holders == ["Northmoor", "Tŷ Gwyn Care"]
    assert sorted(award.services) == ["Court Support", "Outreach", "Youth Liaison Team"]
    assert award.search_text.startswith("northmoor ty gwyn care")
    assert (award.level.code, award.state, award.serial) == ("gold", AwardState.SCHEDULED, 1)
    assert (award.awarded_on, award.valid_until) == (None, None)
    assert codes.is_well_formed(award.code) and award.code.startswith("LEC-")


def test_make_award_twice_makes_one(scene):
    application = scene.decided(scene.organisation("Oak"))

    first, second = (awarding.make_award(application, by=scene.lead) for _ in range(2))

    assert first == second
    assert Award.objects.count() == 1
    assert Counter.objects.get(name="award").value == 1
    assert AuditEvent.objects.filter(verb="award:made").count() == 1


def test_make_award_numbers_awards_without_a_gap(scene):
    awards = [scene.award(scene.organisation(name)) for name in ("Oak", "Ash", "Elm")]

    assert [award.serial for award in awards] == [1, 2, 3]
    assert len({award.code for award in awards}) == 3


def test_make_award_makes_none_for_not_yet_awarded(scene):
    application = scene.decided(scene.organisation("Oak"), level=None)

    assert awarding.make_award(application, by=scene.lead) is None
    assert not Counter.objects.filter(name="award").exists()


def test_make_award_makes_none_for_a_withdrawn_application(scene):
    application = scene.decided(scene.organisation("Oak"))
    withdrawal.withdraw(application, by=scene.lead_of(application.organisation))

    assert awarding.make_award(application, by=scene.lead) is None


def test_make_award_draws_again_when_a_code_is_taken(scene, monkeypatch):
    first = scene.award(scene.organisation("Oak"))
    application = scene.decided(scene.organisation("Ash"))
    drawn = iter(first.code.replace("-", "")[3:10] + "0000001")
    monkeypatch.setattr(secrets, "choice", lambda alphabet: next(drawn))

    second = awarding.make_award(application, by=scene.lead)

    assert second.code.startswith("LEC-0000-001")
    assert second.serial == 2


def test_decision_confirmed_owes_one_award(scene):
    application = scene.decided(scene.organisation("Oak"))
    decision = Decision.objects.get(application=application)

    for _ in range(2):
        decision_confirmed.send(sender=Decision, application=application, decision=decision, by=scene.lead)

    assert OutboxRow.objects.filter(kind="awards.make_award").count() == 1
    outbox.run_due()
    assert Award.objects.get().application == application


def test_award_job_for_a_missing_application_ends_quietly(scene):
    outbox.enqueue("awards.make_award", key="gone", application_id=987_654_321)

    outbox.run_due()

    assert OutboxRow.objects.get(key="gone").done_at is not None


def test_two_workers_make_one_award(lasting_scene):
    application = lasting_scene.decided(lasting_scene.organisation("Oak"))
    barrier, made = threading.Barrier(2), []

    def work():
        try:
            barrier.wait()
            made.append(awarding.make_award(application, by=lasting_scene.lead).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 1
    assert Award.objects.filter(programme=lasting_scene.programme).count() == 1


@pytest.mark.parametrize("state", AwardState.values)
@pytest.mark.parametrize("step", workflow.TRANSITIONS, ids=lambda step: step.verb)
def test_award_moves_only_where_the_table_says(scene, step, state):
    award = scene.award(scene.organisation("Oak"))
    heir = scene.award(scene.organisation("Ash"))
    today = clock.today()
    forced.put(award, state=state, awarded_on=today, valid_until=today, replaced_by_id=heir.pk)
    detail = {"replaced_by": heir.code, "reason": "Because."}

    if allows(step, state):
        move(award, step, by=scene.lead, **detail)
        expected = step.target
    else:
        with pytest.raises(Refused, match=step.refusal):
            move(award, step, by=scene.lead, **detail)
        expected = state

    award.refresh_from_db()
    assert award.state == expected


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("awards_award_known_state", {"state": "lost"}),
        ("awards_award_dates_together", {"awarded_on": "2027-04-27"}),
        ("awards_award_dates_together", {"awarded_on": "2027-04-27", "valid_until": "2027-04-26"}),
        ("awards_award_public_has_dates", {"state": "active"}),
        (
            "awards_award_superseded_by_one",
            {"state": "superseded", "awarded_on": "2027-04-27", "valid_until": "2028-04-26"},
        ),
    ],
)
def test_award_constraints_hold(scene, name, change):
    award = scene.award(scene.organisation("Oak"))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        forced.put(award, **change)


@pytest.mark.parametrize("field", ["code", "serial", "application_id"])
def test_award_is_unique_by(scene, field):
    first, second = (scene.award(scene.organisation(name)) for name in ("Oak", "Ash"))

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        Award.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})
