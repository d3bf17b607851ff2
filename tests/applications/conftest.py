"""What do the tests of the applicant's side share?"""

from __future__ import annotations

import copy

import pytest
from django.db import transaction

from charter.kit import tenancy
from tests.applications import committed, places


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker):
    """One programme built once for this folder, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield places.build()
        transaction.set_rollback(True)


@pytest.fixture
def place(built, django_db_blocker):
    """The programme for one test, which may change it and the rows in hand: a savepoint is rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            yield copy.deepcopy(built)
        transaction.set_rollback(True)


@pytest.fixture
def committed_place(django_db_setup, django_db_blocker):
    """A programme that other connections see too, for races; it stays, and owes nothing afterwards."""
    with django_db_blocker.unblock():
        made = committed.elsewhere(committed.build)
        try:
            yield made
        finally:
            committed.elsewhere(lambda: committed.take_away(made))


@pytest.fixture(scope="module")
def ready(built, django_db_blocker):
    """An application in which nothing is missing, built once for a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            made = built.ready()
        yield made
        transaction.set_rollback(True)
