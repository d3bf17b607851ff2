"""How does a link sign one of the demonstration's people in, once?

The link is a signed note of who it is for. That it was used is an audit event, so it is remembered as long as
anything is.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Person

LASTS = timedelta(days=7)
SALT = "charter.demo"
VERB = "person:became"
STALE = "This link was used already or is too old. Choose a person on the demonstration's own page."


def path(person: Person) -> str:
    """A new address that signs ``person`` in once, within seven days."""
    note = signing.dumps({"person": person.pk, "once": secrets.token_urlsafe(9)}, salt=SALT)
    return reverse("home:demo_link", kwargs={"token": note})


@transaction.atomic
def redeem(token: str) -> Person:
    """The person a link is for, from now on used. Refuses one that is used, too old or not ours."""
    try:
        note = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Refused(STALE) from None
    # The row is locked so that two who follow the link at once cannot both be first.
    person = Person.objects.select_for_update().filter(pk=note["person"], is_active=True).first()
    if person is None or not audit.record(VERB, person, by=person, only_once=f"{VERB}:{note['once']}"):
        raise Refused(STALE)
    return person
