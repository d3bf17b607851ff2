"""Which of the accounts' own events does the audit trail keep? Signing in, failing to, signing out, a new password.

No address that somebody typed is kept unless it is a known person's own, because people type passwords there.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import (
    authentication_step_completed,
    login_code_rejected,
    password_changed,
    password_reset,
    password_set,
)
from allauth.mfa.signals import authentication_failed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from charter.actions import sessions
from charter.kit import audit, clock, proof
from charter.models import Person

AGENT_LIMIT = 200


@receiver(user_logged_in, dispatch_uid="charter.sign_in_records.signed_in")
def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody is signed in: their session's clock begins, and the session is one of their own list."""
    audit.record("person:signed-in", user, by=user)
    proof.begin(request.session, user.pk)
    if request.session.session_key is None:
        # Somebody else was signed in here; their session was thrown away, and this one is not stored yet.
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": get_adapter().get_client_ip(request),
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:AGENT_LIMIT],
            "created_at": clock.now(),
        },
    )


@receiver(authentication_step_completed, dispatch_uid="charter.sign_in_records.shown")
def shown(request: HttpRequest, user: Any, method: str, **kwargs: Any) -> None:
    """Somebody has shown who they are, at sign-in or again; a passkey, an app or a recovery code is a second step."""
    proof.show(request.session, user.pk, second=method == "mfa")


@receiver(authentication_failed, dispatch_uid="charter.sign_in_records.wrong_second_step")
def wrong_second_step(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A code of the app, or a recovery code, did not fit."""
    _afterwards(request, user, "The code was not right.", verb="factor:refused")


@receiver(user_logged_out, dispatch_uid="charter.sign_in_records.signed_out")
def signed_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody signed out; a session that had ended already is nobody's."""
    if user is not None:
        audit.record("person:signed-out", user, by=user)


@receiver(user_login_failed, dispatch_uid="charter.sign_in_records.wrong_password")
def wrong_password(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A password did not fit; the answer is an error, so this is written after it."""
    if request is not None:
        typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        person = Person.objects.filter(email=typed).first()
        _afterwards(request, person, "The password was not right." if person else "There is no such account.")


@receiver(login_code_rejected, dispatch_uid="charter.sign_in_records.wrong_code")
def wrong_code(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A sign-in code did not fit."""
    _afterwards(request, user, "The code was not right.")


@receiver([password_changed, password_set, password_reset], dispatch_uid="charter.sign_in_records.new_password")
def new_password(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody has another password now, so every other session of theirs is over."""
    audit.record("person:password-changed", user, by=user)
    keep = request.session.session_key if request.user.is_authenticated else None
    sessions.end_others(user, keep=keep, by=user, reason="The password of the account changed.")


def _afterwards(request: HttpRequest, person: Any, reason: str, verb: str = "person:sign-in-refused") -> None:
    """Record the refusal once the request is rolled back; nobody is signed in, so nobody is the actor."""
    request.after_rollback = lambda: audit.record(verb, person, by=None, reason=reason)  # type: ignore[attr-defined]
