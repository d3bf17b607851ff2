"""The two-sided world, copied for this folder and used in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.staged import staged


@pytest.fixture(scope="package")
def two_sides(django_db_setup, django_db_blocker):
    """Makes the world of ``tests/world.py``; whatever a test does to its rows is undone by :func:`world`."""
    with django_db_blocker.unblock(), staged() as made:
        with transaction.atomic():
            yield made
            transaction.set_rollback(True)


@pytest.fixture
def world(two_sides, django_db_blocker):
    """The two-sided world for one test, which may change it: a savepoint is rolled back afterwards.

    Nobody has tried anything yet, so that no limit is near.
    """
    cache.clear()
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield two_sides()
            transaction.set_rollback(True)
