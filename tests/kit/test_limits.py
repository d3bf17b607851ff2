"""Are tries counted by address, in windows, without keeping the address?"""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from charter.kit import limits


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def asked(address="192.0.2.1", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def tries(count, request, what="look"):
    return [limits.is_over(request, what, most=3, seconds=60) for _ in range(count)]


def test_tries_after_the_most_are_over():
    assert tries(5, asked()) == [False, False, False, True, True]


def test_another_address_and_another_thing_are_counted_apart():
    tries(4, asked())

    assert tries(1, asked("192.0.2.2")) == [False]
    assert tries(1, asked(), "other") == [False]


def test_one_network_of_ipv6_is_one_client():
    tries(3, asked("2001:db8:1:2::5"))

    assert tries(1, asked("2001:db8:1:2:ffff::6")) == [True]
    assert tries(1, asked("2001:db8:1:3::5")) == [False]


def test_forwarded_header_counts_only_from_our_own_proxies(settings):
    spoofed = asked("10.0.0.1", X_Forwarded_For="198.51.100.9, 203.0.113.7")

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert limits.client_network(spoofed) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limits.client_network(spoofed) == "203.0.113.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    assert limits.client_network(spoofed) == "10.0.0.1"


@pytest.mark.parametrize("address", ["", "unix:", "not-an-address"])
def test_a_client_without_an_address_is_still_counted(address):
    assert limits.client_network(asked(address)) == "unknown"


def test_nobody_is_refused_when_the_cache_is_away(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert tries(5, asked()) == [False] * 5
