"""How is what was sent written down so that the same content always has the same digest?"""

from __future__ import annotations

import hashlib
import json
import re
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


# Characters that take no room: soft hyphens, joiners, marks of direction, fillers, variation selectors, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def words(text: str) -> int:
    """How many words a text has: runs of characters that are not white space and of which at least one is seen.

    ``static/js/autosave.js`` counts the same in the browser; one table of texts holds the two together.
    """
    return len(_UNSEEN.sub("", text).split())
