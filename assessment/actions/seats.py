"""How does a person come to sit on a cohort's panel?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from assessment.enums import SeatKind
from assessment.models import Seat
from assessment.selectors.panel import ELIGIBLE
from charter import standing
from charter.enums import Role
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Cohort, Person


@transaction.atomic
def give(
    cohort: Cohort,
    *,
    person: Person,
    kind: str,
    lived_experience: bool = False,
    trained_on: date | None = None,
    by: Any,
) -> Seat:
    """Give ``person`` a seat of ``kind``; giving one that stands changes its mark and its day of training.

    ``lived_experience`` marks the seat, for quorum; nobody's lived experience is recorded. Refuses a person
    without the role that the seat asks for, and a day of training that lies ahead.
    """
    seat_kind = SeatKind(kind)
    if not standing.of(person).in_programme(cohort.programme_id) & set(ELIGIBLE[seat_kind]):
        role = str(Role(ELIGIBLE[seat_kind][0]).label).lower()
        raise Refused(f"{person} is not a {role} of this programme. Invite them first.")
    if trained_on is not None and trained_on > clock.today():
        raise Refused("Enter a day of training that has passed.")
    seat, created = Seat.objects.select_for_update(of=("self",)).get_or_create(
        cohort=cohort,
        person=person,
        kind=seat_kind,
        ended_at=None,
        defaults={
            "programme_id": cohort.programme_id,
            "lived_experience": lived_experience,
            "trained_on": trained_on,
            "given_at": clock.now(),
        },
    )
    if not created:
        seat.lived_experience, seat.trained_on = lived_experience, trained_on
        seat.save(update_fields=["lived_experience", "trained_on"])
    audit.record(
        "seat:given" if created else "seat:changed",
        seat,
        by=by,
        person=str(person),
        cohort=cohort.name,
        kind=str(seat_kind.label).lower(),
    )
    return seat
