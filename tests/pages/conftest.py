"""The seeded site, and the visitors who look at it."""

from __future__ import annotations

import os

import pytest

from tests.pages import contact_sheet
from tests.pages.visits import Visitors

ALL = os.environ.get("PAGES") == "all"


@pytest.fixture(scope="module")
def seed(site):
    """The addresses and sessions of the world built in the site."""
    return site.seeded()


@pytest.fixture(scope="module")
def visitors(site, seed, chromium):
    """Whoever looks at a page, each with a browser context of their own."""
    made = Visitors(site.url, seed, chromium)
    yield made
    made.close()
    if ALL:
        contact_sheet.write()
