"""Do the probes tell the truth, without the database and without secrets?"""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import override_settings

from charter.kit.outbox_tasks import HEARTBEAT, tick
from tests.charter.makers import browser


def test_healthz_answers_without_a_database():
    # No database mark: any query would be refused by pytest-django.
    response = browser().get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.fixture
def no_heartbeat():
    cache.delete(HEARTBEAT)
    yield
    cache.delete(HEARTBEAT)


@pytest.mark.django_db
def test_readyz_waits_for_a_worker_and_then_says_yes(no_heartbeat):
    before = browser().get("/readyz")
    tick.run()
    after = browser().get("/readyz")

    assert before.status_code == 503
    assert json.loads(before.content)["checks"] == {
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": False,
    }
    assert after.status_code == 200
    assert json.loads(after.content)["ready"] is True


@pytest.mark.django_db
def test_readyz_says_when_the_broker_is_away():
    with override_settings(CELERY_BROKER_URL="redis://someone:secret-word@127.0.0.1:1/0"):
        response = browser().get("/readyz")

    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["broker"] is False
    assert b"secret-word" not in response.content


def test_readyz_says_when_the_database_is_away(monkeypatch):
    # Without the database mark every query is refused, which is what a database that is away looks like.
    response = browser().get("/readyz")

    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["database"] is False
    assert connections["default"].settings_dict["PASSWORD"] not in response.content.decode()


@pytest.mark.django_db
def test_readyz_says_when_a_migration_is_missing(monkeypatch):
    loader = "charter.home.readiness.MigrationLoader"
    real = __import__("charter.home.readiness", fromlist=["MigrationLoader"]).MigrationLoader

    class Behind(real):
        """As if the newest migration had not been applied."""

        def build_graph(self):
            super().build_graph()
            self.applied_migrations = dict(list(self.applied_migrations.items())[1:])

    monkeypatch.setattr(loader, Behind)
    response = browser().get("/readyz")

    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["migrations"] is False
