"""Drills print their line where the person reads, whatever pytest captures."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.drills import frame
from tests.staged import staged


@pytest.fixture(autouse=True)
def _past_capture(pytestconfig, monkeypatch):
    manager = pytestconfig.pluginmanager.getplugin("capturemanager")
    monkeypatch.setattr(frame, "uncaptured", manager.global_and_fixture_disabled)


@pytest.fixture
def world(django_db_setup, django_db_blocker):
    """The two-sided world for one drill; its database is gone before the next drill, which may want the name."""
    cache.clear()
    with django_db_blocker.unblock(), staged() as made, transaction.atomic():
        yield made()
        transaction.set_rollback(True)
