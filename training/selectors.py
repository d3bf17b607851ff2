"""What do pages and other apps ask about training?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from charter.models import Cohort, Organisation, Programme
from training.models import Attendance, Session


def sessions_of(cohort: Cohort) -> QuerySet[Session]:
    """A cohort's sessions in the order they are held."""
    return Session.objects.filter(cohort=cohort).order_by("begins_at", "title", "pk")


def attended(organisation: Organisation, cohort: Cohort) -> bool:
    """Whether an officer has marked somebody of ``organisation`` at a session of ``cohort``."""
    return Attendance.objects.filter(organisation=organisation, session__cohort=cohort).exists()


def attended_pairs(organisation_ids: Iterable[int], cohort_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Which of these organisations attended in which of these cohorts, as (organisation, cohort). One query."""
    rows = Attendance.objects.filter(organisation_id__in=organisation_ids, session__cohort_id__in=cohort_ids)
    return set(rows.values_list("organisation_id", "session__cohort_id"))


def sessions_attended(organisation: Organisation, cohort: Cohort) -> list[Session]:
    """The cohort's sessions at which the organisation was marked, in order."""
    return list(Session.objects.filter(cohort=cohort, attendances__organisation=organisation).order_by("begins_at"))


@dataclass(frozen=True)
class SessionRow:
    """A session with the organisations that were marked and those that could still be."""

    session: Session
    attended: tuple[Organisation, ...]
    missing: tuple[Organisation, ...]


def organisations_of(programme: Programme) -> list[Organisation]:
    """Every organisation of the programme by name: anybody of it may come to a session."""
    return list(Organisation.objects.filter(programme=programme).order_by("name"))


def sessions_page(cohort: Cohort) -> list[SessionRow]:
    """Every session of ``cohort`` with who attended and who could still be marked. Four queries."""
    ordered = organisations_of(cohort.programme)
    found = []
    for session in sessions_of(cohort).prefetch_related("attendances"):
        marked = {attendance.organisation_id for attendance in session.attendances.all()}
        found.append(
            SessionRow(
                session=session,
                attended=tuple(row for row in ordered if row.pk in marked),
                missing=tuple(row for row in ordered if row.pk not in marked),
            )
        )
    return found
