"""What does the panel's side keep about a person?"""

from __future__ import annotations

from typing import Any

from assessment.models import Conflict, Review, Score, Seat
from charter.kit import duties
from charter.kit.duties import Section
from charter.models import Person


@duties.on_export
def panels_part(person: Person) -> list[Section]:
    """Their seats, what they were asked to read, every score and reason of theirs, and their connections."""
    return [
        Section("Your seats on panels", _seats(person)),
        Section("Applications you were asked to read", _reviews(person)),
        Section("Your scores", _scores(person)),
        Section("Connections that you declared or that staff know", _connections(person)),
    ]


def _seats(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "Cohort": row.cohort.name,
            "Seat": row.get_kind_display(),
            "Marked as a lived experience seat": "Yes" if row.lived_experience else "No",
            "Trained on": row.trained_on,
            "From": row.given_at,
            "Until": row.ended_at,
        }
        for row in Seat.objects.filter(person=person).select_related("cohort").order_by("-pk")
    ]


def _reviews(person: Person) -> list[dict[str, Any]]:
    rows = Review.objects.filter(assignment__seat__person=person).select_related("application").order_by("-pk")
    return [
        {"Application": row.application.reference, "Stands": row.get_state_display(), "Since": row.state_at}
        for row in rows
    ]


def _scores(person: Person) -> list[dict[str, Any]]:
    rows = Score.objects.filter(review__assignment__seat__person=person)
    return [
        {
            "Application": row.review.application.reference,
            "Standard": row.standard.code,
            "Score": row.points,
            "Reason": row.reason,
            "Saved": row.saved_at,
        }
        for row in rows.select_related("review__application", "standard").order_by("review", "standard")
    ]


def _connections(person: Person) -> list[dict[str, Any]]:
    rows = Conflict.objects.filter(person=person).select_related("application").order_by("-pk")
    return [
        {
            "Application": row.application.reference,
            "Answer": row.get_connection_display(),
            "Recorded": row.recorded_at,
            "Lifted": row.lifted_at,
        }
        for row in rows
    ]
