"""Which of the accounts' own events does the audit trail keep? Signing in, failing to, signing out, a new password.

No address that somebody typed is kept unless it is a known person's own, because people type passwords there.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import login_code_rejected, password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from charter.kit import audit
from charter.models import Person


@receiver(user_logged_in, dispatch_uid="charter.sign_in_records.signed_in")
def signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Somebody is signed in."""
    audit.record("person:signed-in", user, by=user)


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
    """Somebody has another password now."""
    audit.record("person:password-changed", user, by=user)


def _afterwards(request: HttpRequest, person: Any, reason: str) -> None:
    """Record the refusal once the request is rolled back; nobody is signed in, so nobody is the actor."""
    request.after_rollback = lambda: audit.record(  # type: ignore[attr-defined]
        "person:sign-in-refused", person, by=None, reason=reason
    )
