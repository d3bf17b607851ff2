"""Are two names of organisations the same, or so near that somebody should ask? Plain text in, a word out."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

SAME, NEAR, APART = "same", "near", "apart"
# Two names this alike are near: a letter or two differs, or a word is spelled otherwise.
ALIKE = 0.86
# What many names share says nothing about which organisation is meant.
_COMMON = frozenset(
    "a an and at for in of on the with nhs trust foundation ft ltd limited plc cic cio llp company charity group"
    " council borough county city district service services".split()
)


def words(name: str) -> tuple[str, ...]:
    """The name's words in small plain letters; ``&`` counts as ``and``."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return tuple(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain)))


def compare(one: str, other: str) -> str:
    """``same`` when only case, accents or punctuation differ, ``near`` when much is the same, else ``apart``."""
    first, second = words(one), words(other)
    if first == second:
        return SAME
    telling, others = _telling(first), _telling(second)
    if telling and telling == others:
        return NEAR
    shorter, longer = sorted((telling, others), key=len)
    if len(shorter) >= 2 and shorter < longer:
        return NEAR
    if {word for word in telling ^ others if word.isdigit()}:
        # Numbered teams and houses differ in nothing else.
        return APART
    joined, joined_other = " ".join(sorted(telling)), " ".join(sorted(others))
    matcher = SequenceMatcher(None, joined, joined_other, autojunk=False)
    if joined and joined_other and matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
        return NEAR if matcher.ratio() >= ALIKE else APART
    return APART


def _telling(found: tuple[str, ...]) -> frozenset[str]:
    """The words that tell this organisation from others; all of them when none does."""
    return frozenset(found) - _COMMON or frozenset(found)
