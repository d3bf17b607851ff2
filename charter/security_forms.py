"""What do people type to add, use and take away a second step, and to show again who they are?"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms

from charter.account_forms import EMAIL, NOT_AN_ADDRESS, PASSWORD
from charter.actions import factors

CODE_EMPTY = "Enter the code."
PASSKEY_FAILED = "Your browser did not give us the passkey. Try again, or use another way."
NAME_LIMIT = 60
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def matching_counter(secret: str, typed: str) -> int | None:
    """The period whose code ``typed`` is: the present one, the one before or the one after; else None."""
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if totp.compare_user_code(actual=typed, expected=expected):
            return counter
    return None


class _OnceOnly:
    """A code of the app counts once, also in the period after; allauth's memory of used codes is shorter."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, used up."""
        code = str(super().clean_code())  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            counter = matching_counter(get_adapter().decrypt(self.authenticator.data["secret"]), code)
            if counter is None or not factors.use_app_code(self.authenticator, counter=counter):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_OnceOnly, mfa_forms.AuthenticateForm):
    """The code of the app, or a recovery code, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say_code(self)


class ProveByCodeForm(_OnceOnly, mfa_forms.ReauthenticateForm):
    """The code of the app, or a recovery code, to show again who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        _say_code(self)


class ProveByPasswordForm(account_forms.ReauthenticateForm):
    """The password, to show again who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = PASSWORD


class ProveByPasskeyForm(passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey, to show again who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words."""
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages.update(required=PASSKEY_FAILED, invalid=PASSKEY_FAILED)


class MailedCodeForm(forms.Form):
    """Six digits that came by e-mail."""

    code = forms.CharField(
        max_length=20,
        error_messages={"required": "Enter the code from the email."},
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    """A new passkey, as the browser made it, and its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Our words; a passkey always stands for the person too, so it can sign in by itself."""
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].max_length = NAME_LIMIT
        self.fields["name"].label = "Name of this passkey"
        self.fields["credential"].error_messages.update(required=PASSKEY_FAILED, invalid=PASSKEY_FAILED)

    def clean_name(self) -> str:
        """At most 60 characters; a passkey that the device keeps already is not refused for its name."""
        return " ".join(str(super().clean_name()).split())[:NAME_LIMIT]

    def clean(self) -> dict[str, Any]:
        """Refuse a passkey that did not ask for a finger, a face or a PIN."""
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class NamePasskeyForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(
        label="Name of this passkey",
        max_length=NAME_LIMIT,
        error_messages={"required": "Enter a name for this passkey."},
    )


class AddAppForm(forms.Form):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label="Code from the app",
        max_length=20,
        error_messages={"required": CODE_EMPTY},
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        """``secret`` is what the app was given to scan."""
        super().__init__(*args, **kwargs)
        self.secret = secret
        self.counter = 0

    def clean_code(self) -> str:
        """The app's code of now; keeps which it was, so that it counts no second time."""
        code = str(self.cleaned_data["code"])
        counter = matching_counter(self.secret, code)
        if counter is None:
            raise forms.ValidationError(
                "This is not the code for this account. Check the time on your phone, then type the newest code."
            )
        self.counter = counter
        return code


class NewAddressForm(forms.Form):
    """The address that somebody wants to use from now on."""

    email = forms.EmailField(
        label="New email address",
        error_messages={"required": EMAIL, "invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        """``present`` is the address they have now."""
        super().__init__(*args, **kwargs)
        self.present = present

    def clean_email(self) -> str:
        """In lower case, as addresses are kept; another one than now."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.present:
            raise forms.ValidationError("This is the address you have now. Enter another one.")
        return email


def _say_code(form: Any) -> None:
    form.fields["code"].error_messages["required"] = CODE_EMPTY
    form.fields["code"].widget.attrs.update(CODE_ATTRIBUTES)
    form.fields["code"].widget.attrs.pop("placeholder", None)
