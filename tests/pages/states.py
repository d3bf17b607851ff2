"""What is a state of a page, and how does a visitor come to it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.access.routes import all_routes

Prepare = Callable[[Any, dict[str, Any]], None]


@dataclass(frozen=True)
class PageState:
    """A route in one state, and who looks at it.

    ``person`` is ``part@place`` of the seed, or nobody; the address is that of their own place, or of ``at`` (a
    house's mark or a programme's slug). ``stage`` chooses the application. ``words`` replaces words of the
    address: text, or a callable on the seed. ``beside`` are houses whose marks a joint application shows with one's
    own. ``prepare`` does on the page what brings the state about. ``status`` is that of the page that is judged in
    the end; ``typical`` ones also keep the byte budgets; ``demo``
    ones are looked at where the demonstration runs.
    """

    route: str
    state: str = "typical"
    person: str | None = None
    at: str = ""
    stage: str = "draft"
    words: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    status: int = 200
    prepare: Prepare | None = None
    demo: bool = False
    beside: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Readable in a test's name and a picture's: ``charter.team-empty``."""
        return f"{self.route.replace(':', '.')}-{self.state}"

    @property
    def typical(self) -> bool:
        return self.state == "typical"

    @property
    def place(self) -> str:
        """The mark or slug that the address is about."""
        return self.at or (self.person or "@oak").split("@")[1]

    def address(self, seed: dict[str, Any]) -> str:
        """The path with its query, for the world that ``seed`` tells of."""
        house = seed["houses"].get(self.place)
        side = seed["sides"].get(house["side"] if house else self.place)
        house = house or next((h for h in seed["houses"].values() if side and h["side"] == side["programme"]), None)
        known = {**_side_words(side), **_house_words(house, self.stage)}
        for name, value in self.words.items():
            known[name] = value(seed) if callable(value) else value
        words = {name: known[name] for name in all_routes()[self.route].words}
        return reverse(self.route, kwargs=words) + self.query


def _side_words(side: dict[str, Any] | None) -> dict[str, Any]:
    if side is None:
        return {}
    standards = side["standards"]
    return {
        "programme": side["programme"],
        "cohort": side["cohort"],
        "framework": side["framework"],
        "version": side["framework"],
        "release": side["release"],
        "session": side["session"],
        "who": side["who"],
        "event": side["event"],
        "theme": side["theme"],
        "standard": standards[0] if standards else "",
    }


def _house_words(house: dict[str, Any] | None, stage: str) -> dict[str, Any]:
    if house is None:
        return {}
    return {
        "organisation": house["organisation"],
        "reference": house["references"].get(stage),
        "code": house["awards"].get(stage, house["awards"].get("released")),
        "uuid": house["files"].get(stage),
        "evidence": house["files"].get(stage),
        "identity": house["files"].get(stage),
        "revocation": house["revocation"],
        "gap": house["gap"],
    }


# How a page is brought to a state ------------------------------------------------------------------


def press(name: str, **typed: str) -> Prepare:
    """Type into the fields labelled so (underscores for spaces), press the button, wait for the answer."""

    def prepare(page: Any, seed: dict[str, Any]) -> None:
        for label, text in typed.items():
            page.get_by_label(label.replace("_", " ")).first.fill(text)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=name).first.click()

    return prepare


def fill(selector_texts: dict[str, str], button: str) -> Prepare:
    """As :func:`press`, with fields named by CSS selectors."""

    def prepare(page: Any, seed: dict[str, Any]) -> None:
        for selector, text in selector_texts.items():
            page.locator(selector).fill(text)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=button).first.click()

    return prepare


def opened(page: Any, seed: dict[str, Any]) -> None:
    """Open every details element, so that what it hides is judged too."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
