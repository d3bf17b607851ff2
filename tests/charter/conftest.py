"""What do the tests of the Charter's own noun share?"""

from __future__ import annotations

import pytest

from charter.kit import tenancy
from tests.charter import makers


@pytest.fixture
def acting(db):
    """A transaction in which nobody in particular acts, rolled back afterwards."""
    with tenancy.acting(None):
        yield


@pytest.fixture
def programme(acting):
    """A programme without anything in it."""
    return makers.make_programme()


@pytest.fixture
def framework(programme):
    """Its published framework."""
    return makers.make_framework(programme)
