"""Is what must always be true refused by the database itself?"""

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.models import AgreedScore, Assignment, Conflict, Decision, Moderation, Review, Score, Seat
from charter.kit import clock
from tests import forced
from tests.assessment.factory import NOW, make_world


def refuses(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_a_person_has_one_seat_of_a_kind_on_a_panel(world):
    seat = world.seats[world.assessors[0]]

    refuses(
        "assessment_seat_once",
        lambda: Seat.objects.create(
            programme=world.programme, cohort=world.cohort, person=seat.person, kind=seat.kind, given_at=NOW
        ),
    )


def test_a_seat_is_assigned_an_application_once(world):
    assignment = Assignment.objects.filter(application=world.assigned()).first()

    refuses("assessment_assignment_once", lambda: Assignment.objects.create(**fields(assignment)))


def fields(row, **changes):
    """The row's own values, for another like it."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values.pop("id")
    return {**values, **changes}


def test_one_answer_stands_for_a_person_and_an_application(world):
    application = world.assessing()
    world.open(application, world.assessors[0])
    conflict = Conflict.objects.get()

    refuses("assessment_conflict_once", lambda: Conflict.objects.create(**fields(conflict)))
    Conflict.objects.create(**fields(conflict, lifted_at=NOW))


def test_a_review_has_a_known_state(world):
    review = world.review(world.assigned(), world.assessors[0])

    refuses("assessment_review_known_state", lambda: forced.put(review, state="lost"))


def test_an_assignment_has_one_review(world):
    review = world.review(world.assigned(), world.assessors[0])

    refuses("assignment_id", lambda: Review.objects.create(**fields(review)))


def test_a_review_has_one_score_a_standard(world):
    world.lock(world.assessing(), world.assessors[0])
    score = Score.objects.first()

    refuses("assessment_score_once", lambda: Score.objects.create(**fields(score)))


def test_an_application_has_one_moderation_and_one_agreed_score_a_standard(world):
    meeting = world.agreed()
    agreed = AgreedScore.objects.first()

    refuses("application_id", lambda: Moderation.objects.create(**fields(meeting)))
    refuses("assessment_agreedscore_once", lambda: AgreedScore.objects.create(**fields(agreed)))


@pytest.fixture
def decision(world):
    world.proposed(2)
    return Decision.objects.get()


def test_one_decision_stands_for_an_application(world, decision):
    refuses("assessment_decision_once", lambda: Decision.objects.create(**fields(decision)))


def test_two_people_make_a_decision(world, decision):
    refuses(
        "assessment_decision_two_people",
        lambda: Decision.objects.filter(pk=decision.pk).update(confirmed_by=decision.proposed_by, confirmed_at=NOW),
    )


@pytest.mark.parametrize(
    ("name", "half"),
    [
        ("assessment_decision_confirmed_pair", {"confirmed_at": NOW}),
        ("assessment_decision_refused_pair", {"refused_at": NOW, "refusal_reason": "Why."}),
        ("assessment_decision_refusal_has_reason", {"refusal_reason": "Why."}),
    ],
)
def test_who_and_when_are_set_together(world, decision, name, half):
    refuses(name, lambda: Decision.objects.filter(pk=decision.pk).update(**half))


def test_a_refusal_has_a_reason_and_a_confirmed_decision_is_not_refused(world, decision):
    rows = Decision.objects.filter(pk=decision.pk)

    refuses(
        "assessment_decision_refusal_has_reason",
        lambda: rows.update(refused_by=world.lead, refused_at=NOW),
    )
    rows.update(confirmed_by=world.lead, confirmed_at=NOW)
    refuses(
        "assessment_decision_refused_pair",
        lambda: rows.update(refused_by=world.second_lead, refused_at=NOW, refusal_reason="Why."),
    )


def test_no_row_points_into_another_programme(world):
    other = make_world("oth")
    application, elsewhere = world.assigned(), other.assigned()
    meeting = world.moderating()
    review = world.review(application, world.assessors[0])
    moves = [
        ("seat_cohort", lambda: world_seat(world).update(cohort=other.cohort)),
        (
            "assignment_application",
            lambda: Assignment.objects.filter(application=application).update(application=elsewhere),
        ),
        (
            "assignment_seat",
            lambda: Assignment.objects.filter(pk=review.assignment_id).update(seat=other.seats[other.assessors[3]]),
        ),
        ("review_application", lambda: reviews(review).update(application=elsewhere)),
        (
            "score_standard",
            lambda: Score.objects.create(
                programme=world.programme, review=review, standard=other.standards[0], saved_at=clock.now()
            ),
        ),
        ("moderation_application", lambda: moderations(meeting).update(application=elsewhere)),
    ]
    for name, act in moves:
        with pytest.raises(IntegrityError, match=f"assessment_{name}_same_programme"), transaction.atomic():
            act()
            connection.check_constraints()


def world_seat(world):
    return Seat.objects.filter(cohort=world.cohort).order_by("pk")


def reviews(review):
    return Review.objects.filter(pk=review.pk)


def moderations(meeting):
    return Moderation.objects.filter(pk=meeting.pk)
