"""The two-sided world, copied for this folder and used in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.staged import staged


@pytest.fixture(scope="package")
def two_sides(django_db_setup, django_db_blocker):
    """The world of ``tests/world.py``; whatever a test does to it is undone by :func:`untouched`."""
    with django_db_blocker.unblock(), staged() as built:
        with transaction.atomic():
            yield built
            transaction.set_rollback(True)


@pytest.fixture
def world(two_sides, django_db_blocker):
    """The two-sided world for one test, which may change it: a savepoint is rolled back afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield two_sides
            transaction.set_rollback(True)
