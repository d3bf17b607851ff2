"""Are sessions added and attendance marked once, by officers, and read by those who need it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from tests.applications import places
from tests.applications.test_pages import client_of
from training import actions, selectors
from training.models import Attendance, Session


@pytest.fixture
def session(place):
    return actions.add_session(
        place.cohort, title="Welcome", begins_at=clock.now() - timedelta(hours=2), place="Online", by=place.officer
    )


def test_a_session_is_added_once(place, session):
    with pytest.raises(Refused, match="has a session with this title at this time"):
        actions.add_session(
            place.cohort, title=" Welcome ", begins_at=session.begins_at, place="Leeds", by=place.officer
        )
    with pytest.raises(IntegrityError, match="training_session_once"), transaction.atomic():
        Session.objects.create(
            programme=place.programme, cohort=place.cohort, title="Welcome", begins_at=session.begins_at, place="X"
        )


def test_attendance_is_marked_once(place, session):
    organisation = place.oak.organisation
    assert not selectors.attended(organisation, place.cohort)

    first = actions.mark_attendance(session, organisation=organisation, by=place.officer)
    second = actions.mark_attendance(session, organisation=organisation, by=place.programme_lead)

    assert first == second and second.marked_by == place.officer
    assert selectors.attended(organisation, place.cohort)
    assert selectors.sessions_attended(organisation, place.cohort) == [session]
    assert AuditEvent.objects.filter(verb="attendance:marked", target_id=first.pk).count() == 1
    with pytest.raises(IntegrityError, match="training_attendance_once"), transaction.atomic():
        Attendance.objects.create(
            programme=place.programme,
            session=session,
            organisation=organisation,
            marked_by=place.officer,
            marked_at=clock.now(),
        )


def test_a_session_that_has_not_begun_is_not_marked(place):
    later = actions.add_session(
        place.cohort, title="Later", begins_at=clock.now() + timedelta(hours=1), place="Online", by=place.officer
    )

    with pytest.raises(Refused, match="has not begun"):
        actions.mark_attendance(later, organisation=place.oak.organisation, by=place.officer)


def test_another_programmes_organisation_is_not_marked(place, session):
    other = places.build("ele", "ELE", "framework-ele-1.json")

    with pytest.raises(Refused, match="another programme"):
        actions.mark_attendance(session, organisation=other.oak.organisation, by=place.officer)


def test_the_page_adds_sessions_in_london_time(place):
    client, url = client_of(place.officer), place.url("staff/cohorts/spring/training/")

    empty = client.get(url).content.decode()
    wrong = client.post(url, {"title": "", "begins_at": "soon", "place": ""})
    done = client.post(url, {"title": "Clinic", "begins_at": "2027-07-01T17:00", "place": "Online"})
    skipped = client.post(url, {"title": "Clinic", "begins_at": "2027-03-28T01:30", "place": "Online"})

    assert "No session yet" in empty
    assert (wrong.status_code, done.status_code, skipped.status_code) == (422, 302, 422)
    assert Session.objects.get(cohort=place.cohort).begins_at == datetime(2027, 7, 1, 16, tzinfo=UTC)
    assert "5pm" in client.get(url).content.decode()
    assert client_of(place.oak.lead).get(url).status_code == 404


def test_the_page_marks_several_at_once(place, session):
    client, url = client_of(place.officer), place.url("staff/cohorts/spring/training/attendance/")
    both = [place.oak.organisation.slug, place.ash.organisation.slug]

    nobody = client.post(url, {"session": session.pk})
    strange = client.post(url, {"session": session.pk, "organisations": ["nobody"]})
    unknown = client.post(url, {"session": "9999999", "organisations": both})
    done = client.post(url, {"session": session.pk, "organisations": both})
    again = client.post(url, {"session": session.pk, "organisations": both})

    assert [r.status_code for r in (nobody, strange, unknown, done, again)] == [422, 422, 422, 302, 302]
    assert "Select at least one organisation." in nobody.content.decode()
    assert Attendance.objects.filter(session=session).count() == 2
    assert client.get(url).status_code == 302


def test_the_page_costs_the_same_with_one_session_and_with_three(place, session):
    client, url = client_of(place.officer), place.url("staff/cohorts/spring/training/")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    actions.mark_attendance(session, organisation=place.oak.organisation, by=place.officer)
    client.get(url)
    one = cost()
    for title in ("Clinic", "Stigma"):
        more = actions.add_session(
            place.cohort, title=title, begins_at=session.begins_at, place="Online", by=place.officer
        )
        for party in (place.oak, place.ash):
            actions.mark_attendance(more, organisation=party.organisation, by=place.officer)

    assert cost() == one
    # The two savepoints are this test's own.
    assert one - 2 <= 12
