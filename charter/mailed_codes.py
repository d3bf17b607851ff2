"""How does somebody who is signed in show that a mailbox is theirs? By six digits that we mail and they type.

The session keeps a keyed digest of the code, the address it went to, when, and how often it was typed wrongly.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from charter.kit import clock, messages
from charter.kit.access import Refused

MOST_TRIES = 3
RESEND_SECONDS = 30
NONE_SENT = "Ask for a code first."
TOO_OLD = "This code is too old. Ask for a new one."
TOO_MANY = "That was a lot of tries. Ask for a new code."
WRONG = "This is not the code we sent. Check the newest email and type it again."
TOO_SOON = "Wait half a minute before you ask for another code."


def _digest(purpose: str, code: str) -> str:
    return salted_hmac(f"charter.mailed_codes.{purpose}", code).hexdigest()


def send(request: HttpRequest, purpose: str, *, to: Any, email: str, subject: str, mail: bool = True) -> None:
    """Mail a code for ``purpose`` to ``email``; refuses a second one within half a minute.

    Without ``mail`` everything but the mail happens, so that nobody learns which addresses we know.
    """
    before, instant = request.session.get(purpose), clock.now().timestamp()
    if before and instant - before["at"] < RESEND_SECONDS:
        raise Refused(TOO_SOON)
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[purpose] = {"digest": _digest(purpose, code), "email": email, "at": instant, "tries": 0}
    if mail:
        messages.send(
            "account.code",
            to=to,
            context={"subject_line": subject, "about": purpose, "code": code, "url": "-"},
            link="/account/login/",
            key=f"account:{uuid.uuid4()}",
        )


def waiting(request: HttpRequest, purpose: str) -> str:
    """The address to which a code for ``purpose`` is on its way, or nothing."""
    kept = request.session.get(purpose)
    return kept["email"] if kept else ""


def check(request: HttpRequest, purpose: str, typed: str) -> str:
    """The address that the right code was sent to, after which it is used up; refuses any other code."""
    kept = request.session.get(purpose)
    if not kept:
        raise Refused(NONE_SENT)
    if clock.now().timestamp() - kept["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        drop(request, purpose)
        raise Refused(TOO_OLD)
    if not hmac.compare_digest(kept["digest"], _digest(purpose, "".join(typed.split()))):
        tries = kept["tries"] + 1
        if tries >= MOST_TRIES:
            drop(request, purpose)
            raise Refused(TOO_MANY)
        request.session[purpose] = {**kept, "tries": tries}
        raise Refused(WRONG)
    drop(request, purpose)
    return str(kept["email"])


def drop(request: HttpRequest, purpose: str) -> None:
    """Let no code for ``purpose`` count any more."""
    request.session.pop(purpose, None)
