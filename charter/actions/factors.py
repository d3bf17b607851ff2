"""How does a person come to a second step, and how is it taken away: passkeys, an app, recovery codes?

Each change is recorded, told to the person, and ends their other sessions, in one transaction. Whether they
have just shown who they are is asked at the door.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from charter import notifications
from charter.actions import sessions
from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Person

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


def _changed(person: Person, verb: str, sentence: str, *, factor: str, keep: str | None, by: Any) -> None:
    """Record a change, tell the person, and end every session but the one in which it was made."""
    audit.record(verb, person, by=by, factor=factor)
    notifications.account_changed(person, sentence)
    sessions.end_others(person, keep=keep, by=by, reason="A second step of the account changed.")


@transaction.atomic
def add_app(person: Person, *, secret: str, counter: int, keep: str | None, by: Any) -> Authenticator:
    """Add the authenticator app that holds ``secret``; the code of ``counter`` was just used and counts no more.

    Refuses a second app.
    """
    _held(person)
    if Authenticator.objects.filter(user_id=person.pk, type=APP).exists():
        raise Refused("You have an authenticator app already. Remove it before you add another.")
    row = TOTP.activate(person, secret).instance
    row.data["counter"] = counter
    row.save(update_fields=["data"])
    sentence = "An authenticator app was added to your account."
    _changed(person, "factor:added", sentence, factor="an authenticator app", keep=keep, by=by)
    return row


@transaction.atomic
def add_passkey(person: Person, *, name: str, credential: dict[str, Any], keep: str | None, by: Any) -> Authenticator:
    """Add a passkey whose ``credential`` has been checked, under ``name``."""
    _held(person)
    row = WebAuthn.add(person, name, credential).instance
    sentence = f"The passkey “{name}” was added to your account."
    _changed(person, "factor:added", sentence, factor=f"the passkey “{name}”", keep=keep, by=by)
    return row


@transaction.atomic
def rename_passkey(person: Person, passkey: Authenticator, *, name: str, by: Any) -> Authenticator:
    """Give a passkey another name; it opens what it opened before."""
    row = Authenticator.objects.select_for_update().get(pk=passkey.pk, user_id=person.pk, type=PASSKEY)
    row.wrap().name = name
    row.save(update_fields=["data"])
    audit.record("factor:renamed", person, by=by, factor=f"the passkey “{name}”")
    return row


@transaction.atomic
def remove(person: Person, factor: Authenticator, *, keep: str | None, by: Any) -> bool:
    """Take a passkey or the app away; gives whether another second step is left. Codes go with the last one."""
    _held(person)
    row = Authenticator.objects.exclude(type=CODES).filter(pk=factor.pk, user_id=person.pk).first()
    if row is None:
        raise Refused("This was taken away already.")
    told = f"the passkey “{row.wrap().name}”" if row.type == PASSKEY else "the authenticator app"
    row.delete()
    left = has_second_step(person)
    if not left:
        Authenticator.objects.filter(user_id=person.pk, type=CODES).delete()
    sentence = f"{told[0].upper()}{told[1:]} was removed from your account."
    _changed(person, "factor:removed", sentence, factor=told, keep=keep, by=by)
    return left


@transaction.atomic
def new_recovery_codes(person: Person, *, keep: str | None, by: Any) -> list[str]:
    """Make ten new recovery codes in place of the old; this is the only time they are told."""
    _held(person)
    if not has_second_step(person):
        raise Refused("Add a passkey or an authenticator app first.")
    Authenticator.objects.filter(user_id=person.pk, type=CODES).delete()
    made = RecoveryCodes.activate(person)
    sentence = "New recovery codes were made for your account. Older ones no longer work."
    _changed(person, "factor:added", sentence, factor="new recovery codes", keep=keep, by=by)
    return list(made.generate_codes())


@transaction.atomic
def use_app_code(app: Authenticator, *, counter: int) -> bool:
    """Use up the app's code of ``counter``; False when it, or a later one, was used before."""
    row = Authenticator.objects.select_for_update().get(pk=app.pk)
    if counter <= row.data.get("counter", -1):
        return False
    row.data["counter"] = counter
    row.save(update_fields=["data"])
    return True


def has_second_step(person: Person) -> bool:
    """Whether the person has a passkey or an app; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=person.pk).exclude(type=CODES).exists()


def _held(person: Person) -> None:
    """Hold the person's row, so that two changes cannot pass each other."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
