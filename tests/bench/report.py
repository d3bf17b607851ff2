"""What did the bench find, as a table with pass or fail and as a file?"""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.measure import Measured, Results
from tests.bench.pages import HTML_BYTES, Page
from tests.site import ROOT

MEMORY_MB, RATE, RENDERS = 350, 0.2, 0.85
FILE = ROOT / "bench" / "results.json"
NOISY = 2.0


def faults(page: Page, found: Measured, first: Measured, quiet: bool) -> list[str]:
    """Each budget of one page that is not kept, in a word."""
    told = []
    if found.floors > page.times and found is first:
        told.append("time")
    if found is not first and found.floors > first.floors * page.growth:
        told.append("growth")
    if quiet and found.p95 > 2 * found.ms:
        told.append("p95")
    if found.queries > page.queries:
        told.append("queries")
    if page.rows is not None and found.rows > page.rows:
        told.append("rows")
    if page.is_html and found.size > HTML_BYTES:
        told.append("bytes")
    return told


def table(pages: list[Page], results: Results, first: Results) -> tuple[list[str], int]:
    """The table of one N as lines, and how many budgets were missed."""
    floor = results.floors["page floor"]
    quiet = floor.p95 <= NOISY * floor.ms
    head = _line("page", "ms", "p95", "× floor", "budget", "queries", "budget", "rows", "KB", "gzip")
    lines = [f"N = {results.number:,} applications", head, "-" * len(head)]
    for name, found in results.floors.items():
        lines.append(_line(name, *_times(found), "1.0", "", "", "", "", *_sizes(found)))
    missed = 0
    for page in pages:
        found, base = results.pages[page.name], first.pages[page.name]
        wrong = faults(page, found, base, quiet)
        missed += len(wrong)
        budget = f"{page.times:g}" if found is base else f"{base.floors * page.growth:.1f}"
        asked = (found.queries, page.queries, found.rows)
        line = _line(page.name, *_times(found), f"{found.floors:.1f}", budget, *asked, *_sizes(found))
        lines.append(f"{line}  {'FAIL ' + ', '.join(wrong) if wrong else 'pass'}")
    more, wrong_more = _whole(results, first)
    return [*lines, *more, ""], missed + wrong_more


def _line(name: str, *cells: object) -> str:
    return f"{name:36}" + "".join(f"{cell:>9}" for cell in cells)


def _times(found: Measured) -> tuple[str, str]:
    return f"{found.ms:.1f}", f"{found.p95:.1f}"


def _sizes(found: Measured) -> tuple[str, str]:
    return f"{found.size / 1024:.1f}", f"{found.gzipped / 1024:.1f}"


def _whole(results: Results, first: Results) -> tuple[list[str], int]:
    """Throughput, memory and the export floor."""
    share = results.rates["product"] / results.rates["floor"]
    most = MEMORY_MB if results is first else first.memory["product"] * 1.1
    held = results.memory["product"]
    lines = [
        f"together, 8 at once: {results.rates['product']:.0f} of the floor's {results.rates['floor']:.0f} requests/s"
        f" = {share:.2f} (at least {RATE})  {'pass' if share >= RATE else 'FAIL'}",
        f"memory, two workers: {held:.0f} MB (at most {most:.0f}; the floor's {results.memory['floor']:.0f})"
        f"  {'pass' if held <= most else 'FAIL'}",
        f"export floor: {results.number:,} rows in {results.export_seconds:.3f} s (no page of ours exports yet)",
    ]
    return lines, (share < RATE) + (held > most)


def renders(found: dict) -> tuple[list[str], int]:
    """The render floor and ours."""
    share = found["ours"] / found["floor"]
    verdict = "pass" if share >= RENDERS else "FAIL"
    line = (
        f"certificates, render and store: {found['ours']:.1f} of the floor's {found['floor']:.1f} a second"
        f" = {share:.2f} (at least {RENDERS})  {verdict}"
    )
    return [line], int(share < RENDERS)


def write(results: list[Results], rendered: dict, missed: int) -> Path:
    """``bench/results.json``: the numbers with versions and machine."""
    names = ("Django", "psycopg", "Jinja2", "gunicorn", "weasyprint")
    model = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), ""
    )
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "cpu": model, "system": platform.platform(), "load": os.getloadavg()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in names}},
        "missed": missed,
        "renders": rendered,
        "results": [
            {
                "applications": one.number,
                "floors": {name: found.as_json() for name, found in one.floors.items()},
                "pages": {name: found.as_json() for name, found in one.pages.items()},
                "requests_a_second": one.rates,
                "memory_mb": one.memory,
                "export_floor_seconds": one.export_seconds,
            }
            for one in results
        ],
    }
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(told, indent=1) + "\n")
    return FILE
