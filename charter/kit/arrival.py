"""When did a request begin to arrive? The instant by which something that takes long to send is judged.

The request's transaction begins before a byte of its body is read, so its instant is that of the arrival wherever the
web server passes the body on as it comes. A proxy that keeps the whole body first tells how long that took, in the
header that ``PROXY_AGE_HEADER`` names; without that setting no header counts, because anybody can send one.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from charter.kit import clock

# Whole seconds and thousandths, as nginx writes ``$request_time``; nothing that travelled for longer is believed.
_AGE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)


def began(request: HttpRequest) -> datetime:
    """When the request's first bytes reached us, UTC, by the database's clock."""
    return clock.now() - _age(request)


def _age(request: HttpRequest) -> timedelta:
    """How long our own proxy kept the request before it passed it on; nothing where it did not say."""
    told = request.headers.get(settings.PROXY_AGE_HEADER, "") if settings.PROXY_AGE_HEADER else ""
    return timedelta(seconds=float(told)) if _AGE.fullmatch(told) else timedelta()
