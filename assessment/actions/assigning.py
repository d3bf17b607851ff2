"""Who reads which application, and when may the panel start?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import panel as applications_panel
from applications.enums import State
from applications.models import Application
from assessment import notifications
from assessment.actions import locks
from assessment.models import Assignment, Review, Seat
from assessment.selectors import panel
from charter.kit import audit, clock
from charter.kit.access import Refused

ASSIGNABLE = frozenset({State.ACCEPTED, State.ASSESSING})


@transaction.atomic
def assign(application: Application, *, seat: Seat, by: Any) -> Assignment:
    """Give an accepted application to the person in ``seat``; while the panel is scoring they are told at once.

    Refuses a seat of another cohort, an observer's, one whose person has a connection or has been assigned
    before, and one without training in the last 12 months.
    """
    held = locks.hold_application(application)
    if held.state not in ASSIGNABLE:
        raise Refused("Only an accepted application, or one that is being scored, can be assigned.")
    seat = Seat.objects.select_related("person").get(pk=seat.pk)
    if seat.cohort_id != held.cohort_id or seat.ended_at is not None:
        raise Refused(f"{seat.person} has no seat on this cohort’s panel.")
    reason = panel.bar(seat, held)
    if reason:
        raise Refused(reason)
    instant = clock.now()
    assignment = Assignment.objects.create(
        programme_id=held.programme_id, seat=seat, application=held, assigned_by=by, assigned_at=instant
    )
    review = Review.objects.create(
        programme_id=held.programme_id, assignment=assignment, application=held, state_at=instant
    )
    audit.record("assignment:made", assignment, by=by, reference=held.reference, person=str(seat.person))
    if held.state == State.ASSESSING:
        notifications.assigned(review)
    return assignment


@transaction.atomic
def start(application: Application, *, by: Any) -> Application:
    """Let the panel begin; every assessor is told. Refuses with what the framework's policy still asks for."""
    held = locks.hold_application(application)
    if held.state == State.ACCEPTED:
        gaps = panel.start_gaps(held)
        if gaps:
            raise Refused(" ".join(gaps))
    applications_panel.start_assessing(held, by=by)
    for review in panel.counted_reviews(held).select_related("application__cohort", "application__programme"):
        notifications.assigned(review)
    return held
