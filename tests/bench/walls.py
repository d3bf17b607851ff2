"""What do the walls and the record cost a page? ``WALLS=1 make bench``: the same requests with both and with neither.

Neither means what a database administrator could switch off: row policies, every trigger of ours (row history,
state machines, frozen rows), and the rows of the audit trail, which a rule throws away. The two are measured in
turn, so that a busy moment hits both.
"""

from __future__ import annotations

import statistics

import psycopg

from tests.bench.measure import WARM, once
from tests.bench.pages import Page, pages_of
from tests.bench.stand import Stand

TURNS, ROUNDS, ALLOWED = 25, 6, 1.4
TABLES = """
SELECT oid::regclass::text FROM pg_class
 WHERE relkind = 'r' AND relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1
"""


class Switch:
    """Switches walls and record off and on, as the owner."""

    def __init__(self, url: str) -> None:
        """Know every table that has policies."""
        self.connection = psycopg.connect(url, autocommit=True)
        self.tables = [row[0] for row in self.connection.execute(TABLES)]

    def off(self) -> None:
        """No policy is asked, no trigger fires, no event is kept."""
        for table in self.tables:
            self.connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            self.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.connection.execute("CREATE RULE nothing AS ON INSERT TO kit_auditevent DO INSTEAD NOTHING")

    def on(self) -> None:
        """As the migrations left it."""
        self.connection.execute("DROP RULE IF EXISTS nothing ON kit_auditevent")
        for table in self.tables:
            self.connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            self.connection.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def cost(stand: Stand) -> tuple[list[str], int]:
    """A line for each page, and how many cost more than 1.4 times what they would without."""
    pages = pages_of(stand.ports["product"], stand.world)
    switch = Switch(stand.site.env["DATABASE_OWNER_URL"])
    times: dict[str, dict[str, list[float]]] = {page.name: {"on": [], "off": []} for page in pages}
    try:
        for turn in range(ROUNDS * 2):
            state = "off" if turn % 2 else "on"
            getattr(switch, state)()
            _round(pages, times, state)
    finally:
        switch.on()
    lines, missed = [f"{'page':<40} {'with':>8} {'without':>8} {'ratio':>6}"], 0
    ratios = []
    for page in pages:
        on, off = (statistics.median(times[page.name][state]) for state in ("on", "off"))
        ratios.append(on / off)
        missed += on / off > ALLOWED
        verdict = "FAIL" if on / off > ALLOWED else "pass"
        lines.append(f"{page.name:<40} {on:7.1f}  {off:7.1f}  {on / off:5.2f}  {verdict}")
    lines.append(f"{'the middle of the ratios':<58} {statistics.median(ratios):5.2f}  (within {ALLOWED})")
    return lines, missed


def _round(pages: list[Page], times: dict[str, dict[str, list[float]]], state: str) -> None:
    for _ in range(WARM):
        for page in pages:
            once(page)
    for _ in range(TURNS):
        for page in pages:
            times[page.name][state].append(once(page).ms)
