"""What do the tests of training share?"""

from __future__ import annotations

import pytest
from django.db import transaction

from charter.kit import tenancy
from tests.applications import places


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker):
    """One programme built once for this folder, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield places.build()
        transaction.set_rollback(True)


@pytest.fixture
def place(built, django_db_blocker):
    """The programme for one test; a savepoint is rolled back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            yield built
        transaction.set_rollback(True)
