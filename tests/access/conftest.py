"""The two-sided world, copied for this folder and used in a transaction that is rolled back."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction

from tests import sessions
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


def _signed_in(made, **how):
    """The session of everybody of the world by their id, in a savepoint that ends with the file."""
    world = made()
    people = [world.stranger, world.former]
    for side in world.sides:
        people += [*side.people.values(), *(person for house in side.houses for person in house.people.values())]
    with transaction.atomic():
        yield {person.pk: sessions.key_of(person, **how) for person in people}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def keys(two_sides, django_db_blocker):
    """Everybody's session, by their id. What a request does to one is undone with the rest of its test."""
    with django_db_blocker.unblock():
        yield from _signed_in(two_sides)


@pytest.fixture(scope="module")
def keys_without_second_step(two_sides, django_db_blocker):
    """Like ``keys``, of people who have shown no second step."""
    with django_db_blocker.unblock():
        yield from _signed_in(two_sides, second=False)
