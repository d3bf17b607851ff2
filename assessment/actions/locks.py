"""Which rows does an action hold while it decides? Always the application first, then the review.

The locks leave keys free, so that a row which points to the application can be added meanwhile.
"""

from __future__ import annotations

from applications.models import Application
from assessment.models import Review


def hold_application(application: Application) -> Application:
    """The application as it is now, held until the transaction ends, with what messages about it show."""
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "cohort")
        .get(pk=application.pk)
    )


def hold_review(review: Review) -> Review:
    """The review as it is now, held until the transaction ends, with its seat, person and application."""
    return (
        Review.objects.select_for_update(of=("self",), no_key=True)
        .select_related("assignment__seat__person", "application__cohort", "application__organisation")
        .get(pk=review.pk)
    )
