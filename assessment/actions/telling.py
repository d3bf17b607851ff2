"""What does the panel hear when an application leaves it, or comes back?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.enums import State
from applications.models import Application
from assessment import notifications
from assessment.models import Review
from charter.kit.clock import now


@transaction.atomic
def tell_panel(application: Application, *, withdrawn: bool, by: Any) -> int:
    """Tell everybody who has a review of it that counts; gives how many were told.

    Nobody is told what is no longer so: the news may be late.
    """
    if (application.state == State.WITHDRAWN) is not withdrawn:
        return 0
    reviews = Review.objects.counted().filter(application=application).select_related("assignment__seat__person")
    people = {review.assignment.seat.person for review in reviews}
    notifications.left_or_back(application, sorted(people, key=lambda row: row.pk), withdrawn=withdrawn, at=now())
    return len(people)
