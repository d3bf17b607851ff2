"""The scene of the hard moments in a site that their tests share, and its people with their browsers."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.journeys.people import Somebody
from tests.site import Site
from tests.staged import staged_site


@dataclass(frozen=True)
class Scene:
    """What ``tests/journeys/scene.py`` built, and the site it stands in."""

    site: Site
    sessions: dict[str, str]
    to_end: dict[str, str]
    references: dict[str, str]
    last: str


@pytest.fixture(scope="package")
def scene():
    """One site for every test that begins in the middle of a journey."""
    name = f"site_{os.getpid()}_scene"
    site = Site.make(Path(settings.DATA_DIR) / name, name)
    try:
        site.start()
        told = site.python("from tests.journeys import scene; scene.main()").splitlines()[-1]
        yield Scene(site, **json.loads(told))
    finally:
        site.stop()


@pytest.fixture
def somebody(chromium, scene):
    """Gives a person of the scene, signed in; at the end nothing has gone wrong in their browser."""
    came = []

    def come(name: str, **more: bool) -> Somebody:
        person = Somebody(scene.site, chromium, name.title(), f"{name}@northmoor.example.org", **more)
        person.carry_session(scene.sessions[name])
        came.append(person)
        return person

    yield come
    for person in came:
        person.leave()


@pytest.fixture(scope="package")
def houses(django_db_setup, django_db_blocker):
    """A site on a copy of the two-sided world, and what ``tests/journeys/houses.py`` tells of each side."""
    with staged_site("houses", django_db_blocker, "web", "worker") as site:
        yield site, json.loads(site.python("from tests.journeys import houses; houses.main()").splitlines()[-1])
