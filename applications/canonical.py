"""How is what was sent written down so that the same content always has the same digest?"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(content: Any) -> bytes:
    """The one way to write plain JSON values: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Any) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def clean(text: str) -> str:
    """Typed text as it is kept: line ends are single newlines and there is no NUL, which no database takes."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def words(text: str) -> int:
    """How many words a text has: runs of characters that are not white space, as the browser counts them."""
    return len(text.split())
