"""The two-sided world, built once for this folder in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests import world as worlds


@pytest.fixture(scope="package")
def two_sides(django_db_setup, django_db_blocker):
    """The world of ``tests/world.py``; whatever a test does to it is undone by :func:`untouched`."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield worlds.build()
            transaction.set_rollback(True)


@pytest.fixture
def world(two_sides, django_db_blocker):
    """The two-sided world for one test, which may change it: a savepoint is rolled back afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield two_sides
            transaction.set_rollback(True)
