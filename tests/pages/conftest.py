"""The seeded site, and the visitors who look at it."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.pages import contact_sheet
from tests.pages.visits import Visitors
from tests.site import free_port
from tests.staged import staged_site

ALL = os.environ.get("PAGES") == "all"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A running site whose database is a copy of the staged world's."""
    with staged_site("pages", django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def seed(site):
    """The addresses and sessions of the world built in the site."""
    return site.seeded()


@pytest.fixture(scope="module")
def demo_url(site):
    """The same site once more, with what only a demonstration has."""
    port = free_port()
    env = {**site.env, "CHARTER_DEMO": "1", "SITE_URL": f"http://localhost:{port}"}
    twin = replace(site, env=env, port=port, children={})
    twin.start("web")
    yield twin.url
    twin.kill("web")


@pytest.fixture(scope="module")
def visitors(site, demo_url, seed, chromium):
    """Whoever looks at a page, one after another at one browser."""
    made = Visitors(site.url, demo_url, seed, chromium)
    yield made
    made.close()
    if ALL:
        contact_sheet.write()
