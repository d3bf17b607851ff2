"""Is every version of what must be answered for kept, however it was changed, and by whom?"""

import pytest
from django.db import connection

from applications.actions import answers
from applications.models import Answer, AnswerHistory, SectionHistory
from assessment.models import AgreedScoreHistory, DecisionHistory, ScoreHistory
from charter.kit import history, tenancy
from charter.kit.database import APPEND_ONLY
from charter.kit.models import AuditEvent
from charter.models import MembershipHistory

KEPT = {AnswerHistory, AgreedScoreHistory, DecisionHistory, MembershipHistory, ScoreHistory, SectionHistory}


@pytest.fixture
def answer(place):
    """One answer, written by a contributor."""
    application = place.draft()
    place.sign_values()
    return answers.save(application, standard=place.standards[0], text="One", version=0, by=place.oak.contributor)


def versions(answer):
    rows = AnswerHistory.objects.filter(row_id=answer.pk).order_by("history_id")
    return [(row.history_change, row.text) for row in rows]


def test_answers_scores_decisions_and_memberships_are_kept():
    assert set(history.HISTORIES.values()) == KEPT
    assert {model._meta.db_table for model in KEPT} <= APPEND_ONLY


def test_every_column_is_kept_and_no_key_binds_it(db):
    for tracked, kept in history.HISTORIES.items():
        columns = {field.column for field in tracked._meta.concrete_fields} - {"id"} | {"row_id"}
        assert columns <= {field.column for field in kept._meta.concrete_fields}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
                [kept._meta.db_table],
            )
            assert cursor.fetchone() == (0,)


def test_each_way_of_changing_leaves_a_version(answer):
    Answer.objects.filter(pk=answer.pk).update(text="Changed in bulk.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applications_answer SET text = 'Changed by hand.' WHERE id = %s", [answer.pk])
    Answer.objects.filter(pk=answer.pk).update(text="Changed by hand.")
    Answer.objects.filter(pk=answer.pk).delete()

    assert versions(answer)[1:] == [
        ("U", "Changed in bulk."),
        ("U", "Changed by hand."),
        ("D", "Changed by hand."),
    ]


def test_a_version_says_who_and_leads_to_the_event_of_its_transaction(answer):
    person = answer.saved_by
    with tenancy.acting(person, answer.programme):
        Answer.objects.filter(pk=answer.pk).update(text="Again.")
        with tenancy.as_system("a test"):
            Answer.objects.filter(pk=answer.pk).update(text="Once more.")
    last, before = AnswerHistory.objects.filter(row_id=answer.pk)[:2]

    assert (before.history_actor, last.history_actor, last.history_role) == (str(person.pk), "system", "app")
    assert AuditEvent.objects.filter(transaction_id=last.history_transaction, verb="answer:saved").exists()
    assert (last.programme_id, last.application_id) == (answer.programme_id, answer.application_id)


@pytest.mark.parametrize("setting", ["pgtrigger.ignore", "app.history"])
def test_no_setting_of_a_session_switches_it_off(answer, setting):
    before = len(versions(answer))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '{applications_answerhistory}', true)", [setting])
        cursor.execute("UPDATE applications_answer SET text = 'Quietly.' WHERE id = %s", [answer.pk])

    assert len(versions(answer)) == before + 1
