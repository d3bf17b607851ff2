"""How does allauth speak our words: names at sign-up, e-mails as rows, one answer for every address?"""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest

from charter.kit import messages

# allauth's template prefix → our subject and what the mail is about.
SUBJECTS: dict[str, str] = {
    "account/email/login_code": "Your sign-in code",
    "account/email/email_confirmation": "Your confirmation code",
    "account/email/email_confirmation_signup": "Your confirmation code",
    "account/email/password_reset_code": "Your code to choose a new password",
    "account/email/password_reset_key": "Choose a new password",
    "account/email/unknown_account": "Somebody tried to sign in with this address",
    "account/email/account_already_exists": "You have an account already",
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


class AccountAdapter(DefaultAccountAdapter):
    """allauth's mails become rows of ours first."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one message; a code's text is wiped from the row once it is sent."""
        code = context.get("code") or context.get("key") or ""
        url = context.get("password_reset_url") or context.get("activate_url") or context.get("signup_url") or ""
        kind = "account.code" if code or url else "account.notice"
        messages.send(
            kind,
            to=email,
            context={
                "subject_line": SUBJECTS.get(template_prefix, "About your account"),
                "about": template_prefix.rsplit("/", 1)[-1],
                "code": code or "-",
                "url": url or "-",
            },
            link="/account/login/",
            key=f"account:{uuid.uuid4()}",
        )
