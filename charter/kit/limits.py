"""How many tries may one address make of one thing? Counted in the shared cache, in windows of a minute or so."""

from __future__ import annotations

import ipaddress
import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def is_over(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one try of ``what`` by the request's address; True from the try after ``most`` in ``seconds``.

    A window begins with its first try. The cache keeps a keyed digest of the address, never the address. When
    the cache cannot be reached nobody is refused, because the page is worth more than the limit.
    """
    return _count(what, client_network(request), most=most, seconds=seconds, unreachable=False)


def guesses_are_over(what: str, whose: str, *, most: int, seconds: int) -> bool:
    """Count one guess at a secret of ``whose``; True from the guess after ``most`` in ``seconds``.

    When the cache cannot be reached every guess is refused, because an uncounted guess is worth more than a page.
    """
    return _count(what, whose, most=most, seconds=seconds, unreachable=True)


def _count(what: str, whose: str, *, most: int, seconds: int, unreachable: bool) -> bool:
    key = f"limit:{what}:{salted_hmac('charter.limits', whose).hexdigest()[:32]}"
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) > most
    except ValueError:
        # The window ended between the two calls; this try begins the next one.
        cache.set(key, 1, seconds)
        return False
    except Exception as error:
        logger.warning("Tries of %s could not be counted: %s", what, type(error).__name__)
        return unreachable


def client_address(request: HttpRequest) -> str | None:
    """The address that asks, as our own proxies saw it; None when it is no address."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    # Each of our proxies adds one entry; what stands before them was written by whoever asked.
    told = forwarded[-proxies] if 0 < proxies <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None


def client_network(request: HttpRequest) -> str:
    """The address that asks; of an IPv6 address its network, which one client owns."""
    address = client_address(request)
    if address is None:
        return "unknown"
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address
