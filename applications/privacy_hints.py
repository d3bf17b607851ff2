"""Does a text perhaps tell who somebody is, or what they were convicted of? A hint for its writer, never a judgement.

Only patterns that are seldom anything else: a hint that is often wrong teaches people not to read hints. Nothing is
blocked by it, nothing is recorded, and the text goes nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_EXCERPT = 60
MOST = 8


@dataclass(frozen=True)
class Hint:
    """What was noticed, as a sentence, and the words it is about."""

    sentence: str
    excerpt: str


@dataclass(frozen=True)
class _Pattern:
    sentence: str
    form: re.Pattern[str]
    is_right: Callable[[str], bool] = lambda found: True


def _is_nhs_number(found: str) -> bool:
    """Ten digits of which the last checks the others (modulo 11)."""
    digits = [int(letter) for letter in found if letter.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10


_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? (?:19|20)\d{2})"
_OFFENCES = (
    r"(?:murder|manslaughter|robbery|burglary|arson|fraud|theft|rape|assault|wounding|grievous bodily harm|"
    r"drug dealing|drug offences?|supplying drugs|sexual offences?|domestic abuse|stalking|shoplifting)"
)
_CONVICTED = "This may say what somebody was convicted of."
_WAS = r"\b(?:[a-z]+) (?:was|were|is|has been|had been) "
_SAID = r"(?:convicted of|found guilty of|sentenced (?:to|for)|jailed for|imprisoned for|charged with)\b"
_ROADS = "Road|Street|Avenue|Lane|Close|Drive|Court|Terrace"


def _pattern(sentence: str, *form: str, is_right: Callable[[str], bool] = lambda found: True) -> _Pattern:
    return _Pattern(sentence, re.compile("".join(form)), is_right)


PATTERNS = (
    _pattern("This looks like an email address.", r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}\b"),
    _pattern(
        "This looks like a date of birth.",
        r"(?i:\b(?:born|dob|d\.o\.b\.?|date of birth)\b)\W{0,3}(?:(?:on|is|was)\W{1,3})?",
        _DAY,
    ),
    _pattern(
        "This looks like a National Insurance number.",
        r"\b(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    ),
    _pattern("This looks like a prison number.", r"\b[A-Z]\d{4}[A-Z]{2}\b"),
    _pattern(
        "This looks like an NHS number.", r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])", is_right=_is_nhs_number
    ),
    _pattern(
        "This looks like a phone number.",
        r"(?<![\w+])(?:\+44 ?\d{2,4}|07\d{3}|0[12]\d{2,3})[ -]?\d{3}[ -]?\d{3,4}(?!\d)",
    ),
    _pattern("This looks like somebody’s address.", rf"\b\d{{1,4}}[A-Za-z]? (?:[A-Z][a-z]+ ){{1,3}}(?:{_ROADS})\b"),
    _pattern(_CONVICTED, rf"(?i:{_WAS}{_SAID})[^.\n]{{0,60}}"),
    _pattern(
        _CONVICTED,
        r"(?i:\b(?:his|her|their) (?:conviction|sentence|offence|previous convictions?)",
        rf" (?:for|of|was) {_OFFENCES}\b)",
    ),
    _pattern(
        _CONVICTED,
        rf"(?i:\bserv(?:ed|ing) (?:\w+ ){{1,4}}(?:months?|years?)(?: in prison)? for {_OFFENCES}\b)",
    ),
)


def look(text: str) -> tuple[Hint, ...]:
    """At most eight hints, in the order of the patterns; each piece of text is pointed at once."""
    found: dict[str, Hint] = {}
    for pattern in PATTERNS:
        for match in pattern.form.finditer(text):
            words = " ".join(match.group().split())[:LONGEST_EXCERPT]
            if pattern.is_right(match.group()):
                found.setdefault(words, Hint(pattern.sentence, words))
            if len(found) >= MOST:
                return tuple(found.values())
    return tuple(found.values())
