"""FLO-1: can what is stored change state in a way the workflow does not know, or be changed once it stands?"""

from __future__ import annotations

import itertools

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from applications import workflow as applications
from applications.enums import ExtensionState, State
from applications.models import Application, Extension, Snapshot
from assessment import workflow as assessment
from assessment.enums import ReviewState
from assessment.models import AgreedScore, Assignment, Decision, Review, Score
from awards import workflow as awards
from awards.enums import AwardState
from awards.models import Award, Certificate, Release, ReleaseItem
from charter import workflow as charter
from charter.enums import OrganisationState
from charter.kit import clock, tenancy
from charter.kit.freezing import Frozen, FrozenBy, StateMachine
from charter.models import Organisation
from tests.staged import staged

MACHINES = {
    "application": (Application, applications.TRANSITIONS, State.values),
    "extension": (Extension, applications.EXTENSION_TRANSITIONS, ExtensionState.values),
    "review": (Review, assessment.TRANSITIONS, ReviewState.values),
    "award": (Award, awards.TRANSITIONS, AwardState.values),
    "organisation": (Organisation, charter.TRANSITIONS, OrganisationState.values),
}
PAIRS = [
    pytest.param(name, before, after, id=f"{name}:{before}>{after}")
    for name, (_, _, states) in MACHINES.items()
    for before, after in itertools.permutations(states, 2)
]


@pytest.fixture(scope="module")
def side(django_db_setup, django_db_blocker):
    """One programme of the two-sided world, inside a transaction that is rolled back; Charter itself acts."""
    with django_db_blocker.unblock(), staged() as made, transaction.atomic():
        built = made().sides[0]
        with tenancy.acting(None, built.programme), tenancy.as_system("a test changes rows by hand"):
            yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows(side, django_db_blocker):
    """For each machine a row in each state, so complete that no other constraint minds the state."""
    with django_db_blocker.unblock():
        told = clock.now()
        sent = Application.objects.filter(programme=side.programme, state="sent").first()
        award = Award.objects.filter(programme=side.programme, state="active").first()
        review = Review.objects.filter(programme=side.programme).first()
        spare = [
            Application.objects.create(**fields(sent, reference=f"T-{n}", state=state, sent_at=told))
            for n, state in enumerate(State.values)
        ]
        extensions = [
            Extension.objects.create(
                programme=side.programme,
                organisation_id=sent.organisation_id,
                application=spare[n],
                state=state,
                state_at=told,
                reason="We moved.",
                asked_by=side.people["officer"],
                asked_at=told,
                until=told,
            )
            for n, state in enumerate(ExtensionState.values)
        ]
        assignments = [
            Assignment.objects.create(**fields(review.assignment, application_id=spare[n].pk))
            for n, _ in enumerate(ReviewState.values)
        ]
        reviews = [
            Review.objects.create(
                **fields(review, state=state, assignment_id=assignments[n].pk, application_id=spare[n].pk)
            )
            for n, state in enumerate(ReviewState.values)
        ]
        awards = [
            Award.objects.create(
                **fields(
                    award,
                    state=state,
                    code=f"T-{n}",
                    serial=9_000_000 + n,
                    application_id=spare[n].pk,
                    replaced_by_id=award.pk,
                )
            )
            for n, state in enumerate(AwardState.values)
        ]
        house = side.houses[0].organisation
        places = [
            Organisation.objects.create(**fields(house, state=state, slug=f"t-{state}"))
            for state in OrganisationState.values
        ]
        return {
            (name, row.state): row.pk
            for name, made in (
                ("application", spare),
                ("extension", extensions),
                ("review", reviews),
                ("award", awards),
                ("organisation", places),
            )
            for row in made
        }


