"""When, and by how much, did whoever holds this session last show who they are?

Two notes lie in the session, in seconds since 1970 by the database's clock. ``proof``: for whom, the instant of
the newest proof, and whether a second step was among them. ``clock``: when the session began, when it was last
used, and the longest pause in between. Who signs in, and how, is for the project to say; the kit only keeps it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from charter.kit import clock, standing_in

PROOF, CLOCK = "proof", "clock"


def notes(person_id: Any, *, second: bool, at: datetime) -> dict[str, Any]:
    """Both notes of a session that begins ``at`` for ``person_id``, for whoever writes a whole session."""
    instant = at.timestamp()
    return {
        PROOF: {"person": str(person_id), "at": instant, "second": second},
        CLOCK: {"began": instant, "seen": instant, "pause": 0},
    }


def begin(session: Any, person_id: Any) -> None:
    """A session begins now: note it beside whatever was shown on the way in; signing in is a proof by itself."""
    if not _proof(session, person_id):
        show(session, person_id, second=False)
    instant = clock.now().timestamp()
    session[CLOCK] = {"began": instant, "seen": instant, "pause": 0}


def seen(session: Any) -> None:
    """Somebody is here now; their pause before it is kept when it was the longest."""
    instant, kept = clock.now().timestamp(), session[CLOCK]
    session[CLOCK] = {**kept, "seen": instant, "pause": max(kept["pause"], instant - kept["seen"])}


def show(session: Any, person_id: Any, *, second: bool) -> None:
    """Somebody has just shown that they are ``person_id``; ``second`` if by a second step.

    A second step stays with the session; what was shown for somebody else counts for nothing.
    """
    before = _proof(session, person_id)
    session[PROOF] = {
        "person": str(person_id),
        "at": clock.now().timestamp(),
        "second": second or bool(before.get("second")),
    }


def withdraw_second(session: Any, person_id: Any) -> None:
    """The last second step was taken from the account, so none counts in this session either."""
    before = _proof(session, person_id)
    if before:
        session[PROOF] = {**before, "second": False}


def has_second_step(request: HttpRequest) -> bool:
    """Whether whoever is signed in has shown a second step in this session."""
    return bool(_proof(request.session, standing_in.who(request).pk).get("second"))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the newest proof is at most ``PROOF_SECONDS`` old."""
    shown_at = _proof(request.session, standing_in.who(request).pk).get("at")
    return shown_at is not None and clock.now().timestamp() - shown_at <= settings.PROOF_SECONDS


def _proof(session: Any, person_id: Any) -> dict[str, Any]:
    """What was shown for this very person; nothing for anybody else."""
    kept = session.get(PROOF)
    return kept if isinstance(kept, dict) and kept.get("person") == str(person_id) else {}
