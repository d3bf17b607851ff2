"""D4: is every acknowledged sending there exactly once, however often web and PostgreSQL are killed?"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from urllib.parse import urlencode

import pytest

from tests.drills.frame import Fire, _children_of, _kill, planted, report

pytestmark = pytest.mark.drill
SENDINGS = int(os.environ.get("DRILL_SENDINGS", "1000"))
CLIENTS, DATABASE_KILLS, EVERY = 8, 3, 0.8
SECONDS = 200
TOKEN = "d" * 32
# One row an application that was sent: how many snapshots, receipts, events, letters and outbox rows it has.
COUNTS = """
SELECT a.reference, a.state,
  (SELECT count(*) FROM applications_snapshot s WHERE s.application_id = a.id),
  (SELECT count(DISTINCT s.receipt) FROM applications_snapshot s WHERE s.application_id = a.id),
  (SELECT count(*) FROM kit_auditevent e WHERE e.verb = 'application:sent' AND e.about = a.reference),
  (SELECT count(*) FROM kit_message m WHERE m.kind = 'applications.sent' AND m.key LIKE 'sent:' || a.id || ':%%'),
  (SELECT count(*) FROM kit_message m JOIN kit_outboxrow o ON o.ids ->> 'message_id' = m.message_id
    WHERE m.kind = 'applications.sent' AND m.key LIKE 'sent:' || a.id || ':%%'),
  (SELECT count(*) FROM kit_message m JOIN kit_outboxrow o ON o.ids ->> 'message_id' = m.message_id
    WHERE m.kind = 'applications.arrived' AND m.key LIKE 'arrived:' || a.id || ':%%')
FROM applications_application a JOIN charter_organisation h ON h.id = a.organisation_id WHERE h.slug LIKE 'drill-%%'
"""
WHOLE = ("sent", 1, 1, 1, 1, 1, 1)


@pytest.fixture
def fire():
    made = Fire("d4")
    try:
        yield made
    finally:
        made.stop()


class Client(threading.Thread):
    """One lead who sends each application, and presses again, with the same key, until a receipt is named."""

    def __init__(self, site, told, stop):
        super().__init__(daemon=True)
        self.site, self.told, self.over = site, told, stop
        self.acknowledged: dict[str, str] = {}
        self.refused: list[str] = []
        self.retries = self.replays = 0
        self.chance = random.Random(told["session"])

    def run(self):
        for draft in self.told["applications"]:
            while not self.over.is_set():
                answer = self._press(draft)
                if answer is not None:
                    self._keep(draft, *answer)
                    break
                self.retries += 1
                self.over.wait(0.05)
            if self.chance.random() < 0.05 and draft["reference"] in self.acknowledged:
                # Somebody presses twice.
                self.replays += 1
                again = self._press(draft)
                if again is not None:
                    self._keep(draft, *again)

    def _keep(self, draft, status, where):
        if status in (302, 303) and where.endswith("/receipt/"):
            self.acknowledged[draft["reference"]] = where
        else:
            self.refused.append(f"{draft['reference']} {status} {where}")

    def _press(self, draft):
        """Status and place of the answer; None when nothing was acknowledged."""
        body = urlencode({"key": draft["key"], "digest": draft["digest"], "csrfmiddlewaretoken": TOKEN})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.told['session']}; csrftoken={TOKEN}",
        }
        connection = http.client.HTTPConnection("localhost", self.site.port, timeout=15)
        try:
            connection.request("POST", f"/oakland/apply/{draft['reference']}/send/", body, headers)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        return None if response.status >= 500 else (response.status, response.headers.get("Location", ""))


def _set_fire(fire, clients, over):
    """Kill a web worker every 0.8 s, and the whole PostgreSQL at each quarter, until nothing is left to send."""
    began, databases = time.monotonic(), 0
    while any(client.is_alive() for client in clients) and time.monotonic() - began < SECONDS:
        time.sleep(EVERY)
        done = sum(len(client.acknowledged) for client in clients)
        web = fire.site.children["web"]
        if done >= SENDINGS * (databases + 1) // (DATABASE_KILLS + 1) and databases < DATABASE_KILLS:
            databases += 1
            fire.kill_database()
            continue
        workers = _children_of(web.pid)
        if workers:
            _kill(fire.chance.choice(workers))
            fire.kills.append("web")
    over.set()
    for client in clients:
        client.join(20)
    return time.monotonic() - began


def _plant(site):
    """PostgreSQL answers before what it was told is written down."""
    site.run_as_owner(f"ALTER DATABASE {site.name} SET synchronous_commit = off")


def test_what_was_acknowledged_is_sent_exactly_once(fire):
    site = fire.site
    seeded = site.python(f"from tests.drills import sending_seed; sending_seed.main({SENDINGS}, {CLIENTS})")
    told = json.loads(seeded.splitlines()[-1])
    if planted("D4"):
        _plant(site)
    site.env["GUNICORN_CMD_ARGS"] = "--preload --timeout 20"
    site.web_workers, site.web_app = 6, "tests.drills.warm_web"
    site.start("web")
    over = threading.Event()
    clients = [Client(site, one, over) for one in told["clients"]]
    for client in clients:
        client.start()

    took = _set_fire(fire, clients, over)

    rows = {row[0]: tuple(row[1:]) for row in site.rows(COUNTS)}
    acknowledged = {reference for client in clients for reference in client.acknowledged}
    lost = sum(rows[reference][1] == 0 for reference in acknowledged)
    doubled = sum(any(count > 1 for count in row[1:]) for row in rows.values())
    torn = sum(row != WHOLE and row[0] == "sent" for row in rows.values())
    unasked = sum(row[0] == "sent" and reference not in acknowledged for reference, row in rows.items())
    refused = [line for client in clients for line in client.refused]
    commit = _synchronous_commit(site)
    verified = site.manage("verify_all", check=False)
    report(
        "D4",
        {
            "acknowledged": f"{len(acknowledged)}/{SENDINGS}",
            "whole": sum(row == WHOLE for row in rows.values()),
            "lost": lost,
            "doubled": doubled,
            "torn": torn,
            "sent_without_ack": unasked,
            "refused": len(refused),
            "retries": sum(client.retries for client in clients),
            "pressed_twice": sum(client.replays for client in clients),
            "web_kills": fire.kills.count("web"),
            "database_kills": fire.kills.count("database"),
            "synchronous_commit": commit,
            "verify_all": verified.stdout.splitlines()[-1].rstrip(".").replace(" ", "_"),
            "seconds": round(took),
        },
        len(acknowledged) == SENDINGS
        and sum(row == WHOLE for row in rows.values()) == SENDINGS
        and lost == doubled == torn == unasked == len(refused) == 0
        and fire.kills.count("web") >= min(10, SENDINGS // 100)
        and fire.kills.count("database") == DATABASE_KILLS
        and commit == "on"
        and verified.returncode == 0,
    )


def _synchronous_commit(site) -> str:
    """What a connection of the application itself is told."""
    code = (
        "from django.db import connection as c\nk = c.cursor()\n"
        "k.execute('SHOW synchronous_commit')\nprint(k.fetchone()[0])"
    )
    return site.python(code).split()[-1]
