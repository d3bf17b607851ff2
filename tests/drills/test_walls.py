"""D1: does PostgreSQL keep every wall when pooled connections change hands between tenants all the time?"""

from __future__ import annotations

import os
import random
import threading

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from tests.drills import frame
from tests.walls import catalogue

pytestmark = pytest.mark.drill
THREADS, SWITCHES, CONNECTIONS = 8, int(os.environ.get("DRILL_SWITCHES", "1000")), 4
PEOPLE = """
SELECT DISTINCT m.person_id, m.programme_id FROM charter_membership m WHERE m.ended_at IS NULL ORDER BY 1, 2
"""
# What is a person's own shows in every programme: where they belong, the names of these places, what was written to
# them, what they did, who looked as them, and their wish to go.
NOT_OWN = {
    "charter_membership": "person_id <> app.actor()",
    "charter_actingas": "person_id <> app.actor() AND as_person_id <> app.actor()",
    "charter_closurerequest": "person_id <> app.actor()",
    "kit_auditevent": "actor_id IS DISTINCT FROM app.actor() AND on_behalf_of_id IS DISTINCT FROM app.actor()",
    "kit_message": "person_id IS DISTINCT FROM app.actor()",
    "charter_organisation": "id <> ALL ((SELECT app.my_places())::bigint[])",
}
TELL = "SELECT set_config('app.actor', %s, true), set_config('app.programme', %s, true)"


class Hands:
    """Eight threads that take connections from four, each time as somebody else."""

    def __init__(self, url: str, people: list[tuple[int, int]], programmes: list[int], tables: list[str]) -> None:
        self.pool = ConnectionPool(url, min_size=CONNECTIONS, max_size=CONNECTIONS, open=True)
        self.people, self.programmes, self.tables = people, programmes, tables
        self.switches = self.foreign = self.written = self.unasked = 0
        self.lock = threading.Lock()

    def run(self, number: int) -> None:
        chance = random.Random(number)
        for _ in range(SWITCHES):
            table = chance.choice(self.tables)
            person, here = chance.choice([*self.people, (0, 0)])
            there = chance.choice([place for place in self.programmes if place != here])
            with self.pool.connection() as connection:
                seen, wrote = self.ask(connection, chance, table, person, here, there)
            with self.lock:
                self.switches += 1
                self.foreign += seen
                self.written += wrote
                self.unasked += seen if not here else 0

    def ask(self, connection, chance, table, person, here, there) -> tuple[int, int]:
        """Foreign rows seen and written by one person in one transaction, which is rolled back."""
        with connection.transaction(force_rollback=True):
            if here:
                connection.execute(TELL, [str(person), str(here)])
                foreign = f'SELECT count(*) FROM "{table}" WHERE programme_id = %s AND {NOT_OWN.get(table, "true")}'
                [seen] = connection.execute(foreign, [there]).fetchone()
            else:
                [seen] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            act = chance.choice(["change", "remove", "move", "read"])
            statements = {
                "change": (f'UPDATE "{table}" SET programme_id = programme_id WHERE programme_id = %s', [there]),
                "remove": (f'DELETE FROM "{table}" WHERE programme_id = %s', [there]),
                "move": (f'UPDATE "{table}" SET programme_id = %s', [there]),
            }
            wrote = 0
            if act in statements:
                try:
                    with connection.transaction():
                        wrote = max(connection.execute(*statements[act]).rowcount, 0)
                except (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation):
                    wrote = 0
            return seen, wrote


def test_d1_walls_stand_on_connections_that_change_hands(site, django_db_setup, django_db_blocker):
    site.seeded()
    tables = sorted(catalogue.tenant_tables())
    if frame.planted("D1"):
        site.run_as_owner("ALTER TABLE applications_answer DISABLE ROW LEVEL SECURITY")
    people, programmes = site.rows(PEOPLE), [row[0] for row in site.rows("SELECT id FROM charter_programme")]
    hands = Hands(site.env["DATABASE_URL"], people, programmes, tables)
    filled = sum(site.rows(f'SELECT count(*) FROM "{table}"')[0][0] > 0 for table in tables)

    threads = [threading.Thread(target=hands.run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hands.pool.close()

    figures = {
        "tables": len(tables),
        "with_rows": filled,
        "people": len(people),
        "switches": hands.switches,
        "connections": CONNECTIONS,
        "foreign_rows": hands.foreign,
        "written": hands.written,
        "without_context": hands.unasked,
    }
    ok = hands.switches == THREADS * SWITCHES and not (hands.foreign or hands.written or hands.unasked)
    frame.report("D1", figures, ok and filled >= len(tables) - 4)
