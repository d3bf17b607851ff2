"""Are scores revealed, agreed, proposed and confirmed by the right people at the right time?"""

import pytest
from django.dispatch import receiver

from applications.enums import State
from applications.models import Application
from assessment.actions import assigning, conflicts, deciding, moderation, seats
from assessment.models import AgreedScore, Decision, Moderation, Review, Score, Seat
from assessment.signals import decision_confirmed
from charter.actions import memberships
from charter.enums import Role
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.selectors import system_person
from tests.assessment.factory import TRAINED, make_world, person
from tests.assessment.test_panel_actions import refuses


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def test_the_reveal_opens_all_at_once(world):
    application = world.ready()

    meeting = moderation.reveal(application, by=world.chair)

    assert meeting.revealed_by == world.chair
    assert state_of(application) == State.MODERATING
    assert AuditEvent.objects.filter(verb="moderation:revealed").count() == 1


def test_the_reveal_waits_for_everybody(world):
    application = world.assessing(world.assessors)
    for one in world.assessors[:3]:
        world.lock(application, one)

    refuses("The panel is not ready", lambda: moderation.reveal(application, by=world.chair))
    world.open(application, world.assessors[3])
    refuses("The panel is not ready", lambda: moderation.reveal(application, by=world.chair))

    assert not Moderation.objects.exists()
    assert state_of(application) == State.ASSESSING


def test_a_reader_who_left_is_not_waited_for(world):
    application = world.assessing(world.assessors)
    for one in world.assessors[:3]:
        world.lock(application, one)
    roisin = world.assessors[3]
    conflicts.answer(world.review(application, roisin), connection="connected", by=roisin)

    assert moderation.reveal(application, by=world.chair)


def test_the_reveal_needs_the_quorum_and_a_lived_experience_seat(world):
    application = world.ready()
    Seat.objects.filter(person=world.assessors[0]).update(lived_experience=False)

    refuses("1 of them from a lived experience seat", lambda: moderation.reveal(application, by=world.chair))
    Seat.objects.filter(person=world.assessors[0]).update(lived_experience=True)
    conflicts.set_by_staff(application, person=world.assessors[1], by=world.officer)
    refuses("at least 3 finished reviews", lambda: moderation.reveal(application, by=world.chair))


def test_a_chair_with_a_connection_cannot_reveal_agree_or_propose(world):
    application = world.ready()
    second = person("Second chair", Role.CHAIR, programme=world.programme)
    seats.give(world.cohort, person=second, kind="chair", by=world.officer)
    conflicts.set_by_staff(application, person=world.chair, by=world.officer)

    refuses("You have a connection", lambda: moderation.reveal(application, by=world.chair))
    meeting = moderation.reveal(application, by=second)
    refuses(
        "You have a connection",
        lambda: moderation.agree(meeting, standard=world.standards[0], points=2, by=world.chair),
    )
    for standard in world.standards:
        moderation.agree(meeting, standard=standard, points=2, by=second)
    refuses(
        "You have a connection",
        lambda: deciding.propose(application, level=world.level("middle"), by=world.chair),
    )
    assert deciding.propose(application, level=world.level("middle"), by=second)


def test_a_chair_of_an_organisation_behind_it_has_a_connection(world):
    application = world.ready()
    memberships.grant(
        world.chair,
        role=Role.VIEWER,
        programme=world.programme,
        organisation=application.organisation,
        by=system_person(),
    )

    refuses("You have a connection", lambda: moderation.reveal(application, by=world.chair))


def test_a_chair_needs_a_chair_s_seat_on_this_panel(world):
    application = world.ready()
    stranger = person("Stranger", Role.CHAIR, programme=world.programme)

    refuses("You do not have a chair’s seat", lambda: moderation.reveal(application, by=stranger))
    refuses("Only a panel chair", lambda: moderation.reveal(application, by=world.assessors[0]))


def test_a_chair_who_also_scored_may_chair(world):
    application = world.application()
    for one in (*world.assessors[:2], world.chair):
        assigning.assign(application, seat=world.seats[one], by=world.officer)
    assigning.start(application, by=world.officer)
    for one in (*world.assessors[:2], world.chair):
        world.lock(application, one)

    assert moderation.reveal(application, by=world.chair)


def test_an_agreed_score_is_a_new_record_and_the_originals_stay(world):
    meeting = world.moderating((1, 2, 3))
    before = list(Score.objects.values())
    standard = world.standards[0]

    moderation.agree(meeting, standard=standard, points=2, note="Talked.", by=world.chair)
    moderation.agree(meeting, standard=standard, points=3, note="Talked again.", by=world.chair)

    agreed = AgreedScore.objects.get()
    assert (agreed.points, agreed.note, agreed.agreed_by) == (3, "Talked again.", world.chair)
    assert list(Score.objects.values()) == before
    trail = AuditEvent.objects.filter(verb="standard:agreed").order_by("pk")
    assert [(event.detail["before"], event.detail["after"]) for event in trail] == [(None, 2), (2, 3)]


def test_what_cannot_be_agreed(world):
    meeting = world.moderating()
    other = make_world("oth")

    refuses(
        "Choose one of the scores",
        lambda: moderation.agree(meeting, standard=world.standards[0], points=9, by=world.chair),
    )
    refuses(
        "another framework",
        lambda: moderation.agree(meeting, standard=other.standards[0], points=1, by=world.chair),
    )
    refuses(
        "Only a panel chair",
        lambda: moderation.agree(meeting, standard=world.standards[0], points=1, by=world.assessors[0]),
    )


