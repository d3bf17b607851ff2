"""The seeded site, and the visitors who look at it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.pages import contact_sheet
from tests.pages.visits import Visitors
from tests.site import Site, free_port
from tests.staged import stage

ALL = os.environ.get("PAGES") == "all"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """A running site whose database is a copy of the staged world's."""
    with django_db_blocker.unblock():
        folder, staged = stage()
    name = f"site_{os.getpid()}_pages"
    made = Site.make(Path(settings.DATA_DIR) / name, name, copy_of=staged)
    try:
        shutil.copytree(folder / "files", made.folder / "files", dirs_exist_ok=True)
        made.env["STAGED_WORLD"] = str(folder / "world.pickle")
        made.start()
        yield made
    finally:
        made.stop()


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
