"""How do a session and an attendance come to be?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Cohort, Organisation
from training.models import Attendance, Session


@transaction.atomic
def add_session(cohort: Cohort, *, title: str, begins_at: datetime, place: str, by: Any) -> Session:
    """Add a session to ``cohort``; ``begins_at`` is aware. Refuses the same title at the same time twice."""
    title, place = " ".join(title.split()), " ".join(place.split())
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if Session.objects.filter(cohort=locked, title=title, begins_at=begins_at).exists():
        raise Refused("This cohort has a session with this title at this time.")
    session = Session.objects.create(
        programme_id=locked.programme_id, cohort=locked, title=title, begins_at=begins_at, place=place
    )
    audit.record("session:added", session, by=by)
    return session


@transaction.atomic
def mark_attendance(session: Session, *, organisation: Organisation, by: Any) -> Attendance:
    """Mark that somebody of ``organisation`` attended; marking twice is marking once.

    Refuses a session that has not begun and an organisation of another programme.
    """
    if organisation.programme_id != session.programme_id:
        raise Refused("This organisation is in another programme.")
    if session.begins_at > clock.now():
        raise Refused("This session has not begun. Mark attendance when it has.")
    attendance, created = Attendance.objects.get_or_create(
        programme_id=session.programme_id,
        session=session,
        organisation=organisation,
        defaults={"marked_by": by, "marked_at": clock.now()},
    )
    if created:
        audit.record("attendance:marked", attendance, by=by, who=organisation.name, session=session.title)
    return attendance
