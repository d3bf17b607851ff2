"""When does a session end by itself? After a pause, shorter under the hats that see most, and after hours anyway.

The limits are settings, in seconds: ``SESSION_PAUSE``, ``SESSION_PAUSE_PRIVILEGED`` under ``PRIVILEGED`` hats, and
``SESSION_MOST``. They are judged by the database's clock, never by the browser's. The last use is noted at most
once a minute, so that reading pages does not write to the session each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from charter.kit import audit, clock, proof, tenancy
from charter.kit.proof import CLOCK
from charter.kit.tenancy import Hat

PRIVILEGED = frozenset({Hat.STAFF, Hat.CHAIR, Hat.ASSESSOR, Hat.COMMISSIONER})
NOTED_EVERY = 60


def pause_allowed(hat: Hat | None) -> int:
    """How many seconds may pass between two uses under ``hat``."""
    return int(settings.SESSION_PAUSE_PRIVILEGED if hat in PRIVILEGED else settings.SESSION_PAUSE)


def seconds_left(request: HttpRequest) -> int | None:
    """How long the session lasts if nothing more happens on this page; None while nobody is signed in."""
    kept = request.session.get(CLOCK)
    if not request.user.is_authenticated or kept is None:
        return None
    hat = getattr(request, "hat", None)
    most = kept["began"] + settings.SESSION_MOST - clock.now().timestamp()
    return max(0, int(min(pause_allowed(hat), most)))


class SessionClock:
    """Ends a session that has lasted or rested too long, before anything is done in its name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the person, or, when their time is over, as nobody: the doors then lead to sign-in."""
        if not hasattr(request, "hat") or SESSION_KEY not in request.session or not request.user.is_authenticated:
            return self.get_response(request)
        over = _is_over(request.session, request.hat)
        if not over:
            return self.get_response(request)
        person = request.user
        audit.record("session:ended", person, by=person, reason=over)
        if getattr(request, "stand_in", None) is not None:
            # Nothing can be removed in a transaction that only reads; the store forgets an empty session afterwards.
            request.session.clear()
            request.stand_in = None  # type: ignore[attr-defined]
        else:
            request.session.flush()
            request.ended_person = person.pk  # type: ignore[attr-defined]
        request.user = AnonymousUser()
        with tenancy.acting(None, request.programme):  # type: ignore[attr-defined]
            return self.get_response(request)


def _is_over(session: Any, hat: Hat | None) -> str:
    """Why the session ends now, or nothing; notes its use when it goes on."""
    kept, instant = session.get(CLOCK), clock.now().timestamp()
    if kept is None:
        return "It did not say when it began."
    if instant - kept["began"] > settings.SESSION_MOST:
        return "It had lasted for its whole time."
    pause = max(kept["pause"], instant - kept["seen"])
    # A pause that was too long for staff pages ends them, also when an applicant's page was opened in between.
    if pause > pause_allowed(hat):
        return "It had not been used for a while."
    if instant - kept["seen"] >= NOTED_EVERY:
        proof.seen(session)
    return ""
