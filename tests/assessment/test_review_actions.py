"""Is the question answered before content, and are scores kept, versioned and finished as they should be?"""

import pytest

from applications.enums import State
from applications.models import Application, Recusal
from assessment.actions import conflicts, scoring
from assessment.enums import ReviewState
from assessment.models import Conflict, Review, Score
from charter.kit import clock, grants
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.kit.tenancy import Hat
from tests import forced
from tests.assessment.factory import NOW, make_world
from tests.assessment.test_panel_actions import refuses

GRANTS = ("view_application", "score_application")


def lent(person, application):
    return [name for name in GRANTS if grants.is_lent(person, name, application)]


def test_nothing_is_lent_before_the_answer(world):
    application = world.assessing()
    tess = world.assessors[0]

    assert lent(tess, application) == []
    assert not Application.objects.visible_to(tess, world.programme, Hat.ASSESSOR).exists()


def test_no_connection_lends_the_application_and_opens_the_review(world):
    application = world.assessing()
    tess = world.assessors[0]

    review = world.open(application, tess)

    assert review.state == ReviewState.OPEN
    assert lent(tess, application) == list(GRANTS)
    assert Conflict.objects.get().connection == "none"
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("connection", ["connected", "unsure"])
@pytest.mark.parametrize("before", ["invited", "open"])
def test_a_connection_takes_everything_back(world, connection, before):
    application = world.assessing()
    tess = world.assessors[0]
    review = world.open(application, tess) if before == "open" else world.review(application, tess)

    conflicts.answer(review, connection=connection, by=tess)
    review.refresh_from_db()

    assert review.state == ReviewState.VOID
    assert lent(tess, application) == []
    assert Recusal.objects.get().person == tess
    assert not Application.objects.visible_to(tess, world.programme, Hat.ASSESSOR).exists()
    assert not Review.objects.visible_to(tess, world.programme, Hat.ASSESSOR).exists()
    assert Conflict.objects.get(lifted_at__isnull=True).connection == connection
    assert Message.objects.get(kind="assessment.seat_freed").to_address == world.officer.email


def test_the_first_answer_is_kept_when_a_later_one_differs(world):
    application = world.assessing()
    tess = world.assessors[0]
    review = world.open(application, tess)
    scoring.save(review, standard=world.standards[0], points=2, reason="Kept, sealed.", version=0, by=tess)

    conflicts.answer(review, connection="none", by=tess)
    conflicts.answer(review, connection="connected", by=tess)

    assert list(Conflict.objects.order_by("pk").values_list("connection", "lifted_at")) == [
        ("none", NOW),
        ("connected", None),
    ]
    assert Score.objects.get().reason == "Kept, sealed."


def test_who_may_answer_and_when(world):
    application = world.assessing()
    tess, gethin = world.assessors[:2]
    review = world.review(application, tess)

    refuses("Only the person who was asked", lambda: conflicts.answer(review, connection="none", by=gethin))
    refuses("Select whether", lambda: conflicts.answer(review, connection="maybe", by=tess))
    world.lock(application, gethin)
    locked = world.review(application, gethin)
    refuses("Your scores are finished", lambda: conflicts.answer(locked, connection="connected", by=gethin))
    scoring.hand_back(review, by=tess)
    refuses("has ended already", lambda: conflicts.answer(review, connection="none", by=tess))


def test_an_answer_before_the_start_is_refused(world):
    application = world.assigned()
    tess = world.assessors[0]

    refuses(
        "no longer with the panel",
        lambda: conflicts.answer(world.review(application, tess), connection="none", by=tess),
    )


def test_staff_set_a_connection_even_on_a_finished_review(world):
    application = world.assessing()
    tess = world.assessors[0]
    review = world.lock(application, tess)

    conflicts.set_by_staff(application, person=tess, by=world.officer)
    review.refresh_from_db()

    assert review.state == ReviewState.VOID
    assert lent(tess, application) == []
    refuses("is on record already", lambda: conflicts.set_by_staff(application, person=tess, by=world.officer))
    assert not Message.objects.filter(kind="assessment.seat_freed").exists()


def test_the_trail_tells_neither_the_answer_nor_a_score(world):
    application = world.assessing()
    tess = world.assessors[0]
    review = world.open(application, tess)
    scoring.save(review, standard=world.standards[0], points=3, reason="MARKED", version=0, by=tess)
    conflicts.answer(review, connection="unsure", by=tess)

    for event in AuditEvent.objects.all():
        assert "MARKED" not in str(event.detail)
        assert "points" not in event.detail
        assert "connection" not in event.detail


# Scores ---------------------------------------------------------------------------------------------------


@pytest.fixture
def open_review(world):
    application = world.assessing()
    review = world.open(application, world.assessors[0])

    def save(points=2, reason="Because.", version=0, standard=0):
        return scoring.save(
            review,
            standard=world.standards[standard],
            points=points,
            reason=reason,
            version=version,
            by=world.assessors[0],
        )

    return review, save


