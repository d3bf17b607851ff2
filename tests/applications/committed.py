"""How do several people act at the same instant, on rows that are really there, and how do these go again?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections, transaction

from charter.kit import tenancy
from charter.models import Person
from tests import forced
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
    """A programme of its own, committed."""
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        return places.build("race", "RACE")


def take_away(place: Place) -> None:
    """Delete every row of the programme as the owner, whatever points to what."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), forced.thawed(), owner.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name = 'programme_id'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}" WHERE programme_id = %s', [place.programme.pk])
        cursor.execute("DELETE FROM charter_programme WHERE id = %s", [place.programme.pk])
    people = [place.officer, place.programme_lead, *place.oak.people.values(), *place.ash.people.values()]
    Person.objects.using("owner").filter(pk__in=[person.pk for person in people]).delete()
