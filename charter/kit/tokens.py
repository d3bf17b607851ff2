"""What is kept of a secret link's token? Never the token."""

from __future__ import annotations

import hashlib


def digest(token: str) -> str:
    """The token's SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
