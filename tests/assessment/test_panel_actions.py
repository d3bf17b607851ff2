"""Are seats given, applications assigned and the panel started as the programme's policy says?"""

from datetime import date, timedelta

import pytest

from applications.enums import State
from applications.models import Application
from assessment.actions import assigning, conflicts, scoring, seats
from assessment.models import Assignment, Seat
from charter.actions import memberships
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.models import Membership
from charter.selectors import system_person
from tests.assessment.factory import NOW, TRAINED, make_cohort, person


def refuses(sentence, act):
    with pytest.raises(Refused) as refused:
        act()
    assert sentence in refused.value.sentence


def verbs(*names):
    return list(AuditEvent.objects.filter(verb__in=names).order_by("pk").values_list("verb", flat=True))


def test_giving_a_seat_again_changes_it(world):
    tess = world.assessors[0]

    seat = seats.give(world.cohort, person=tess, kind="assessor", trained_on=date(2027, 2, 1), by=world.officer)

    assert seat == world.seats[tess]
    assert (seat.lived_experience, seat.trained_on) == (False, date(2027, 2, 1))
    assert Seat.objects.filter(person=tess).count() == 1
    assert verbs("seat:changed") == ["seat:changed"]


@pytest.mark.parametrize(
    ("role", "kind", "given"),
    [
        (Role.ASSESSOR, "assessor", True),
        (Role.ASSESSOR, "chair", False),
        (Role.CHAIR, "chair", True),
        (Role.CHAIR, "assessor", True),
        (Role.OBSERVER, "observer", True),
        (Role.OBSERVER, "assessor", False),
        (Role.OFFICER, "assessor", False),
    ],
)
def test_a_seat_needs_the_role(world, role, kind, given):
    somebody = person("Somebody", role, programme=world.programme)

    if given:
        assert seats.give(world.cohort, person=somebody, kind=kind, by=world.officer).kind == kind
    else:
        refuses("Invite them first.", lambda: seats.give(world.cohort, person=somebody, kind=kind, by=world.officer))


def test_training_lies_in_the_past(world):
    refuses(
        "a day of training that has passed",
        lambda: seats.give(
            world.cohort,
            person=world.assessors[0],
            kind="assessor",
            trained_on=NOW.date() + timedelta(days=1),
            by=world.officer,
        ),
    )


def test_assigning_makes_a_review_and_tells_nobody_before_the_start(world):
    application = world.application()

    assignment = assigning.assign(application, seat=world.seats[world.assessors[0]], by=world.officer)

    assert assignment.review.state == "invited"
    assert verbs("assignment:made") == ["assignment:made"]
    assert not Message.objects.filter(kind="assessment.assigned").exists()


@pytest.mark.parametrize("state", sorted(set(State.values) - {"accepted", "assessing"}))
def test_only_an_accepted_application_or_one_being_scored_is_assigned(world, state):
    application = world.application(state)

    refuses(
        "Only an accepted application",
        lambda: assigning.assign(application, seat=world.seats[world.assessors[0]], by=world.officer),
    )


@pytest.mark.parametrize(
    ("trained_on", "sentence"),
    [
        (None, "has no training on record"),
        (date(2026, 2, 28), "was trained more than 12 months ago"),
        (date(2026, 3, 1), ""),
    ],
    ids=["never", "a day too long ago", "12 months ago today"],
)
def test_an_assessor_was_trained_in_the_last_12_months(world, trained_on, sentence):
    application = world.application()
    seat = world.seats[world.assessors[0]]
    Seat.objects.filter(pk=seat.pk).update(trained_on=trained_on)

    if sentence:
        refuses(sentence, lambda: assigning.assign(application, seat=seat, by=world.officer))
    else:
        assert assigning.assign(application, seat=seat, by=world.officer)


def test_training_on_a_leap_day_is_judged_on_a_leap_day(world):
    application = world.application()
    seat = world.seats[world.assessors[0]]

    with clock.at(NOW.replace(year=2028, month=2, day=29)):
        Seat.objects.filter(pk=seat.pk).update(trained_on=date(2027, 2, 28))
        assert assigning.assign(application, seat=seat, by=world.officer)


def test_a_connection_keeps_somebody_from_being_assigned(world):
    application = world.application()
    tess = world.assessors[0]
    conflicts.set_by_staff(application, person=tess, by=world.officer)

    refuses(
        "has a connection to this application",
        lambda: assigning.assign(application, seat=world.seats[tess], by=world.officer),
    )


