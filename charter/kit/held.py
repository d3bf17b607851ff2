"""What was sent while somebody had to show again who they are: how is it kept, and how does it go on once?

The fields lie in the session, with whose they are. After a step-up the browser sends its proof on (307) to the
page where the fields were meant for, and the door there puts them back; only the proof that was asked for this very
POST sends it on. After a session's end the person first reads what was kept and sends it themselves. Files are not
kept; neither is what is larger than ``MOST``. The fields are locked, for they may be what nobody else may read.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.datastructures import MultiValueDict

from charter.kit import clock, secrecy

HELD = "held"
RESUME = "resume"
# The field by which the browser's POST is known as the proof it sends on, and no form of the page itself.
PROOF_FIELD = "way"
MOST = 200_000
LASTS_SECONDS = 3600
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential"}


def hold(request: HttpRequest, person_id: Any) -> str:
    """Keep what this POST brought, for ``person_id``; gives its one-time name, or "" when it cannot be kept."""
    fields = [[name, value] for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
    if request.method != "POST" or sum(len(name) + len(value) for name, value in fields) > MOST:
        drop(request)
        return ""
    once = secrets.token_urlsafe(12)
    request.session[HELD] = {
        "once": once,
        "person": str(person_id),
        "path": request.path,
        "sealed": sealed(fields),
        "at": clock.now().timestamp(),
    }
    return once


def sealed(fields: list[list[str]]) -> str:
    """Pairs of name and value as the session keeps them."""
    return secrecy.seal(json.dumps(fields))


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What is kept for whoever is signed in, if it is not too old; anybody else's is thrown away."""
    held = request.session.get(HELD)
    if held is None:
        return None
    if held["person"] == str(request.user.pk) and clock.now().timestamp() - held["at"] <= LASTS_SECONDS:
        return {**held, "fields": json.loads(secrecy.unseal(held["sealed"]))}
    drop(request)
    return None


def drop(request: HttpRequest) -> None:
    """Keep nothing any more."""
    request.session.pop(HELD, None)


def send_on(held: dict[str, Any]) -> HttpResponse:
    """Have the browser send its POST on to the page that the kept fields were meant for."""
    response = HttpResponseRedirect(f"{held['path']}?{RESUME}={held['once']}")
    response.status_code = 307
    return response


def resume(request: HttpRequest) -> HttpResponse | None:
    """Put the kept fields into this POST, once; a second try of the same is led to the page itself.

    A form that was filled in at the address of a POST that had gone on is a POST like any other.
    """
    if request.method != "POST" or RESUME not in request.GET or PROOF_FIELD not in request.POST:
        return None
    held = kept(request)
    if held is None or held["once"] != request.GET[RESUME] or held["path"] != request.path:
        return HttpResponseRedirect(request.path)
    drop(request)
    # Two copies of the same request at once both find what is kept in the session; only the first may use it.
    if not cache.add(f"held:{held['once']}", True, LASTS_SECONDS):
        return HttpResponseRedirect(request.path)
    fields = QueryDict(mutable=True)
    for name, value in held["fields"]:
        fields.appendlist(name, value)
    request.POST = fields  # type: ignore[assignment]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    return None
