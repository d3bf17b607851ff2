"""How does a person come to another e-mail address? The old one stays until the new one is shown to be theirs."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from charter import notifications
from charter.actions import sessions
from charter.kit import audit, messages
from charter.kit.access import Refused
from charter.models import Person

TAKEN = "We could not change your address to this one. Ask us for help."


def is_free(email: str) -> bool:
    """Whether nobody has ``email``; asked before a code is mailed, and never told on a page."""
    return not (
        Person.objects.filter(email=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists()
    )


def tell_owner(email: str) -> None:
    """Tell the owner of ``email``, who has an account, that somebody asked to change theirs to it."""
    messages.send(
        "account.notice",
        to=email,
        context={
            "subject_line": "Somebody asked to use this address",
            "about": "address_wanted",
            "code": "-",
            "url": "-",
        },
        link="/account/login/",
        key=f"account:{uuid.uuid4()}",
    )


@transaction.atomic
def change(person: Person, *, email: str, keep: str | None, by: Any) -> Person:
    """Make ``email``, shown to be the person's, their address; tells the old one and ends other sessions.

    Refuses an address that somebody has.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    email, old = email.strip().lower(), row.email
    if not is_free(email):
        raise Refused(TAKEN)
    row.email = email
    row.save(update_fields=["email"])
    EmailAddress.objects.filter(user_id=row.pk).delete()
    EmailAddress.objects.create(user=row, email=email, verified=True, primary=True)
    audit.record("person:address-changed", row, by=by)
    sentence = "The email address of your account was changed. Messages and sign-in codes go to the new one."
    for address in (old, email):
        notifications.account_changed(row, sentence, to=address)
    sessions.end_others(row, keep=keep, by=by, reason="The address of the account changed.")
    return row
