"""D5: does every award have exactly one certificate, however often workers, broker and database are killed?"""

from __future__ import annotations

import hashlib
import os
import re
import time

import pytest

from tests.drills.frame import Fire, planted, report

pytestmark = pytest.mark.drill
RENDERS = int(os.environ.get("DRILL_RENDERS", "400"))
KILLS = int(os.environ.get("DRILL_KILLS", "8"))
SECONDS = 150
# The world in which the drill burns has awards of its own.
OURS = (
    "FROM awards_certificate c JOIN awards_award a ON a.id = c.award_id"
    " JOIN charter_organisation o ON o.id = a.organisation_id WHERE o.slug LIKE 'drill-%%'"
)
MADE = f"SELECT count(*) {OURS}"
OPEN = "SELECT count(*) FROM kit_outboxrow WHERE done_at IS NULL AND dead_at IS NULL"
RENDERING = f"{OPEN} AND kind = 'awards.render_certificate'"
RELEASED = "SELECT count(*) = 0 FROM awards_release WHERE done_at IS NULL AND cancelled_at IS NULL"


@pytest.fixture
def fire():
    made = Fire("d5", "tests.drills.planted_worker" if planted("D5") else "charter.celery")
    yield made
    made.stop()


def _answer(site, query):
    """The one value that ``query`` gives, or None while the database is down."""
    try:
        return site.rows(query)[0][0]
    except Exception as error:
        if type(error).__module__.startswith("psycopg"):
            return None
        raise


def _set_fire(fire, began):
    """The kills, spread over the renders: what is killed first is as likely to be half done as what is last."""
    site = fire.site
    events = ["worker"] * KILLS
    events.insert(KILLS // 3, "broker")
    events.insert(2 * KILLS // 3 + 1, "database")
    for place, event in enumerate(events):
        wanted = RENDERS * (place + 1) // (len(events) + 2)
        site.wait_until(
            lambda wanted=wanted: (_answer(site, MADE) or 0) >= wanted or time.monotonic() - began > SECONDS,
            f"{wanted} certificates are made",
            SECONDS,
            every=0.05,
        )
        {"worker": fire.kill_worker, "broker": fire.flush_broker, "database": fire.kill_database}[event]()


def _lost(site) -> bool:
    """Whether nothing renders any more although certificates are missing."""
    return _answer(site, RENDERING) == 0 and (_answer(site, MADE) or 0) < RENDERS


def _mails(site) -> int:
    """How many letters about the results were handed over."""
    return sum(
        len(re.findall(rb"^To: lead@drill-\d+", path.read_bytes(), re.M))
        for path in (site.folder / "mail").glob("*.log")
    )


def _whole_files(site) -> int:
    """How many certificates have a file whose digest is the stored one."""
    folder = site.folder / "files"
    return sum(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        for name, digest in site.rows(f"SELECT DISTINCT c.storage_name, c.sha256 {OURS}")
    )


def test_certificates_are_made_exactly_once_under_fire(fire):
    site = fire.site
    site.python(f"from tests.drills import seed; seed.main({RENDERS}, 5)")
    site.start("worker", "beat")
    began = time.monotonic()

    _set_fire(fire, began)
    site.wait_until(lambda: _answer(site, RELEASED) or _lost(site), "the release is carried out", SECONDS)
    released = _answer(site, RELEASED)
    if released:
        site.wait_until(lambda: _answer(site, OPEN) == 0, "nothing is owed any more", SECONDS)
    took = time.monotonic() - began

    issued, numbers, codes = site.rows(
        f"SELECT count(*), count(DISTINCT a.serial), count(DISTINCT a.code) {OURS} AND a.state = 'active'"
    )[0]
    jobs, dispatches = site.rows("SELECT count(*), sum(dispatches) FROM kit_outboxrow WHERE dispatches > 0")[0]
    files, mails, left = _whole_files(site), _mails(site), _answer(site, OPEN)
    verified = site.manage("verify_all", check=False)
    kills = len(fire.kills)
    report(
        "D5",
        {
            "issued": f"{issued}/{RENDERS}",
            "numbers": numbers,
            "files": files,
            "mails": mails,
            "open": left,
            "dispatches_a_job": f"{dispatches / jobs:.2f}",
            "worker_kills": fire.kills.count("parent") + fire.kills.count("child"),
            "flushes": fire.kills.count("broker"),
            "database_kills": fire.kills.count("database"),
            "verify_all": verified.stdout.splitlines()[-1].rstrip(".").replace(" ", "_"),
            "seconds": round(took),
        },
        issued == numbers == codes == files == RENDERS
        and RENDERS <= mails <= RENDERS + kills
        and left == 0
        and dispatches / jobs <= 1.5
        and verified.returncode == 0,
    )
