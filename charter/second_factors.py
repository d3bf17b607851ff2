"""How does allauth keep second factors here: secrets under a key outside the database, names that people know?"""

from __future__ import annotations

import base64
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from charter import devices

WRONG_CODE = "This code does not work now. Each works once: wait for the next one, or use another recovery code."
ISSUER = "Charter"


def _box() -> MultiFernet:
    """Locks with the present secret key, opens with the ones before it too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac("charter.second_factors", "", secret=key, algorithm="sha256").digest() for key in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factors with our sentences, names and locked secrets."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def get_totp_issuer(self) -> str:
        """What the app on somebody's telephone calls us."""
        return ISSUER

    def encrypt(self, text: str) -> str:
        """A secret as it lies in the database."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """``Passkey of Chrome on Windows``; with a number when there is one of that name already."""
        name = f"Passkey of {devices.words_of(context.request)}"
        taken = {row.wrap().name for row in Authenticator.objects.filter(user_id=user.pk, type=type)}
        number = 2
        while name in taken:
            name = f"Passkey of {devices.words_of(context.request)} ({number})"
            number += 1
        return name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey, as the browser shows it."""
        return {**super().get_public_key_credential_rp_entity(), "name": ISSUER}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: our own actions tell the person, in the transaction that changes the factor."""
