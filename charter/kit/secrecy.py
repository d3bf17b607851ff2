"""How is a text kept so that a copy of the database does not hold it? Encrypted with a key from the environment.

``FIELD_KEY`` is one key, or several by commas: the first one writes, every one reads. To change the key, put a new
one in front, run ``manage.py reseal``, then take the old one away.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NoKey(RuntimeError):
    """There is no key, or none that opens this text; says what to do."""


@lru_cache(maxsize=4)
def _ring(keys: str) -> MultiFernet:
    """The keys by their text in the environment."""
    named = [key.strip() for key in keys.split(",") if key.strip()]
    if not named:
        raise NoKey("Set FIELD_KEY in the environment (docs/deploy.md lists every setting).")
    return MultiFernet([Fernet(key) for key in named])


def seal(text: str) -> str:
    """``text`` as a token that only the key opens; the same text gives another token each time."""
    return _ring(settings.FIELD_KEY).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """The text in a token; raises :class:`NoKey` when no key of ours opens it."""
    try:
        return _ring(settings.FIELD_KEY).decrypt(token.encode()).decode()
    except InvalidToken:
        raise NoKey("None of the keys in FIELD_KEY opens this text. Put the key that wrote it back.") from None


def reseal(token: str) -> str:
    """The same text under the first key."""
    try:
        return _ring(settings.FIELD_KEY).rotate(token.encode()).decode()
    except InvalidToken:
        raise NoKey("None of the keys in FIELD_KEY opens this text. Put the key that wrote it back.") from None