@pytest.mark.parametrize(("points", "code"), [(0, None), (1, "lower"), (2, "middle"), (3, "upper")], ids=str)
def test_the_proposal_is_what_the_rules_give(world, points, code):
    application = world.proposed(points)

    decision = Decision.objects.get()
    assert state_of(application) == State.PROPOSED
    assert (decision.level.code if decision.level else None) == code
    assert decision.computed_level == decision.level
    assert decision.override_reason == ""
    assert len(decision.rules) == 6
    assert {message.to_address for message in Message.objects.filter(kind="assessment.level_proposed")} == {
        world.lead.email,
        world.second_lead.email,
    }


def test_a_proposal_needs_every_standard_agreed(world):
    meeting = world.moderating()
    for standard in world.standards[:3]:
        moderation.agree(meeting, standard=standard, points=2, by=world.chair)

    refuses(
        "Not agreed yet: B2.",
        lambda: deciding.propose(meeting.application, level=world.level("middle"), by=world.chair),
    )


@pytest.mark.parametrize(
    ("computed", "chosen", "reason", "sentence"),
    [
        (2, "upper", "The panel saw more.", ""),
        (2, "lower", "The panel saw less.", ""),
        (2, "upper", "  ", "Enter why the level differs"),
        (2, None, "Two steps down.", "at most 1 level"),
        (1, None, "One step down.", ""),
        (1, "upper", "Two steps up.", "at most 1 level"),
        (0, "lower", "One step up.", ""),
        (0, "middle", "Two steps up.", "at most 1 level"),
    ],
)
def test_an_override_is_at_most_one_level_and_has_a_reason(world, computed, chosen, reason, sentence):
    application = world.agreed(computed).application
    level = world.level(chosen) if chosen else None

    def propose():
        return deciding.propose(application, level=level, override_reason=reason, by=world.chair)

    if sentence:
        refuses(sentence, propose)
        assert state_of(application) == State.MODERATING
    else:
        decision = propose()
        assert decision.level == level
        assert decision.computed_level != level
        assert decision.override_reason == reason


def test_a_reason_without_an_override_is_not_kept(world):
    application = world.agreed(2).application

    decision = deciding.propose(
        application, level=world.level("middle"), override_reason="For nothing.", by=world.chair
    )

    assert decision.override_reason == ""


def test_a_level_of_another_framework_is_refused(world):
    application = world.agreed(2).application
    other = make_world("oth")

    refuses(
        "Choose one of the levels",
        lambda: deciding.propose(application, level=other.level("middle"), by=world.chair),
    )


def test_a_panel_that_lost_its_quorum_cannot_propose(world):
    application = world.agreed(2).application
    conflicts.set_by_staff(application, person=world.assessors[0], by=world.officer)

    refuses(
        "has lost its quorum",
        lambda: deciding.propose(application, level=world.level("middle"), by=world.chair),
    )


def test_confirming_announces_the_decision_inside_the_transaction(world):
    application = world.proposed(2)
    heard = []

    @receiver(decision_confirmed)
    def listen(sender, application, decision, by, **rest):
        heard.append((application.reference, decision.level.code, by, Decision.objects.get().confirmed_by))
        raise RuntimeError("The receiver broke.")

    try:
        with pytest.raises(RuntimeError):
            deciding.confirm(application, by=world.lead)
    finally:
        decision_confirmed.disconnect(listen)

    assert heard == [(application.reference, "middle", world.lead, world.lead)]
    assert state_of(application) == State.PROPOSED
    assert Decision.objects.get().confirmed_by is None


def test_another_person_who_is_a_programme_lead_confirms(world):
    application = world.proposed(2)
    memberships.grant(world.chair, role=Role.PROGRAMME_LEAD, programme=world.programme, by=system_person())

    refuses("You proposed this level", lambda: deciding.confirm(application, by=world.chair))
    refuses("Only a programme lead", lambda: deciding.confirm(application, by=world.officer))
    refuses("Only a programme lead", lambda: deciding.confirm(application, by=world.assessors[0]))
    conflicts.set_by_staff(application, person=world.second_lead, by=world.officer)
    refuses("You have a connection", lambda: deciding.confirm(application, by=world.second_lead))

    decision = deciding.confirm(application, by=world.lead)
    assert decision.confirmed_by == world.lead
    assert state_of(application) == State.DECIDED
    refuses("Only a proposed level", lambda: deciding.confirm(application, by=world.lead))
    refuses("Only a proposed level", lambda: deciding.refuse(application, reason="Late.", by=world.lead))


def test_a_refused_proposal_goes_back_with_its_reason_and_can_be_made_again(world):
    application = world.proposed(2)

    refuses("Enter why you send it back.", lambda: deciding.refuse(application, reason=" ", by=world.lead))
    deciding.refuse(application, reason="Look again.", by=world.lead)

    assert state_of(application) == State.MODERATING
    told = Message.objects.get(kind="assessment.proposal_refused")
    assert told.to_address == world.chair.email
    assert "Look again." not in told.text
    refuses("No level is proposed", lambda: deciding.confirm(application, by=world.lead))
    deciding.propose(application, level=world.level("middle"), by=world.chair)
    assert deciding.confirm(application, by=world.lead)
    assert [row.refusal_reason for row in Decision.objects.order_by("pk")] == ["Look again.", ""]


def test_training_day_used_here_is_recent_enough(world):
    assert Review.objects.count() == 0
    assert world.cohort.scores_due_at.date() > TRAINED
    with pytest.raises(Refused):
        deciding.confirm(world.application(), by=world.lead)
