"""Which words tell a person which of their devices this is, and has this browser been theirs before?

The words come from what the browser says of itself, which is enough to tell a telephone from a computer. That a
browser was somebody's before is remembered by the browser, in a signed cookie that holds keyed digests only.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE_SALT = "charter.devices"
LASTS_SECONDS = 400 * 24 * 3600
MOST_PEOPLE = 10

BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"OPR/", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|HeadlessChrome/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "an iPhone"),
    (r"iPad", "an iPad"),
    (r"Android", "an Android device"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "a Mac"),
    (r"CrOS", "a Chromebook"),
    (r"Linux", "Linux"),
)


def words(user_agent: str) -> str:
    """``Firefox on Windows``, or less where the browser says less."""
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, user_agent)), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, user_agent)), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "A device we do not know")


def words_of(request: HttpRequest) -> str:
    """The device that asks."""
    return words(request.META.get("HTTP_USER_AGENT", ""))


def _mark(person_id: Any) -> str:
    return salted_hmac(COOKIE_SALT, str(person_id)).hexdigest()[:24]


def _known(request: HttpRequest) -> list[str]:
    """The marks of everybody who has signed in on this browser, newest first."""
    try:
        kept = request.get_signed_cookie(
            settings.DEVICE_COOKIE_NAME, default="", salt=COOKIE_SALT, max_age=LASTS_SECONDS
        )
    except signing.BadSignature:
        return []
    return [mark for mark in (kept or "").split(".") if mark]


def is_known(request: HttpRequest, person_id: Any) -> bool:
    """Whether this browser was this person's before."""
    return _mark(person_id) in _known(request)


def remember(request: HttpRequest, response: HttpResponse, person_id: Any) -> None:
    """Have the browser remember that it is this person's too."""
    marks = [_mark(person_id), *(mark for mark in _known(request) if mark != _mark(person_id))]
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join(marks[:MOST_PEOPLE]),
        salt=COOKIE_SALT,
        max_age=LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
