"""Which words do allauth's forms use when something is missing or wrong? Ours."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.core.validators import EmailValidator

EMAIL = "Enter your email address."
NOT_AN_ADDRESS = "Enter an email address in the form name@example.org."
CODE = "Enter the code from the email."
PASSWORD = "Enter your password."  # noqa: S105  # A sentence, not a secret.
NEW_PASSWORD = "Enter a new password."  # noqa: S105  # A sentence, not a secret.


def _say(form: Any, **sentences: str) -> None:
    """Give fields of ``form`` the sentence that is shown when they are left empty."""
    for name, sentence in sentences.items():
        if name in form.fields:
            field = form.fields[name]
            field.error_messages["required"] = sentence
            field.validators = [
                EmailValidator(message=NOT_AN_ADDRESS) if isinstance(check, EmailValidator) else check
                for check in field.validators
            ]


class LoginForm(allauth_forms.LoginForm):
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words; nobody is remembered on a shared computer."""
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        _say(self, login=EMAIL, password=PASSWORD)


class SignupForm(allauth_forms.SignupForm):
    """Create an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, email=EMAIL)


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Ask for a code by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, email=EMAIL)

    def clean_email(self) -> str:
        """In lower case, as addresses are kept; else the code would not count as proof of the address."""
        return str(super().clean_email()).lower()


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """Type the code that signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, code=CODE)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmEmailCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    """Type the code that shows an address is yours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, code=CODE)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Ask for a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, email=EMAIL)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """Choose a new password after following the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words; one box is enough, for it can be shown."""
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW_PASSWORD, password2="Enter the new password again.")


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """Choose a first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(self, password1=NEW_PASSWORD, password2="Enter the new password again.")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """Change a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=PASSWORD,
            password1=NEW_PASSWORD,
            password2="Enter the new password again.",
        )
