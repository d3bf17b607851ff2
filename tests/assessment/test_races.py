"""Of two people who press at once, does exactly one decide? Real transactions, in a programme of their own."""

from __future__ import annotations

import secrets
import string
import threading

import pytest
from django.db import connection, connections

from applications.enums import State
from applications.models import Application
from assessment.actions import conflicts, deciding, moderation, scoring, seats
from assessment.models import AgreedScore, Decision, Moderation, Review, Score
from charter.enums import Role
from charter.kit import clock, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message, OutboxRow
from tests.assessment.factory import NOW, make_world, person


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A world whose rows are committed and stay: the application's role may not flush (settled 9)."""
    with django_db_blocker.unblock():
        # Letters only: a prefix has no digits.
        slug = "r" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))
        with clock.at(NOW), tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            world = make_world(slug)
        yield world
        # What is owed would be done by the next test that runs due rows.
        OutboxRow.objects.filter(programme_id=world.programme.pk).delete()
        Message.objects.filter(programme_id=world.programme.pk).delete()
        connection.close()


def scene(world, make):
    with clock.at(NOW), tenancy.acting(None, world.programme), tenancy.as_system("a test sets the scene"):
        return make()


def at_once(world, *acts):
    """Each ``(person, act)`` in a thread and transaction of its own, let go together; what each came to."""
    gate = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place, who, act):
        try:
            with clock.at(NOW), tenancy.acting(who, world.programme):
                gate.wait(timeout=30)
                outcomes[place] = act()
        except Refused as refused:
            outcomes[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, *act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def refusals(outcomes):
    return [outcome.sentence for outcome in outcomes if isinstance(outcome, Refused)]


def events(verb, world):
    return AuditEvent.objects.filter(verb=verb, programme_id=world.programme.pk).count()


def test_two_who_confirm_at_once_make_one_confirmation(committed):
    world = committed
    application = scene(world, lambda: world.proposed(2))

    outcomes = at_once(
        world,
        (world.lead, lambda: deciding.confirm(application, by=world.lead)),
        (world.second_lead, lambda: deciding.confirm(application, by=world.second_lead)),
    )

    assert refusals(outcomes) == ["Only a proposed level can be confirmed or sent back."]
    decision = Decision.objects.get(application=application)
    assert decision.confirmed_by in (world.lead, world.second_lead)
    assert events("decision:confirmed", world) == 1
    assert Application.objects.get(pk=application.pk).state == State.DECIDED


def test_one_confirms_while_another_sends_back(committed):
    world = committed
    application = scene(world, lambda: world.proposed(2))

    outcomes = at_once(
        world,
        (world.lead, lambda: deciding.confirm(application, by=world.lead)),
        (world.second_lead, lambda: deciding.refuse(application, reason="Why.", by=world.second_lead)),
    )

    assert len(refusals(outcomes)) == 1
    decision = Decision.objects.get(application=application)
    assert (decision.confirmed_at is None) != (decision.refused_at is None)
    expected = State.DECIDED if decision.confirmed_at else State.MODERATING
    assert Application.objects.get(pk=application.pk).state == expected


def test_two_chairs_who_reveal_at_once_make_one_moderation(committed):
    world = committed

    def two_chairs():
        second = person("Second chair", Role.CHAIR, programme=world.programme)
        seats.give(world.cohort, person=second, kind="chair", by=world.officer)
        return world.ready(), second

    application, second = scene(world, two_chairs)

    outcomes = at_once(
        world,
        (world.chair, lambda: moderation.reveal(application, by=world.chair)),
        (second, lambda: moderation.reveal(application, by=second)),
    )

    assert refusals(outcomes) == ["The panel has stopped scoring this application."]
    assert Moderation.objects.filter(application=application).count() == 1
    assert events("moderation:revealed", world) == 1


def test_a_connection_set_during_the_reveal_comes_before_or_after_it_as_a_whole(committed):
    world = committed
    application = scene(world, world.ready)
    tess = world.assessors[0]

    outcomes = at_once(
        world,
        (world.chair, lambda: moderation.reveal(application, by=world.chair)),
        (world.officer, lambda: conflicts.set_by_staff(application, person=tess, by=world.officer)),
    )

    assert Review.objects.get(application=application, assignment__seat__person=tess).state == "void"
    revealed = Moderation.objects.filter(application=application).exists()
    assert len(refusals(outcomes)) == (0 if revealed else 1)


def test_a_save_and_a_finish_at_once_never_change_a_finished_score(committed):
    world = committed

    def almost():
        application = world.assessing()
        review = world.open(application, world.assessors[0])
        world.score_all(review, 2)
        return review

    review = scene(world, almost)
    tess = world.assessors[0]

    def save():
        return scoring.save(review, standard=world.standards[0], points=0, reason="Late thought.", version=1, by=tess)

    outcomes = at_once(world, (tess, save), (tess, lambda: scoring.lock(review, by=tess)))

    review.refresh_from_db()
    score = Score.objects.get(review=review, standard=world.standards[0])
    assert review.state == "locked"
    if refusals(outcomes):
        assert (score.points, score.version) == (2, 1)
    else:
        assert (score.points, score.version) == (0, 2)


def test_two_tabs_that_save_at_once_keep_one_and_show_the_other(committed):
    world = committed
    tess = world.assessors[0]
    review = scene(world, lambda: world.open(world.assessing(), tess))

    def tab(words):
        return lambda: scoring.save(review, standard=world.standards[0], points=1, reason=words, version=0, by=tess)

    outcomes = at_once(world, (tess, tab("One")), (tess, tab("Two")))

    conflicted = [outcome for outcome in outcomes if isinstance(outcome, scoring.Conflicted)]
    assert len(conflicted) == 1
    score = Score.objects.get(review=review)
    assert (score.version, conflicted[0].score.reason) == (1, score.reason)


def test_two_who_agree_one_standard_at_once_leave_one_agreed_score(committed):
    world = committed
    meeting = scene(world, world.moderating)
    standard = world.standards[0]

    at_once(
        world,
        (world.chair, lambda: moderation.agree(meeting, standard=standard, points=1, by=world.chair)),
        (world.chair, lambda: moderation.agree(meeting, standard=standard, points=3, by=world.chair)),
    )

    assert AgreedScore.objects.filter(moderation=meeting).count() == 1
    assert events("standard:agreed", world) == 2
