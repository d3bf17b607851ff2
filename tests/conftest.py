"""What does every test share?"""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.db import connections
from django.db import connections
from django.test.utils import setup_databases, teardown_databases


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The owner makes each worker's database; tests connect to it as the application's role (settled 9).

    pytest-django would make only the databases that tests name, and no test names the owner's.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner"})
    yield
    with django_db_blocker.unblock():
        # The application's own connection would keep the database from being dropped.
        connections.close_all()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def own_folder():
    """Each worker's files live in a folder of its own, gone when it ends."""
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
