"""What does the panel's side keep about a person?"""

from __future__ import annotations

from assessment.models import Conflict, Review, Score, Seat
from charter.kit import duties
from charter.kit.duties import Section
from charter.models import Person


@duties.on_export
def panels_part(person: Person) -> list[Section]:
    """Their seats, what they were asked to read, every score and reason of theirs, and their connections."""
    seats = Seat.objects.filter(person=person).select_related("cohort").order_by("-pk")
    reviews = Review.objects.filter(assignment__seat__person=person).select_related("application").order_by("-pk")
    scores = Score.objects.filter(review__assignment__seat__person=person).select_related(
        "review__application", "standard"
    )
    conflicts = Conflict.objects.filter(person=person).select_related("application").order_by("-pk")
    return [
        Section(
            "Your seats on panels",
            [
                {
                    "Cohort": row.cohort.name,
                    "Seat": row.get_kind_display(),
                    "Marked as a lived experience seat": "Yes" if row.lived_experience else "No",
                    "Trained on": row.trained_on,
                    "From": row.given_at,
                    "Until": row.ended_at,
                }
                for row in seats
            ],
        ),
        Section(
            "Applications you were asked to read",
            [
                {"Application": row.application.reference, "Stands": row.get_state_display(), "Since": row.state_at}
                for row in reviews
            ],
        ),
        Section(
            "Your scores",
            [
                {
                    "Application": row.review.application.reference,
                    "Standard": row.standard.code,
                    "Score": row.points,
                    "Reason": row.reason,
                    "Saved": row.saved_at,
                }
                for row in scores.order_by("review", "standard")
            ],
        ),
        Section(
            "Connections that you declared or that staff know",
            [
                {
                    "Application": row.application.reference,
                    "Answer": row.get_connection_display(),
                    "Recorded": row.recorded_at,
                    "Lifted": row.lifted_at,
                }
                for row in conflicts
            ],
        ),
    ]