def test_saving_keeps_half_a_score_and_counts_versions(open_review):
    review, save = open_review

    first = save(points=None, reason="Only words")
    second = save(points=0, reason="", version=1)

    assert (first.version, second.version) == (1, 2)
    stored = Score.objects.get(review=review)
    assert (stored.points, stored.reason, stored.version) == (0, "", 2)


def test_saving_the_same_again_changes_nothing(open_review):
    _, save = open_review
    save()

    assert save(version=0).version == 1
    assert save(version=7).version == 1
    assert save(reason="Because.\r\nTwo lines", version=1).reason == "Because.\nTwo lines"
    assert save(reason="Because.\nTwo lines", version=1).version == 2


def test_saving_nothing_at_first_writes_nothing(open_review):
    review, save = open_review

    assert save(points=None, reason="").version == 0
    assert not Score.objects.filter(review=review).exists()


def test_an_old_version_with_other_words_is_refused_with_the_stored_one(open_review):
    _, save = open_review
    save(reason="First")
    save(reason="Second", version=1)

    with pytest.raises(scoring.Conflicted) as conflicted:
        save(reason="Third", version=1)

    assert conflicted.value.score.reason == "Second"
    assert Score.objects.get().reason == "Second"


def test_what_cannot_be_saved(world, open_review):
    review, save = open_review
    other = make_world("oth")

    refuses("Choose one of the scores", lambda: save(points=4))
    refuses("We do not know the version", lambda: save(version=3))
    refuses(
        "another framework",
        lambda: scoring.save(
            review, standard=other.standards[0], points=1, reason="", version=0, by=world.assessors[0]
        ),
    )
    refuses(
        "belongs to somebody else",
        lambda: scoring.save(
            review, standard=world.standards[0], points=1, reason="", version=0, by=world.assessors[1]
        ),
    )


def test_saving_is_recorded_once_an_hour(open_review):
    _, save = open_review
    save()
    save(reason="More.", version=1)
    with clock.at(NOW.replace(hour=10)):
        save(reason="Later.", version=2)

    assert AuditEvent.objects.filter(verb="score:saved").count() == 2


@pytest.mark.parametrize("state", ["moderating", "proposed", "decided", "withdrawn"])
def test_nothing_is_scored_when_the_panel_is_not_scoring(world, open_review, state):
    review, save = open_review
    forced.put(review.application, state=state)

    refuses("The panel has stopped scoring", save)


def test_nothing_is_scored_before_the_answer(world):
    application = world.assessing()
    review = world.review(application, world.assessors[0])

    refuses(
        "Answer the question about connections first.",
        lambda: scoring.save(
            review, standard=world.standards[0], points=1, reason="", version=0, by=world.assessors[0]
        ),
    )


def test_finishing_needs_every_score_and_reason(world, open_review):
    review, save = open_review
    tess = world.assessors[0]
    for place in range(3):
        save(standard=place)

    refuses("1 is left", lambda: scoring.lock(review, by=tess))
    save(standard=3, reason="  ")
    refuses("1 is left", lambda: scoring.lock(review, by=tess))
    save(standard=3, version=1)
    refuses("belongs to somebody else", lambda: scoring.lock(review, by=world.assessors[1]))

    assert scoring.lock(review, by=tess).state == ReviewState.LOCKED


def test_after_finishing_nothing_changes(world):
    application = world.assessing()
    tess = world.assessors[0]
    review = world.lock(application, tess)
    before = list(Score.objects.filter(review=review).values())

    for act in (
        lambda: scoring.save(review, standard=world.standards[0], points=0, reason="Other", version=1, by=tess),
        lambda: scoring.lock(review, by=tess),
    ):
        refuses("Your scores are finished", act)
    refuses("cannot be handed back", lambda: scoring.hand_back(review, by=tess))
    refuses("cannot be handed back", lambda: scoring.take_back(review, by=world.officer))

    assert list(Score.objects.filter(review=review).values()) == before


def test_the_chair_is_told_once_when_the_last_one_finishes(world):
    world.ready()

    told = Message.objects.filter(kind="assessment.panel_ready")
    assert list(told.values_list("to_address", flat=True)) == [world.chair.email]


def test_a_chair_with_a_connection_is_not_told(world):
    application = world.assessing()
    conflicts.set_by_staff(application, person=world.chair, by=world.officer)
    for one in world.assessors[:3]:
        world.lock(application, one)

    assert not Message.objects.filter(kind="assessment.panel_ready").exists()


def test_handing_back_is_for_the_assessor(world):
    application = world.assessing()
    review = world.open(application, world.assessors[0])

    refuses("belongs to somebody else", lambda: scoring.hand_back(review, by=world.assessors[1]))
    scoring.hand_back(review, by=world.assessors[0])

    assert lent(world.assessors[0], application) == []
    with pytest.raises(Refused):
        scoring.hand_back(review, by=world.assessors[0])


def test_states_of_applications_used_here_are_known():
    assert {"moderating", "proposed", "decided", "withdrawn"} <= set(State.values)
