"""How do several people act at the same instant, on rows that are really there, and how do these go again?"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from charter.kit import tenancy
from charter.kit.models import Message, OutboxRow
from tests.applications import places
from tests.applications.places import Place


def elsewhere(act):
    """Run ``act`` in a thread, so on a connection of its own, and give its answer."""

    def run():
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def at_once(*acts):
    """Run every act in its own thread and connection, started together; gives answers or what they raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def build() -> Place:
    """A programme of its own, committed, with a name that no other test's has."""
    slug = "race" + "".join(secrets.choice("abcdefghjkmnpqrstv") for _ in range(5))
    with tenancy.alone("a test sets the scene"):
        return places.build(slug, slug[3:].upper()[:6])


def take_away(place: Place) -> None:
    """Take away what the programme is still owed, which the next test that runs due rows would do.

    Its other rows stay until the database goes: what stands cannot be taken away, and to allow it for a moment
    would wait for every open transaction (settled 9).
    """
    with tenancy.alone("a test clears up"):
        OutboxRow.objects.filter(programme_id=place.programme.pk).delete()
        Message.objects.filter(programme_id=place.programme.pk).delete()
