"""Drills print their line where the person reads, whatever pytest captures."""

from __future__ import annotations

import pytest

from tests.drills import frame


@pytest.fixture(autouse=True)
def _past_capture(pytestconfig, monkeypatch):
    manager = pytestconfig.pluginmanager.getplugin("capturemanager")
    monkeypatch.setattr(frame, "uncaptured", manager.global_and_fixture_disabled)
