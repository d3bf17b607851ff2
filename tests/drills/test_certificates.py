"""Does every award have exactly one certificate, however often workers, broker and database are killed?"""

from __future__ import annotations

import os
import time

import pytest

pytestmark = pytest.mark.drill
RENDERS = int(os.environ.get("DRILL_RENDERS", "120"))
KILLS = int(os.environ.get("DRILL_KILLS", "6"))


def test_certificates_are_made_exactly_once_under_fire(site, capsys):
    site.python(f"from tests.drills import seed; seed.main({RENDERS}, 5)")
    dated = "SELECT count(*) FROM awards_award WHERE awarded_on IS NOT NULL"
    made = "SELECT count(*), count(DISTINCT award_id), count(DISTINCT storage_name) FROM awards_certificate"
    wanted = site.rows(dated)[0][0]
    killed, began = 0, time.monotonic()

    while killed < KILLS:
        before = site.rows(made)[0][0]
        site.wait_until(lambda before=before: site.rows(made)[0][0] > before, "another certificate is made", 90)
        site.kill("worker")
        killed += 1
        site.start("worker")
    done = "SELECT count(*) FROM awards_release WHERE done_at IS NULL AND cancelled_at IS NULL"
    site.wait_until(lambda: site.rows(done)[0][0] == 0, "the release is carried out", 240)
    took = time.monotonic() - began

    certificates, awards, files = site.rows(made)[0]
    verified = site.manage("verify_all", check=False)
    passed = certificates == awards == files == wanted and verified.returncode == 0
    with capsys.disabled():
        verdict = "PASS" if passed else "FAIL"
        print(f"\nDRILL certificates {certificates} of {wanted} made once, {killed} kills, {took:.0f}s {verdict}")
    assert (certificates, awards, files) == (wanted, wanted, wanted)
    assert verified.returncode == 0, verified.stdout
