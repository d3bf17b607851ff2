"""Which pages are measured, as whom, and what may each cost?"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.browser import Answer, Browser
from tests.bench.words import ANSWER, REASON

HTML_BYTES = 60 * 1024


@dataclass
class Page:
    """One kind of request. ``times`` and ``growth`` are ratios: to the floor, and to its own value at the least N.

    ``ask`` makes the request once; extra headers go with it.
    """

    name: str
    ask: Callable[..., Answer]
    times: float
    growth: float
    queries: int
    floor: str = "page"
    rows: int | None = None
    status: int = 200
    is_html: bool = True


@dataclass
class Writing:
    """A form that is saved again and again; the version that came back goes with the next save."""

    browser: Browser
    path: str
    fields: Callable[[int], dict]
    accept: str
    version: int = -1
    turn: itertools.count = field(default_factory=itertools.count)

    def __call__(self, **headers: str) -> Answer:
        if self.version < 0:
            self.version = int(self.browser.ask("GET", self.path).field("version"))
        form = {**self.fields(next(self.turn)), "version": self.version}
        answer = self.browser.ask("POST", self.path, form, **{"Accept": self.accept, **headers})
        if answer.status == 200:
            self.version = json.loads(answer.body)["version"]
        return answer


def reader(browser: Browser, path: str) -> Callable[..., Answer]:
    """Asks for one page."""
    return lambda **headers: browser.ask("GET", path, **headers)


def visitors(browser: Browser, path: str) -> Callable[..., Answer]:
    """Asks as another visitor each time, as the proxy in front would tell, so that nobody asks too often."""
    turn = itertools.count()

    def ask(**headers: str) -> Answer:
        n = next(turn)
        return browser.ask(
            "GET", path, **{"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}", **headers}
        )

    return ask


def pages_of(port: int, world: dict) -> list[Page]:
    """The journey's busiest pages in its order, each with a person's own connection."""
    base = f"/{world['programme']}"
    people = {name: Browser(port, key) for name, key in world["sessions"].items()}
    applicant, organisation = people["lead"], f"{base}/org/{world['organisation']}/"
    task_list = f"{base}/apply/{world['draft']}/"
    anybody = Browser(port)
    answer = Writing(
        people["writer"],
        f"{base}/apply/{world['writing']}/evidence/po1/",
        lambda n: {"text": f"{ANSWER}{n}"},
        "application/json",
    )
    score = Writing(
        people["assessor"],
        f"{base}/panel/{world['scoring']}/po1/",
        lambda n: {"points": "2", "reason": f"{REASON}{n}", "autosave": "1"},
        "application/json",
    )
    board = f"{base}/staff/board/"
    filtered = f"{board}?q=trust&cohort=first&state=assessing"
    return [
        Page("applicant: dashboard", reader(applicant, organisation), 5, 1.2, 15),
        Page("applicant: task list", reader(applicant, task_list), 5, 1.2, 15),
        Page("applicant: one standard", reader(applicant, f"{task_list}evidence/po1/"), 5, 1.2, 15),
        Page("autosave an answer", answer, 3, 1.2, 10, floor="save", is_html=False),
        Page("assessor: my reviews", reader(people["assessor"], f"{base}/panel/"), 5, 1.2, 15),
        Page(
            "assessor: score a standard",
            reader(people["assessor"], f"{base}/panel/{world['assessing']}/po1/"),
            5,
            1.2,
            15,
        ),
        Page("save a score", score, 3, 1.2, 12, floor="save", is_html=False),
        Page("chair: moderation list", reader(people["chair"], f"{base}/moderation/"), 6, 1.3, 15),
        Page("chair: room", reader(people["chair"], f"{base}/moderation/{world['moderating']}/"), 6, 1.3, 15),
        Page("officer: today", reader(people["officer"], f"{base}/staff/"), 6, 1.2, 12, rows=300),
        Page("officer: board", reader(people["officer"], board), 6, 1.2, 12, rows=300),
        Page("officer: board, search and filters", reader(people["officer"], filtered), 6, 1.2, 12, rows=300),
        Page("commissioner: numbers", reader(people["commissioner"], f"{base}/reports/"), 8, 2, 12),
        Page("public: register", reader(anybody, f"{base}/awards/"), 2, 1.2, 5),
        Page("public: verification", visitors(anybody, f"/verify/{world['code']}/"), 2, 1.2, 5),
    ]


def floors_of(port: int, world: dict) -> dict[str, Page]:
    """The page floor and the save floor."""
    browser, turn = Browser(port, world["floor_session"]), itertools.count()

    def save(**headers: str) -> Answer:
        return browser.ask("POST", "/save/", {"row": "7", "words": f"{ANSWER}{next(turn)}"}, **headers)

    return {
        "page": Page("page floor", reader(browser, "/page/"), 1, 1.2, 3),
        "save": Page("save floor", save, 1, 1.2, 3, status=302, is_html=False),
    }
