"""What does the panel's side do when somebody has lost the role that their seat asks for?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from assessment.actions import scoring
from assessment.enums import ReviewState
from assessment.models import Review, Seat
from assessment.selectors.panel import ELIGIBLE
from charter import standing
from charter.kit import audit, clock, duties, grants
from charter.models import Person, Programme


@duties.on_leaving
@transaction.atomic
def leave(person: Person, programme: Programme, *, by: Any) -> list[str]:
    """End the seats whose role is gone; what was being read is handed back, and what was lent ends.

    Finished reviews stand: their scores were given by somebody who had the right to. Gives a sentence for each thing.
    """
    standing.forget(person)
    held = standing.of(person).in_programme(programme.pk)
    seats = Seat.objects.select_for_update(of=("self",)).filter(
        programme=programme, person=person, ended_at__isnull=True
    )
    done = []
    for seat in seats.select_related("cohort").order_by("pk"):
        if held & set(ELIGIBLE[seat.kind]):
            continue
        done += _hand_back(seat, person, by=by)
        seat.ended_at = clock.now()
        seat.save(update_fields=["ended_at"])
        audit.record("seat:ended", seat, by=by, person=str(person), cohort=seat.cohort.name)
        done.append(f"The seat on the panel of {seat.cohort.name} has ended.")
    return done


def _hand_back(seat: Seat, person: Person, *, by: Any) -> list[str]:
    reviews = Review.objects.counted().filter(assignment__seat=seat).select_related("application")
    done = []
    for review in reviews.order_by("pk"):
        if review.state == ReviewState.LOCKED:
            grants.take_back(person, review.application)
        else:
            scoring.take_back(review, by=by)
            done.append(f"{review.application.reference} was handed back and needs another reader.")
    return done
