"""What do the tests of the applicant's side share?"""

from __future__ import annotations

import pytest

from charter.kit import tenancy
from tests.applications import places


@pytest.fixture
def place(db):
    """A programme of its own in a transaction that is rolled back."""
    with tenancy.acting(None):
        yield places.build()
