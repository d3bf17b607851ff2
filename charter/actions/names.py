"""How does a person come to be called what they are called?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.kit import audit
from charter.models import Person


@transaction.atomic
def call(person: Person, *, name: str, by: Any) -> Person:
    """Give a person the name they typed; an empty one changes nothing."""
    name = " ".join(name.split())
    if name and name != person.name:
        person.name = name
        person.save(update_fields=["name"])
        audit.record("person:named", person, by=by)
    return person
