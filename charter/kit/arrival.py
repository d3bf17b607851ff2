"""When did a request begin to arrive? The instant by which something that takes long to send is judged.

The request's transaction begins before a byte of its body is read, so its instant is that of the arrival wherever the
web server passes the body on as it comes. A proxy that keeps the whole body first tells how long that took, in the
header that ``PROXY_AGE_HEADER`` names; without that setting no header counts, because anybody can send one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from charter.kit import clock

# Whole seconds and thousandths, as nginx writes ``$request_time``; nothing that travelled for longer is believed.
_AGE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Arrived:
    """From when to when a request arrived, UTC, by the database's clock."""

    began: datetime
    ended: datetime

    @property
    def took(self) -> timedelta:
        """How long it was on its way."""
        return self.ended - self.began


def of(request: HttpRequest) -> Arrived:
    """When the request's first and last bytes reached us; a view asks it first, when its request is whole."""
    known: Arrived | None = getattr(request, "arrived", None)
    if known is None:
        known = Arrived(clock.now() - _age(request), clock.present())
        request.arrived = known  # type: ignore[attr-defined]
    return known


def now() -> Arrived:
    """What is at hand already arrives in no time."""
    return Arrived(clock.now(), clock.now())


def _age(request: HttpRequest) -> timedelta:
    """How long our own proxy kept the request before it passed it on; nothing where it did not say."""
    told = request.headers.get(settings.PROXY_AGE_HEADER, "") if settings.PROXY_AGE_HEADER else ""
    return timedelta(seconds=float(told)) if _AGE.fullmatch(told) else timedelta()
