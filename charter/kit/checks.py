"""What must be true before this installation may start?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from charter.kit import secrecy

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}


@register()
def demonstration_stays_at_home(**kwargs: Any) -> list[CheckMessage]:
    """The demonstration lets anybody become anybody, so it may answer on this machine only."""
    if not settings.DEMO:
        return []
    hosts = {urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS}
    outside = sorted(hosts - LOOPBACK - {"testserver"})
    if not outside:
        return []
    return [
        Error(
            f"The demonstration may answer on this machine only, not as {', '.join(outside)}.",
            hint="Set SITE_URL and ALLOWED_HOSTS to localhost, or unset CHARTER_DEMO.",
            id="charter.E001",
        )
    ]


@register()
def there_is_a_key_for_what_is_encrypted(**kwargs: Any) -> list[CheckMessage]:
    """What people need to take part can be neither kept nor read without a key."""
    try:
        secrecy.seal("")
    except (secrecy.NoKey, ValueError):
        return [
            Error(
                "FIELD_KEY is missing, or is not 32 bytes in URL-safe base64.",
                hint="docs/deploy.md says how to make one. Keep a copy apart from the database.",
                id="charter.E002",
            )
        ]
    return []
