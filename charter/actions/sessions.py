"""How do all of somebody's sessions end at once?"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from charter.kit import audit, clock
from charter.models import Person
from charter.sign_in_methods import known_sessions


@transaction.atomic
def end_all(person: Person, *, by: Any, reason: str) -> int:
    """End every session of ``person`` in this transaction, whatever browser it is in; gives how many there were."""
    if apps.is_installed("allauth.usersessions"):
        own = known_sessions(person)
        keys = list(own.values_list("session_key", flat=True))
        own.delete()
    else:
        alive = Session.objects.filter(expire_date__gt=clock.now())
        keys = [row.pk for row in alive.iterator() if row.get_decoded().get(SESSION_KEY) == str(person.pk)]
    ended, _ = Session.objects.filter(pk__in=keys).delete()
    audit.record("person:sessions-ended", person, by=by, reason=reason, count=ended)
    return ended
