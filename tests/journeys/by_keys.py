"""How does somebody do with a keyboard alone, on a narrow screen, what others do with a mouse?"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

from tests.journeys.keyboard import MOST_STOPS, Keyboard
from tests.journeys.people import Somebody

HAS_FOCUS = "element => element === document.activeElement"
IN_GROUP = "element => element.name === document.activeElement.name && document.activeElement.type === 'radio'"


class WithKeys(Somebody):
    """Somebody who reaches everything with Tab, Space, Enter and the arrow keys; every stop shows where they are."""

    def __init__(self, site: Any, chromium: Any, name: str, email: str = "", **options: Any) -> None:
        super().__init__(site, chromium, name, email, **options)
        self.keys = Keyboard(self)

    def second_tab(self) -> WithKeys:
        other = super().second_tab()
        other.keys = Keyboard(other)
        return other

    def _go(self, to: Locator, question: str = HAS_FOCUS) -> None:
        """Press Tab until ``to`` has the focus."""
        for _ in range(MOST_STOPS):
            if to.evaluate(question):
                return
            self.keys.key("Tab")
            # Past the last stop the browser itself has the focus, and the next Tab begins at the top again.
            self.keys.stands()
        raise AssertionError(f"{self.name} did not reach {to} with {MOST_STOPS} presses: {self.keys.stops[-9:]}")

    def follow(self, words: str, *, exact: bool = False) -> None:
        self._go(self.link(words, exact=exact))
        self.keys.enter()

    def press(self, words: str, *, exact: bool = False) -> None:
        self._go(self.button(words, exact=exact).first)
        self.keys.enter()

    def fill(self, label: str, text: str) -> None:
        self._go(self.field(label).first)
        self.keys.key("Control+a")
        self.keys.type(text)

    def choose(self, *labels: str) -> None:
        for label in labels:
            control = self.page.get_by_label(label, exact=True).first
            if control.get_attribute("type") == "radio":
                self._go(control, IN_GROUP)
                self.keys.key("Space")
                while not control.evaluate(HAS_FOCUS):
                    self.keys.key("ArrowDown")
            else:
                self._go(control)
                self.keys.key("Space")
            assert control.is_checked(), label

    def pick(self, label: str, option: str) -> None:
        self._go(self.field(label).first)
        self.keys.type(option)

    def toggle(self, words: str) -> None:
        self._go(self.button(words).first)
        self.keys.key("Enter")
