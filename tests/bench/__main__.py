"""What does a page cost against the least it could? ``make bench``; ``QUICK=1`` stops at 1,000 applications.

``WALLS=1 make bench`` asks instead what row policies, row history and the audit trail cost each page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from charter.kit import embedded
from tests.site import ROOT

BEGIN = time.perf_counter()
QUICK_SIZES, SIZES = (100, 1_000), (100, 1_000, 10_000)


def main() -> int:
    """Seed, measure, print; 1 when a budget is missed."""
    from tests.bench import measure, report, stand
    from tests.bench.pages import pages_of

    asked = os.environ.get("SIZES", "")
    sizes = [int(n) for n in asked.split(",")] if asked else QUICK_SIZES if os.environ.get("QUICK") else SIZES
    say("Building the first twenty applications by the actions …")
    standing = stand.Stand.make()
    missed, results = 0, []
    if os.environ.get("WALLS"):
        return _cost_of_walls(standing)
    try:
        for number in sizes:
            say(f"Growing to {number:,} applications …")
            standing.grow(number)
            say(f"Measuring {number:,} …")
            results.append(measure.measure(standing, number))
            lines, wrong = report.table(pages_of(0, standing.world), results[-1], results[0])
            print("\n".join(["", *lines]), flush=True)
            missed += wrong
        rendered = press(standing.site.env)
    finally:
        standing.stop()
    lines, wrong = report.renders(rendered)
    missed += wrong
    print("\n".join(lines))
    path = report.write(results, rendered, missed)
    took = time.perf_counter() - BEGIN
    print(f"{missed} budgets missed. {took:.0f} seconds; the numbers are in {path.relative_to(ROOT)}.")
    return 1 if missed else 0


def _cost_of_walls(standing: Any) -> int:
    """Measure at 1,000 applications with walls and record, and without."""
    from tests.bench import walls

    try:
        say("Growing to 1,000 applications …")
        standing.grow(1_000)
        say("Measuring with and without in turn …")
        lines, missed = walls.cost(standing)
    finally:
        standing.stop()
    print("\n".join(lines))
    return 1 if missed else 0


def press(env: dict[str, str]) -> dict:
    """The render floor and ours, in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.floor.press"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def say(words: str) -> None:
    print(f"{time.perf_counter() - BEGIN:4.0f} s  {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.pop("CHARTER_DEMO", None)
    data = ROOT / ".charter-bench"
    embedded.ensure(os.environ, data)
    os.environ["CHARTER_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "charter.settings")
    sys.exit(main())
