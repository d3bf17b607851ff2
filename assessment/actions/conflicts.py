"""What happens when somebody answers the question about connections, or staff know the answer?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import panel as applications_panel
from applications.models import Application
from assessment import notifications, workflow
from assessment.actions import locks
from assessment.enums import CONFLICTING, COUNTED, Connection, ReviewState
from assessment.models import Conflict, Review
from assessment.permissions import ANSWER_CONFLICT
from charter.kit import audit, clock, grants, tenancy, transitions
from charter.kit.access import Refused


@transaction.atomic
def answer(review: Review, *, connection: str, by: Any) -> Conflict:
    """Record the assessor's answer, first or later, as long as the review is not finished.

    None opens the review and lends the application. Connected or unsure sets the review aside, hides the
    application from the person, takes everything back and tells the officers that a reader is needed.
    Refuses somebody else's review, an answer that is not one of the three, and a finished review.
    """
    if connection not in Connection.values:
        raise Refused("Select whether you have a connection.")
    locks.hold_application(review.application)
    held = locks.hold_review(review)
    if held.assignment.seat.person_id != by.pk:
        raise Refused("Only the person who was asked can answer.")
    if held.state not in COUNTED:
        raise Refused(workflow.VOID.refusal)
    ANSWER_CONFLICT.demand(by, held)
    conflict = _record(held.application, person=by, connection=connection, by=by)
    audit.record("conflict:answered", conflict, by=by, reference=held.application.reference)
    if connection in CONFLICTING:
        _remove(held.application, person=by, by=by)
        notifications.seat_freed(held)
    elif held.state == ReviewState.INVITED:
        transitions.move(held, workflow.OPEN, by=by, reference=held.application.reference)
        with tenancy.as_system("an assessor without a connection is lent the application"):
            grants.lend(by, "view_application", held.application)
            grants.lend(by, "score_application", held.application)
    return conflict


@transaction.atomic
def set_by_staff(application: Application, *, person: Any, by: Any) -> Conflict:
    """Record that ``person`` has a connection: what they had of the application is gone at once.

    Their reviews are set aside, finished or not, and no longer count. Refuses a connection that stands.
    """
    held = locks.hold_application(application)
    standing = Conflict.objects.filter(
        application=held, person=person, connection__in=CONFLICTING, lifted_at__isnull=True
    )
    if standing.exists():
        raise Refused(f"A connection of {person} is on record already.")
    conflict = _record(held, person=person, connection=Connection.CONNECTED, by=by)
    audit.record("conflict:set", conflict, by=by, reference=held.reference, person=str(person))
    _remove(held, person=person, by=by)
    return conflict


def _record(application: Application, *, person: Any, connection: str, by: Any) -> Conflict:
    """The answer that stands from now on; an earlier one of another kind is lifted and kept."""
    standing = Conflict.objects.select_for_update(of=("self",)).filter(
        application=application, person=person, lifted_at__isnull=True
    )
    earlier = standing.first()
    if earlier is not None:
        if earlier.connection == connection:
            return earlier
        earlier.lifted_at = clock.now()
        earlier.save(update_fields=["lifted_at"])
    return Conflict.objects.create(
        programme_id=application.programme_id,
        application=application,
        person=person,
        connection=connection,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _remove(application: Application, *, person: Any, by: Any) -> None:
    """Hide the application from the person: recusal, reviews set aside, grants taken back."""
    with tenancy.as_system("a connection hides the application from a person at once"):
        applications_panel.recuse(application, person=person, by=by)
        reviews = Review.objects.counted().filter(application=application, assignment__seat__person=person)
        for review in reviews.order_by("pk"):
            transitions.move(review, workflow.VOID, by=by, reference=application.reference)
        grants.take_back(person, application)
