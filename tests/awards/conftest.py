"""What do the tests of awards share?"""

from __future__ import annotations

import secrets

import pytest
from django.core.cache import cache
from django.db import connections, transaction

from tests import forced
from tests.awards.scene import Scene


@pytest.fixture
def scene(db) -> Scene:
    """A programme with staff and a cohort; nothing decided yet."""
    return Scene()


@pytest.fixture(autouse=True)
def no_limits_left():
    """Checks counted by one test are not counted against the next."""
    cache.clear()
    yield


@pytest.fixture
def as_person(client):
    """A browser in which somebody is signed in."""

    def sign_in(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def lasting_scene(django_db_setup, django_db_blocker):
    """A scene whose rows are committed, for tests with several connections; the owner removes it afterwards."""
    with django_db_blocker.unblock():
        slug = f"x{secrets.token_hex(4)}"
        letters = "".join("ABCDEFGHJKMNPQRSTV"[int(digit, 16)] for digit in slug[1:6])
        scene = Scene(slug, letters)
        try:
            yield scene
        finally:
            _forget(scene)


def _forget(scene: Scene) -> None:
    """Delete the scene's rows as the owner; foreign keys are judged when all of them are gone."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), forced.thawed(), owner.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'programme_id'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {owner.ops.quote_name(table)} WHERE programme_id = %s", [scene.programme.pk])
        cursor.execute("DELETE FROM charter_programme WHERE id = %s", [scene.programme.pk])
        cursor.execute("DELETE FROM charter_person WHERE email LIKE %s", [f"%@{scene.slug}.example.org"])
