"""How is somebody forgotten, and what of them stays on record?"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from charter import notifications
from charter.actions import sessions
from charter.kit import audit, clock, duties, tenancy
from charter.kit.messages import FORGOTTEN
from charter.kit.models import Message
from charter.models import AccessNeeds, ActingAs, Invitation, JoinRequest, Person, RegistrationDraft

NAME = "A former person"
WORDS = "This message was erased with the account of the person it was for."
# What proves who somebody is when they sign in; the second factor's tables are there when its app is.
SIGN_IN = ("account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession")


@transaction.atomic
def erase(person: Person, *, by: Any) -> None:
    """Take the person's name and address out of everything but what ``duties.KEPT`` names; sessions end.

    The row stays under another name, because what was signed, scored and decided points to it. They are told at
    their address for the last time. Erasing twice is erasing once.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.erased_at is not None:
        return
    address = held.email
    sessions.end_all(held, by=by, reason="The account is closed.")
    with tenancy.as_system("somebody is forgotten in every programme"), tenancy.entering(None):
        duties.erase(held)
        held.name, held.email, held.pronouns = NAME, f"former-{held.uuid}@erased.invalid", ""
        held.is_active, held.is_staff, held.is_superuser, held.last_login = False, False, False, None
        held.erased_at = clock.now()
        held.set_unusable_password()
        held.save()
    audit.record("person:erased", held, by=None if by == person else by)
    notifications.account_closed(address, key=str(held.uuid))


def forget_charters_part(person: Person) -> None:
    """Take name and address out of the Charter's own rows, and every way to sign in."""
    AccessNeeds.objects.filter(person=person).delete()
    # Every address that we ever wrote to them at, for they may have had others before.
    written = Message.objects.filter(person_id=person.pk).values_list("to_address", flat=True)
    addresses = {person.email, *written} - {FORGOTTEN}
    theirs = Invitation.objects.filter(Q(email__in=addresses) | Q(used_by=person))
    addresses |= set(theirs.values_list("email", flat=True))
    theirs.update(email=f"former-{person.uuid}@erased.invalid")
    JoinRequest.objects.filter(person=person, answered_at__isnull=True).delete()
    JoinRequest.objects.filter(person=person).update(note="")
    RegistrationDraft.objects.filter(person=person).delete()
    ActingAs.objects.filter(as_person=person).update(reason="Erased with the account.")
    letters = Message.objects.filter(Q(person_id=person.pk) | Q(to_address__in=addresses))
    letters.update(to_address=FORGOTTEN, subject="Erased", text=WORDS, html="")
    for name in SIGN_IN:
        apps.get_model(name).objects.filter(user=person).delete()


_TRAIL = "the record of who did what cannot be rewritten, and its chain would break"
_LETTERS = "letters to other people stay as they were sent"
duties.on_erasure(
    forget_charters_part,
    keeps={
        ("kit_auditevent", "actor_name"): _TRAIL,
        ("kit_auditevent", "on_behalf_of_name"): _TRAIL,
        ("kit_auditevent", "target_name"): _TRAIL,
        ("kit_auditevent", "detail"): _TRAIL,
        ("kit_message", "subject"): _LETTERS,
        ("kit_message", "text"): _LETTERS,
        ("kit_message", "html"): _LETTERS,
    },
)