def test_somebody_of_an_organisation_behind_it_is_not_assigned(world):
    application = world.application()
    tess = world.assessors[0]
    held = memberships.grant(
        tess,
        role=Role.CONTRIBUTOR,
        programme=world.programme,
        organisation=application.organisation,
        by=system_person(),
    )

    refuses("has a connection", lambda: assigning.assign(application, seat=world.seats[tess], by=world.officer))
    Membership.objects.filter(pk=held.pk).update(ended_at=NOW)
    assert assigning.assign(application, seat=world.seats[tess], by=world.officer)


def test_nobody_is_assigned_twice_whatever_their_seats(world):
    application = world.application()
    marlow = world.chair
    second = seats.give(world.cohort, person=marlow, kind="assessor", trained_on=TRAINED, by=world.officer)
    assigning.assign(application, seat=world.seats[marlow], by=world.officer)

    refuses(
        "has been assigned to this application already",
        lambda: assigning.assign(application, seat=second, by=world.officer),
    )


def test_an_observer_and_a_seat_elsewhere_are_not_assigned(world):
    application = world.application()
    lorna = person("Lorna", Role.OBSERVER, programme=world.programme)
    watching = seats.give(world.cohort, person=lorna, kind="observer", by=world.officer)
    cohort = make_cohort(world.programme, world.framework, slug="autumn")
    elsewhere = seats.give(cohort, person=world.assessors[0], kind="assessor", trained_on=TRAINED, by=world.officer)

    refuses("does not score", lambda: assigning.assign(application, seat=watching, by=world.officer))
    refuses("has no seat on this", lambda: assigning.assign(application, seat=elsewhere, by=world.officer))


def test_somebody_who_is_no_longer_a_panel_member_is_not_assigned(world):
    application = world.application()
    tess = world.assessors[0]
    memberships.end(Membership.objects.get(person=tess), by=world.lead)

    refuses(
        "is no longer a panel member",
        lambda: assigning.assign(application, seat=world.seats[tess], by=world.officer),
    )


def test_the_start_needs_the_policy_s_minimums_and_tells_each_assessor(world):
    application = world.application()
    for one in world.assessors[1:3]:
        assigning.assign(application, seat=world.seats[one], by=world.officer)

    refuses(
        "The panel needs at least 3 assessors. It has 2. At least 1 of them needs a lived experience seat.",
        lambda: assigning.start(application, by=world.officer),
    )
    assigning.assign(application, seat=world.seats[world.assessors[3]], by=world.officer)
    refuses("There is none.", lambda: assigning.start(application, by=world.officer))
    assigning.assign(application, seat=world.seats[world.assessors[0]], by=world.officer)
    assigning.start(application, by=world.officer)

    assert Application.objects.get(pk=application.pk).state == State.ASSESSING
    told = Message.objects.filter(kind="assessment.assigned")
    assert set(told.values_list("to_address", flat=True)) == {one.email for one in world.assessors}
    assert application.organisation.name in told.first().text
    refuses("Only an accepted application", lambda: assigning.start(application, by=world.officer))


def test_a_reader_who_comes_later_is_told_at_once(world):
    application = world.assessing()

    assigning.assign(application, seat=world.seats[world.assessors[3]], by=world.officer)

    assert Message.objects.filter(to_address=world.assessors[3].email).count() == 1


def test_a_message_to_somebody_who_has_stepped_back_is_not_delivered(world, mailoutbox):
    application = world.assessing()
    tess = world.assessors[0]
    conflicts.answer(world.review(application, tess), connection="unsure", by=tess)

    outbox.run_due()

    assert tess.email not in {address for mail in mailoutbox for address in mail.to}
    assert Message.objects.get(to_address=tess.email).state == "cancelled"
    assert world.assessors[1].email in {address for mail in mailoutbox for address in mail.to}


def test_handing_back_frees_the_place_and_tells_the_officers_without_a_name(world):
    application = world.assessing()
    tess = world.assessors[0]

    scoring.hand_back(world.review(application, tess), by=tess)

    told = Message.objects.get(kind="assessment.seat_freed")
    assert told.to_address == world.officer.email
    assert tess.name not in told.text
    refuses(
        "has been assigned",
        lambda: assigning.assign(application, seat=world.seats[tess], by=world.officer),
    )
    assert Assignment.objects.filter(application=application).count() == 3
