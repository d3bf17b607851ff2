"""What does somebody read on their security page: passkeys, app, codes, and where they are signed in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from charter import devices
from charter.kit import clock
from charter.models import Person


@dataclass(frozen=True)
class Passkey:
    """A passkey by the name its owner gave it; when it was added, and last used if ever."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class OwnSession:
    """Where the person is signed in: the device in words, since when, and whether it is this very session."""

    pk: int
    device: str
    began_at: datetime
    is_this: bool


@dataclass(frozen=True)
class Security:
    """The whole page."""

    passkeys: tuple[Passkey, ...]
    app_added_at: datetime | None
    codes_left: int | None
    has_password: bool
    sessions: tuple[OwnSession, ...]

    @property
    def has_second_step(self) -> bool:
        """Whether there is a passkey or an app."""
        return bool(self.passkeys) or self.app_added_at is not None


def security_page(person: Person, *, session_key: str | None) -> Security:
    """What the person's security page shows; ``session_key`` is that of the session that asks."""
    rows = list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"))
    app = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return Security(
        passkeys=tuple(passkey_of(row) for row in rows if row.type == Authenticator.Type.WEBAUTHN),
        app_added_at=app.created_at if app else None,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        has_password=person.has_usable_password(),
        sessions=own_sessions(person, session_key=session_key),
    )


def passkey_of(row: Authenticator) -> Passkey:
    """A stored passkey as its owner reads it."""
    return Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)


def own_sessions(person: Person, *, session_key: str | None) -> tuple[OwnSession, ...]:
    """The person's sessions that are still in the store, this one first, then the newest."""
    rows: Any = UserSession.objects.filter(user_id=person.pk).order_by("-created_at", "-pk")
    keys = [row.session_key for row in rows]
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    alive = set(stored.values_list("session_key", flat=True))
    found = [
        OwnSession(row.pk, devices.words(row.user_agent), row.created_at, row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]
    return tuple(sorted(found, key=lambda one: not one.is_this))
