"""What do the tests of the Charter's own noun share?"""

from __future__ import annotations

import secrets

import pytest
from django.db import connections, transaction

from charter.kit import tenancy
from tests import forced
from tests.charter import makers


@pytest.fixture
def acting(db):
    """A transaction in which nobody in particular acts, rolled back afterwards."""
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        yield


@pytest.fixture
def programme(acting):
    """A programme without anything in it."""
    return makers.make_programme()


@pytest.fixture
def framework(programme):
    """Its published framework."""
    return makers.make_framework(programme)


@pytest.fixture
def lasting(django_db_setup, django_db_blocker):
    """A committed programme, for tests with several connections; the owner removes what was made in it."""
    with django_db_blocker.unblock():
        slug = f"x{secrets.token_hex(4)}"
        letters = "".join("ABCDEFGHJKMNPQRSTV"[int(digit, 16)] for digit in slug[1:6])
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            made = makers.make_programme(slug, letters)
        try:
            yield made
        finally:
            _forget(made)


def _forget(programme) -> None:
    """Delete the programme's rows as the owner; foreign keys are judged when all of them are gone."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), forced.thawed(), owner.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'programme_id'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {owner.ops.quote_name(table)} WHERE programme_id = %s", [programme.pk])
        cursor.execute("DELETE FROM charter_programme WHERE id = %s", [programme.pk])
        cursor.execute("DELETE FROM charter_person WHERE email LIKE %s", [f"%.{programme.slug}@example.org"])
