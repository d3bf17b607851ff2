"""Is somebody looking at pages as another person? Named, read-only, in one programme, and for a short while.

The session keeps the id of a row; each request asks for that row again, so that what has ended has ended. While it
lasts, pages of its programme are drawn as for the person acted for, in a transaction that PostgreSQL itself keeps
read-only, and ``app.behind`` tells who really sits there, which only ever hides more. Every other page answers
with a sentence and a way to stop, and nothing that changes something answers at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SESSION_KEY = "acting_as"
NO_CHANGES = (
    "You are looking at pages as somebody else, so you can change nothing. Stop first, then do it as yourself."
)
OTHER_PAGES = "This page belongs to you alone or to another place. Stop looking as somebody else to open it."
OWN_HAND = (
    "Scoring, signing, sending and deciding are for the person’s own hand. Nobody can open these pages as them."
)
OVER = "Looking as somebody else has ended. You are yourself again."


@dataclass(frozen=True)
class StandIn:
    """``really`` looks at pages of ``programme`` as ``person``, until ``ends_at``; ``reason`` is why."""

    really: Any
    person: Any
    programme: Any
    reason: str
    ends_at: datetime


Find = Callable[[Any, int], StandIn | None]
_find: list[Find] = []
# Routes that answer all the same, because they end it.
_exits: set[str] = set()


def found_by(find: Find, *, exits: set[str]) -> None:
    """``find(person, id)`` gives what stands now, or None when it has ended; ``exits`` are route names."""
    _find[:] = [find]
    _exits.update(exits)


def look(request: HttpRequest, person: Any, first: str, context: Any) -> None:
    """Find out whether ``person`` acts as somebody else, and on its programme's pages let them.

    Sets ``request.stand_in`` (None for nearly everybody), and ``request.stand_in_over`` when it has just ended.
    """
    request.stand_in, request.stand_in_over = None, False  # type: ignore[attr-defined]
    row = request.session.get(SESSION_KEY) if person is not None else None
    if row is None:
        return
    stands = _find[0](person, row) if _find else None
    if stands is None:
        del request.session[SESSION_KEY]
        request.stand_in_over = True  # type: ignore[attr-defined]
        return
    request.stand_in = stands  # type: ignore[attr-defined]
    if first != stands.programme.slug:
        return
    context.on_behalf_of, context.waiting = stands.person, []
    request.user = stands.person
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.behind', %s, true)", [str(stands.really.pk)])
        cursor.execute("SET TRANSACTION READ ONLY")


def who(request: HttpRequest) -> Any:
    """Who really sits there, whoever the page is drawn for: whose session, proofs and second steps count."""
    stands = getattr(request, "stand_in", None)
    return stands.really if stands is not None else request.user


def refusal(request: HttpRequest, door: Any) -> HttpResponse | None:
    """The page that answers instead of one that may not be opened as somebody else; None when it may."""
    if getattr(request, "stand_in_over", False):
        return render(request, "errors/acting.html", {"sentence": OVER, "over": True}, status=403)
    stands = getattr(request, "stand_in", None)
    if stands is None or (request.resolver_match and request.resolver_match.view_name in _exits):
        return None
    permissions = [permission for permission in (door.permission, door.to_change) if permission is not None]
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        sentence = NO_CHANGES
    elif any(permission.own_hand for permission in permissions):
        sentence = OWN_HAND
    elif request.user != stands.person and door.kind != "public":
        sentence = OTHER_PAGES
    else:
        return None
    return render(request, "errors/acting.html", {"sentence": sentence, "over": False}, status=403)
