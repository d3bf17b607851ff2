"""How is an account suspended, for the whole installation? By whoever runs it, from the command line."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.actions import sessions
from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Person


@transaction.atomic
def suspend(person: Person, *, reason: str, by: Any) -> int:
    """Close the way in and end every session in the same transaction; gives how many sessions there were.

    Roles stay, and mean nothing while the account is suspended. Refuses without a reason.
    """
    if not reason.strip():
        raise Refused("Say why.")
    Person.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False
    audit.record("person:suspended", person, by=by, reason=reason)
    return sessions.end_all(person, by=by, reason=reason)


@transaction.atomic
def lift(person: Person, *, reason: str, by: Any) -> None:
    """Open the account again. Refuses one that was erased."""
    if person.erased_at is not None:
        raise Refused("This account was closed for good.")
    Person.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = True
    audit.record("person:unsuspended", person, by=by, reason=reason)
