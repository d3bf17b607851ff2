"""What do the panel's tests share: a world inside the test's transaction, with the clock held."""

from __future__ import annotations

import pytest
from django.test import Client

from charter.kit import clock, tenancy
from tests.assessment.factory import NOW, make_world


@pytest.fixture
def world(db):
    """A programme with its panel; the clock stands still."""
    with clock.at(NOW), tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        yield make_world()


@pytest.fixture
def sign_in():
    """A browser in which a person is signed in."""

    def enter(person) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
