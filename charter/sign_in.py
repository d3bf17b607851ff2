"""How does allauth speak our words: names at sign-up, e-mails as rows, one answer for every address?"""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse

from charter import devices, notifications
from charter.kit import letters, limits, messages

# allauth's template prefix → our subject and what the mail is about.
SUBJECTS: dict[str, str] = {
    "account/email/login_code": "Your sign-in code",
    "account/email/email_confirmation": "Your confirmation code",
    "account/email/email_confirmation_signup": "Your confirmation code",
    "account/email/password_reset_code": "Your code to choose a new password",
    "account/email/password_reset_key": "Choose a new password",
    "account/email/unknown_account": "Somebody tried to sign in with this address",
    "account/email/account_already_exists": "You have an account already",
    "account/email/password_changed": "Your password was changed",
    "account/email/password_set": "Your account has a password now",
    "account/email/password_reset": "Your password was changed",
}


class SignUpDetails(forms.Form):
    """What sign-up asks for beside the address."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Keep the name; called by allauth once the account stands."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.save(update_fields=["name"])


# allauth's own notices that are worth a banner; the pages themselves say the rest.
BANNERS: dict[str, str] = {
    "account/messages/logged_out.txt": "You have signed out.",
    "account/messages/password_changed.txt": "Your password is changed.",
    "account/messages/password_set.txt": "You can now sign in with your password too.",
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's mails become rows of ours first, and its sentences ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask us if that surprises you.",
        "email_password_mismatch": "This address and password do not go together. Check both, or ask for a code.",
        "enter_current_password": "This is not your password now. Type it again.",
        "incorrect_code": "This is not the code we sent. Check the newest email and type it again.",
        "incorrect_password": "This is not your password. Type it again.",
        "invalid_login": "Enter an email address in the form name@example.org.",
        "rate_limited": "Wait half a minute before you ask for another code.",
        "same_as_current": "This is the address we wrote to. Enter another one.",
        "too_many_login_attempts": "That was a lot of tries. Wait a few minutes, then start again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one message; the text of one that opens an account is wiped from the row once it is sent."""
        code, url = context.get("code"), context.get("password_reset_url")
        about = template_prefix.rsplit("/", 1)[-1]
        # Only a code or a link to choose a new password is a secret; a notice may mention a link too.
        secret = bool(code) or about == "password_reset_key"
        messages.send(
            "account.code" if secret else "account.notice",
            to=email,
            context={
                "subject_line": SUBJECTS.get(template_prefix, "About your account"),
                "about": about,
                "code": code or "-",
                "url": letters.Ours(url or "-"),
            },
            link="/account/signup/" if about == "unknown_account" else "/account/login/",
            key=f"account:{uuid.uuid4()}",
        )

    def pre_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse | None:
        """A code that came to the person's address is proof of it, also for people who did not sign up themselves.

        allauth knows addresses only from sign-up; somebody made otherwise would be sent a second code.
        """
        answer = super().pre_login(request, user, **about)
        proofs = [row for row in get_authentication_records(request, user) if row.get("method") == "code"]
        if answer is None and any(row.get("email") == user.email for row in proofs):
            if user.last_login is None and user.has_usable_password():
                # Whoever chose the password at sign-up never showed that the address is theirs.
                user.set_unusable_password()
                user.save(update_fields=["password"])
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        return answer

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; whether it is the first time is asked before the answer is overwritten."""
        request.is_first_sign_in = user.last_login is None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        """Tell the person of a device that was not theirs before, and have it remember them."""
        response: HttpResponse = super().post_login(request, user, **about)
        first = getattr(request, "is_first_sign_in", False)
        if not first and not devices.is_known(request, user.pk):
            notifications.new_device(user, devices.words_of(request))
        devices.remember(request, response, user.pk)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our own proxies saw, the same as everywhere; nought where there is none."""
        return limits.client_address(request) or "0.0.0.0"  # noqa: S104  # No address to listen on.

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Never: our doors ask, by the database's clock (charter.kit.access)."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """An account's wrong passwords are counted apart on a browser that was its own before.

        So a stranger who guesses shuts out strangers only.
        """
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        email = str(credentials.get("email") or credentials.get("username") or "").lower()
        person_id = get_user_model().objects.filter(email=email).values_list("pk", flat=True).first()
        return f"{key}:own" if person_id is not None and devices.is_known(request, person_id) else key

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our banner for what happened, or none where the page says it already."""
        sentence = message or BANNERS.get(message_template or "")
        if sentence:
            super().add_message(request, level, extra_tags=extra_tags, message=sentence)
