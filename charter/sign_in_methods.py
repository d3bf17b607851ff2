"""By which ways can somebody sign in? In words, never in secrets."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from charter.models import Person


def ways_in(person: Person) -> list[dict[str, Any]]:
    """The person's addresses, password and further steps, each with when it was made or used, where that is kept."""
    found: list[dict[str, Any]] = [{"Way": "A code sent to your address", "Detail": person.email}]
    if person.has_usable_password():
        found.append({"Way": "A password", "Detail": "Only a digest of it is kept"})
    for row in Authenticator.objects.filter(user_id=person.pk):
        found.append({"Way": row.get_type_display(), "Detail": "", "Made": row.created_at, "Used": row.last_used_at})
    return found


def known_sessions(person: Person) -> QuerySet[UserSession]:
    """The person's sessions with their browsers."""
    return UserSession.objects.filter(user_id=person.pk)
