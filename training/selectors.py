"""What do pages and other apps ask about training?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from charter.models import Cohort, Organisation
from training.models import Attendance, Session


def sessions_of(cohort: Cohort) -> QuerySet[Session]:
    """A cohort's sessions in the order they are held."""
    return Session.objects.filter(cohort=cohort).order_by("begins_at", "title", "pk")


def attended(organisation: Organisation, cohort: Cohort) -> bool:
    """Whether an officer has marked somebody of ``organisation`` at a session of ``cohort``."""
    return Attendance.objects.filter(organisation=organisation, session__cohort=cohort).exists()


def sessions_attended(organisation: Organisation, cohort: Cohort) -> list[Session]:
    """The cohort's sessions at which the organisation was marked, in order."""
    return list(Session.objects.filter(cohort=cohort, attendances__organisation=organisation).order_by("begins_at"))


@dataclass(frozen=True)
class SessionRow:
    """A session with the organisations that were marked and those that could still be."""

    session: Session
    attended: tuple[Organisation, ...]
    missing: tuple[Organisation, ...]


def sessions_page(cohort: Cohort, organisations: Iterable[Organisation]) -> list[SessionRow]:
    """Every session of ``cohort`` against ``organisations`` (those that take part). Two queries."""
    named = {organisation.pk: organisation for organisation in organisations}
    marked: dict[int, set[int]] = {}
    sessions = list(sessions_of(cohort).prefetch_related("attendances__organisation"))
    for session in sessions:
        for attendance in session.attendances.all():
            named.setdefault(attendance.organisation_id, attendance.organisation)
            marked.setdefault(session.pk, set()).add(attendance.organisation_id)
    ordered = sorted(named.values(), key=lambda organisation: organisation.name)
    return [
        SessionRow(
            session=session,
            attended=tuple(row for row in ordered if row.pk in marked.get(session.pk, set())),
            missing=tuple(row for row in ordered if row.pk not in marked.get(session.pk, set())),
        )
        for session in sessions
    ]
