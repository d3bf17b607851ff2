"""What does every test share?"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import sync_playwright

from tests import sessions
from tests.migrated import template
from tests.site import Site

# Chromium as root has no sandbox, and a closed network makes its background calls noise.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


sessions.count_forced_ones_as_shown()

# What takes longest begins first, so that no worker is still at it when the others have nothing left to do. One of
# the first needs no database, so that there is something to do while another worker applies the migrations.
LONGEST = (
    "tests/journeys/test_the_whole_journey.py",
    "tests/desk/test_demo_world.py",
    "tests/kit/test_files.py",
    "tests/journeys/",
    "tests/pages/",
    "tests/access/test_matrix.py",
    "tests/access/",
    "tests/home/test_guessing.py",
    "tests/kit/test_schedule.py",
)


def pytest_collection_modifyitems(items):
    def place(item) -> int:
        return next((place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish(session):
    """Let the collector leave alone what stays anyway, all modules and tests, and look less often at the rest.

    With so much in memory it would take a fifth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The owner makes each worker's database; tests connect to it as the application's role (settled 9).

    pytest-django would make only the databases that tests name, and no test names the owner's. It begins as a
    copy of one that has every migration, so that nobody waits for them twice.
    """
    migrated = template(os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
    connections["owner"].settings_dict["TEST"]["TEMPLATE"] = migrated
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner"})
    yield
    with django_db_blocker.unblock():
        # The application's own connection would keep the database from being dropped.
        connections.close_all()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def site(request):
    """A whole running site with an empty, migrated database: web, worker and beat (see ``tests/site.py``)."""
    name = f"site_{os.getpid()}_{request.module.__name__.rsplit('.', 1)[-1]}"[:60]
    made = Site.make(Path(settings.DATA_DIR) / name, name)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def chromium():
    """One headless Chromium for a file's tests: the machine's, else Playwright's own.

    While Playwright runs, its event loop keeps Django from asking the database, so it ends with the file.
    """
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def own_folder():
    """Each worker's files live in a folder of its own, gone when it ends."""
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