def fields(row, **changes):
    """The row's own values, for another like it."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values.pop("id")
    return {**values, **changes}


@pytest.fixture
def refused(side, django_db_blocker):
    """What PostgreSQL says no with, as the application's role: a rule's name or ``grant``; None when it did it."""

    def attempt(statement, *values):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                assert cursor.rowcount == 1, "No such row, so nothing was tried."
                transaction.set_rollback(True)
        except DatabaseError as error:
            told = error.__cause__.diag
            return "grant" if told.sqlstate == "42501" else told.constraint_name
        return None

    with django_db_blocker.unblock():
        yield attempt


@pytest.mark.parametrize(("name", "before", "after"), PAIRS)
def test_a_state_follows_another_only_as_the_workflow_says(rows, refused, name, before, after):
    model, steps, _ = MACHINES[name]
    table = model._meta.db_table
    allowed = any(before in step.sources and after == step.target for step in steps)

    outcome = refused(f"UPDATE {table} SET state = %s WHERE id = %s", after, rows[name, before])

    assert outcome == (None if allowed else f"{table}_moves")


def test_every_workflow_has_its_machine_in_the_database():
    declared = {
        model: constraint
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, StateMachine)
    }

    assert set(declared) == {model for model, _, _ in MACHINES.values()}
    for model, steps, _ in MACHINES.values():
        assert set(declared[model].pairs) == {(source, step.target) for step in steps for source in step.sources}


# Frozen rows --------------------------------------------------------------------------------------

# A statement on one row, which row, and what refuses it; None where it must go through.
FROZEN = {
    "snapshot-changed": ("UPDATE applications_snapshot SET receipt = 'x' WHERE id = %s", "snapshot", "grant"),
    "snapshot-deleted": ("DELETE FROM applications_snapshot WHERE id = %s", "snapshot", "grant"),
    "open-score-changed": ("UPDATE assessment_score SET points = 0 WHERE id = %s", "open score", None),
    "locked-score-changed": (
        "UPDATE assessment_score SET points = 0 WHERE id = %s",
        "locked score",
        "assessment_score_locked",
    ),
    "locked-score-deleted": ("DELETE FROM assessment_score WHERE id = %s", "locked score", "assessment_score_locked"),
    "locked-review-moved": (
        "UPDATE assessment_review SET application_id = application_id + 1 WHERE id = %s",
        "locked review",
        "assessment_review_locked",
    ),
    "locked-review-deleted": (
        "DELETE FROM assessment_review WHERE id = %s",
        "locked review",
        "assessment_review_locked",
    ),
    "proposal-changed": ("UPDATE assessment_decision SET scores = '{}' WHERE id = %s", "proposal", None),
    "decision-changed": (
        "UPDATE assessment_decision SET scores = '{}' WHERE id = %s",
        "decision",
        "assessment_decision_stands",
    ),
    "decision-deleted": ("DELETE FROM assessment_decision WHERE id = %s", "decision", "assessment_decision_stands"),
    "agreed-score-before-the-decision": (
        "UPDATE assessment_agreedscore SET points = 0 WHERE id = %s",
        "agreed in moderation",
        None,
    ),
    "agreed-score-changed": (
        "UPDATE assessment_agreedscore SET points = 0 WHERE id = %s",
        "agreed",
        "assessment_agreedscore_stands",
    ),
    "agreed-score-deleted": (
        "DELETE FROM assessment_agreedscore WHERE id = %s",
        "agreed",
        "assessment_agreedscore_stands",
    ),
    "certificate-changed": ("UPDATE awards_certificate SET sha256 = 'x' WHERE id = %s", "certificate", "grant"),
    "certificate-deleted": (
        "DELETE FROM awards_certificate WHERE id = %s",
        "certificate",
        "awards_certificate_stands",
    ),
    "award-level-changed": (
        "UPDATE awards_award SET holders = '[]' WHERE id = %s",
        "award",
        "awards_award_released",
    ),
    "award-deleted": ("DELETE FROM awards_award WHERE id = %s", "award", "awards_award_released"),
    "planned-release-moved": ("UPDATE awards_release SET at = now() WHERE id = %s", "planned release", None),
    "done-release-moved": (
        "UPDATE awards_release SET at = now() WHERE id = %s",
        "release",
        "awards_release_approved",
    ),
    "done-release-undone": (
        "UPDATE awards_release SET done_at = NULL WHERE id = %s",
        "release",
        "awards_release_ended",
    ),
    "release-item-changed": (
        "UPDATE awards_releaseitem SET award_id = NULL WHERE id = %s",
        "release item",
        "grant",
    ),
    "release-item-deleted": (
        "DELETE FROM awards_releaseitem WHERE id = %s",
        "release item",
        "awards_releaseitem_approved",
    ),
    "release-item-added": (
        "INSERT INTO awards_releaseitem (programme_id, release_id, application_id, decision_id)"
        " SELECT programme_id, release_id, application_id, decision_id FROM awards_releaseitem WHERE id = %s",
        "release item",
        "awards_releaseitem_approved",
    ),
}


@pytest.fixture(scope="module")
def ids(side, django_db_blocker):
    """One row of each kind that FROZEN names."""
    with django_db_blocker.unblock():
        here = {"programme": side.programme}
        found = {
            "snapshot": Snapshot.objects.filter(**here),
            "open score": Score.objects.filter(review__state="open", **here),
            "locked score": Score.objects.filter(review__state="locked", **here),
            "locked review": Review.objects.filter(state="locked", **here),
            "proposal": Decision.objects.filter(confirmed_at__isnull=True, **here),
            "decision": Decision.objects.filter(confirmed_at__isnull=False, **here),
            "agreed in moderation": AgreedScore.objects.filter(moderation__application__state="moderating", **here),
            "agreed": AgreedScore.objects.filter(moderation__application__state="decided", **here),
            "certificate": Certificate.objects.filter(award__state="active", **here),
            "award": Award.objects.filter(state="active", **here),
            "planned release": Release.objects.filter(approved_at__isnull=True, **here),
            "release": Release.objects.filter(done_at__isnull=False, **here),
            "release item": ReleaseItem.objects.filter(release__done_at__isnull=False, **here),
        }
        review = Review.objects.filter(state="open", **here).first()
        locked = Score.objects.filter(review__state="locked", **here).first()
        Score.objects.create(**fields(locked, review_id=review.pk))
        return {name: rows.values_list("pk", flat=True).first() for name, rows in found.items()}


@pytest.mark.parametrize(("statement", "row", "by"), FROZEN.values(), ids=FROZEN)
def test_what_stands_is_not_changed_by_hand(ids, refused, statement, row, by):
    assert refused(statement, ids[row]) == by


def test_the_triggers_stand_behind_the_missing_grants(side, django_db_blocker):
    """A grant given by mistake opens nothing."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        standing = {name for (name,) in cursor.fetchall()}

    declared = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, StateMachine | Frozen | FrozenBy)
    }
    assert declared - standing == set()
    assert {"applications_snapshot_stands", "awards_certificate_stands", "awards_releaseitem_approved"} <= declared
