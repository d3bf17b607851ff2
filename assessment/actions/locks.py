"""Which rows does an action hold while it decides? Always the application first, then the review.

The locks leave keys free, so that a row which points to the application can be added meanwhile. PostgreSQL gives a
lock to those who may change a row; whoever decides something about it only holds it still, so Charter holds it.
"""

from __future__ import annotations

from applications.models import Application
from assessment.models import Review
from charter.kit import tenancy


def hold_application(application: Application) -> Application:
    """The application as it is now, held until the transaction ends, with what messages about it show."""
    held = Application.objects.select_for_update(of=("self",), no_key=True).select_related("organisation", "cohort")
    with tenancy.as_system("an application is held still while something about it is decided"):
        return held.get(pk=application.pk)


def hold_review(review: Review) -> Review:
    """The review as it is now, held until the transaction ends, with its seat, person and application."""
    held = Review.objects.select_for_update(of=("self",), no_key=True).select_related(
        "assignment__seat__person", "application__cohort", "application__organisation"
    )
    with tenancy.as_system("a review is held still while something about it is decided"):
        return held.get(pk=review.pk)
