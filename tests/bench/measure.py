"""How long, how many, how much? Floor and pages in turn, three rounds, the median of the rounds."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from tests.bench.browser import Answer
from tests.bench.pages import Page, floors_of, pages_of
from tests.bench.stand import Stand

ROUNDS, TURNS, WARM = 3, 40, 5
TOGETHER, SECONDS = 8, 4.0


@dataclass
class Measured:
    """What one page cost: milliseconds, queries and rows of one request, bytes of its body."""

    ms: float
    p95: float
    queries: int
    rows: int
    size: int
    gzipped: int
    floors: float = 1.0

    def as_json(self) -> dict:
        return {name: round(value, 3) for name, value in asdict(self).items()}


@dataclass
class Results:
    """Everything measured at one N."""

    number: int
    floors: dict[str, Measured]
    pages: dict[str, Measured]
    rates: dict[str, float]
    memory: dict[str, float]
    export_seconds: float


def once(page: Page, **headers: str) -> Answer:
    answer = page.ask(**headers)
    if answer.status != page.status:
        raise SystemExit(f"{page.name} answered {answer.status}: {answer.body[:600].decode(errors='replace')}")
    return answer


def measure(stand: Stand, number: int) -> Results:
    """One N: what a request costs alone, then how many a second go together."""
    floors, pages = floors_of(stand.ports["floor"], stand.world), pages_of(stand.ports["product"], stand.world)
    every = [*floors.values(), *pages]
    for _ in range(WARM):
        for page in every:
            once(page)
    counted = {page.name: once(page, **{"X-Count": "1"}) for page in every}
    rounds: dict[str, list[tuple[float, float]]] = {page.name: [] for page in every}
    for _ in range(ROUNDS):
        took: dict[str, list[float]] = {page.name: [] for page in every}
        for _ in range(TURNS):
            for page in every:
                took[page.name].append(once(page).ms)
        for name, times in took.items():
            rounds[name].append((statistics.median(times), statistics.quantiles(times, n=20)[-1]))
    told = {page.name: _measured(rounds[page.name], counted[page.name]) for page in every}
    for page in pages:
        told[page.name].floors = told[page.name].ms / told[floors[page.floor].name].ms
    return Results(
        number,
        {page.name: told[page.name] for page in floors.values()},
        {page.name: told[page.name] for page in pages},
        _rates(stand),
        {name: stand.memory(name) for name in stand.ports},
        _export(stand),
    )


def _measured(rounds: list[tuple[float, float]], answer: Answer) -> Measured:
    told = {name.lower(): value for name, value in answer.headers.items()}
    return Measured(
        ms=statistics.median(ms for ms, _ in rounds),
        p95=statistics.median(p95 for _, p95 in rounds),
        queries=int(told.get("x-queries", 0)),
        rows=int(told.get("x-rows", 0)),
        size=len(answer.body),
        gzipped=answer.gzipped,
    )


def _rates(stand: Stand) -> dict[str, float]:
    """Requests a second with eight at once: the page floor, and the signed-in pages mixed, in turn."""

    def floor() -> list[Page]:
        return [floors_of(stand.ports["floor"], stand.world)["page"]]

    def product() -> list[Page]:
        pages = pages_of(stand.ports["product"], stand.world)
        return [page for page in pages if page.is_html and not page.name.startswith("public")]

    rounds = [(_together(floor), _together(product)) for _ in range(ROUNDS)]
    return {
        "floor": statistics.median(pair[0] for pair in rounds),
        "product": statistics.median(pair[1] for pair in rounds),
    }


def _together(pages: Callable[[], list[Page]]) -> float:
    """How many requests a second ``TOGETHER`` threads get, each with connections of its own."""
    counts, until = [0] * TOGETHER, time.perf_counter() + SECONDS

    def one(place: int) -> None:
        mine, chance = pages(), random.Random(place)
        while time.perf_counter() < until:
            once(chance.choice(mine))
            counts[place] += 1

    threads = [threading.Thread(target=one, args=(place,)) for place in range(TOGETHER)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)


def _export(stand: Stand) -> float:
    """Seconds of the export floor."""
    from tests.bench.browser import Browser

    browser = Browser(stand.ports["floor"], stand.world["floor_session"])
    return statistics.median(browser.ask("GET", "/export/").ms for _ in range(ROUNDS)) / 1000
