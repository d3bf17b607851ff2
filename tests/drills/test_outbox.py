"""ONE-2 and ONE-4: does an effect survive its process, and does a poison job stop while the rest go on?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.drills.frame import Fire, planted, report
from tests.site import ROOT

pytestmark = pytest.mark.drill
GOOD = 200
TRIES = 8
WORKER = "tests.drills.outbox_worker"
OPEN = "SELECT count(*) FROM kit_outboxrow WHERE done_at IS NULL AND dead_at IS NULL AND kind LIKE 'drill.%%'"
WAITS = "SELECT extract(epoch FROM wait)::int FROM drill_waits WHERE kind = %s"
BAD = ("raise", "kill", "hang")


@pytest.fixture(scope="module")
def fire():
    made = Fire("outbox", WORKER, JOB_SECONDS="3", PLANT=os.environ.get("PLANT", ""))
    yield made
    made.stop()


def test_an_effect_survives_the_death_of_the_process_that_owed_it(fire):
    site = fire.site
    # Killed after the commit, before anybody could be told of it.
    code = "from tests.drills import outbox_worker; outbox_worker.owe_and_die()"
    died = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "shell", "-v", "0", "-c", code], env=site.env, cwd=ROOT
    )
    owed = site.rows("SELECT count(*), max(dispatches) FROM kit_outboxrow WHERE kind = 'drill.good'")[0]
    began = time.monotonic()
    site.start("worker", "beat")

    site.wait_until(lambda: site.rows(OPEN)[0][0] == 0, "the effect happens", 90)
    took = time.monotonic() - began

    report(
        "ONE-2",
        {
            "killed_by": -died.returncode,
            "owed": owed[0],
            "dispatched_before": owed[1],
            "done_after_s": round(took, 1),
        },
        died.returncode == -signal.SIGKILL and owed == (1, 0) and took <= 60,
    )


# Every planned wait, noted by the database at the instant at which it was planned.
NOTE_WAITS = """
CREATE TABLE drill_waits (n bigserial, kind text, attempts int, wait interval);
GRANT INSERT ON drill_waits TO PUBLIC;
GRANT USAGE ON SEQUENCE drill_waits_n_seq TO PUBLIC;
CREATE FUNCTION drill_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO drill_waits (kind, attempts, wait) VALUES (NEW.kind, NEW.attempts, NEW.due_at - now());
  RETURN NEW;
END $$;
CREATE TRIGGER drill_note BEFORE UPDATE ON kit_outboxrow FOR EACH ROW
  WHEN (NEW.attempts > OLD.attempts AND NEW.kind LIKE 'drill.%') EXECUTE FUNCTION drill_note();
"""
# A bad row that waits is not waited for: its time has come.
TRAVEL = (
    "UPDATE kit_outboxrow SET due_at = now() WHERE kind LIKE 'drill.%' AND done_at IS NULL AND dead_at IS NULL"
    " AND attempts > 0 AND due_at > now()"
)


def test_poison_stops_and_the_rest_goes_on(fire):
    site = fire.site
    site.run_as_owner(NOTE_WAITS)
    site.python(f"from tests.drills import outbox_worker; outbox_worker.owe({GOOD}, {BAD!r})")
    if "worker" not in site.children:
        site.start("worker", "beat")
    began = time.monotonic()

    good = "SELECT count(*) FROM kit_outboxrow WHERE key LIKE 'drill.good:%%' AND done_at IS NOT NULL"
    site.wait_until(lambda: site.rows(good)[0][0] == GOOD, "all good jobs are done", 90)
    good_after = time.monotonic() - began
    limit = began + (60 if planted("ONE-4") else 240)
    while time.monotonic() < limit and site.rows(OPEN)[0][0]:
        site.run_as_owner(TRAVEL)
        time.sleep(0.5)
    ends = dict(site.rows("SELECT kind, dead_at IS NOT NULL FROM kit_outboxrow WHERE kind LIKE 'drill.%%'"))
    waits = {name: [wait for (wait,) in site.rows(f"{WAITS} ORDER BY n", f"drill.{name}")] for name in BAD}
    alarms = (site.folder / "worker.log").read_text().count(f"is dead after {TRIES} tries")
    done = site.rows(good)[0][0]

    report(
        "ONE-4",
        {
            "good": f"{done}/{GOOD}",
            "good_after_s": round(good_after),
            **{name: f"{len(waits[name])}_tries{'_dead' if ends[f'drill.{name}'] else ''}" for name in BAD},
            **{f"waits_{name}": "/".join(str(wait) for wait in waits[name][:12]) for name in BAD},
            "alarms": alarms,
            "seconds": round(time.monotonic() - began),
        },
        done == GOOD
        and all(ends[f"drill.{name}"] for name in BAD)
        and all(waits[name] == [2**n for n in range(1, TRIES + 1)] for name in BAD)
        and alarms == len(BAD),
    )
