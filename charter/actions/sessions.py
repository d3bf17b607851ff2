"""How do a person's sessions end: one, all but this one, or all of them?

A session that is ended is gone from the store in the same transaction, so its cookie opens nothing any more.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from charter.kit import audit
from charter.models import Person


@transaction.atomic
def end_all(person: Person, *, by: Any, reason: str) -> int:
    """End every session of ``person``; gives how many there were. ``reason`` is a sentence for the record."""
    return _end(UserSession.objects.filter(user_id=person.pk), person, by=by, reason=reason)


@transaction.atomic
def end_others(person: Person, *, keep: str | None, by: Any, reason: str) -> int:
    """End every session of ``person`` but the one whose key is ``keep``; gives how many there were."""
    rows = UserSession.objects.filter(user_id=person.pk).exclude(session_key=keep or "")
    return _end(rows, person, by=by, reason=reason)


@transaction.atomic
def end_one(person: Person, *, session: int, by: Any, reason: str) -> int:
    """End the one session of ``person`` whose row has the id ``session``; 0 when it had ended already."""
    return _end(UserSession.objects.filter(user_id=person.pk, pk=session), person, by=by, reason=reason)


def _end(rows: QuerySet[UserSession], person: Person, *, by: Any, reason: str) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    if ended:
        audit.record("sessions:ended", person, by=by, count=ended, reason=reason)
    return ended
