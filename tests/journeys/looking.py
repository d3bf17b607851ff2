"""Is every page of a journey one that somebody without a mouse, or without scripts, can use to its end?

Both kinds of people here look at each page they come to, once for each address and status of a page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.journeys.by_keys import WithKeys
from tests.journeys.keyboard import MOST_STOPS
from tests.journeys.people import SHOWN, Somebody
from tests.pages import checks

# What is wrong on a page that no script runs on: things that do nothing when somebody presses or follows them.
DEAD = """() => {
  const seen = (e) => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && e.getClientRects().length
  const told = (e) => e.outerHTML.slice(0, 160)
  const wrong = []
  for (const e of document.querySelectorAll('button, [role=button]')) {
    if (!seen(e) || (e.tagName === 'A' && e.getAttribute('href'))) continue
    if (e.tagName !== 'BUTTON' || e.type !== 'submit' || !e.form) wrong.push(`a button that does nothing: ${told(e)}`)
  }
  for (const e of document.querySelectorAll('a')) {
    if (!seen(e)) continue
    const to = e.getAttribute('href') || ''
    if (!to || to === '#' || to.startsWith('javascript:')) wrong.push(`a link to nowhere: ${told(e)}`)
    else if (to.startsWith('#') && !document.getElementById(decodeURIComponent(to.slice(1))))
      wrong.push(`a link to nothing on the page: ${told(e)}`)
  }
  for (const e of document.querySelectorAll('input, select, textarea'))
    if (seen(e) && !e.form) wrong.push(`a field of no form: ${told(e)}`)
  for (const form of document.forms)
    if (seen(form) && ![...form.elements].some((e) => e.type === 'submit' && seen(e)) && !form.closest('details'))
      wrong.push(`a form without a button: ${told(form)}`)
  return wrong
}"""
# Where the focus is after a page answered: on its errors, on what it says was done, or at its beginning.
ANSWERED = """() => {
  const summary = document.querySelector('.govuk-error-summary')
  const banner = document.querySelector('.govuk-notification-banner[role=alert]')
  if (summary) return document.activeElement === summary ? '' : 'the error summary has no focus'
  if (banner) return document.activeElement === banner ? '' : 'what was done has no focus'
  return ''
}"""
LINKS_OF_SUMMARY = """() => [...document.querySelectorAll('.govuk-error-summary a')]
  .filter((link) => !document.getElementById(link.hash.slice(1))?.matches(
    'input:not([disabled]), select, textarea, button, summary, a[href], [tabindex]'))
  .map((link) => `${link.hash} of the summary cannot have the focus`)"""


class Looking(Somebody):
    """Somebody who looks at every page they come to."""

    def __init__(self, *args: Any, looked: set[str], **options: Any) -> None:
        """``looked`` is what was looked at already, by anybody."""
        super().__init__(*args, **options)
        self.looked = looked

    def open(self, address: str) -> int:
        status = super().open(address)
        self.arrived()
        return status

    def follow(self, words: str, *, exact: bool = False) -> None:
        super().follow(words, exact=exact)
        self.arrived()

    def press(self, words: str, *, exact: bool = False) -> None:
        super().press(words, exact=exact)
        self.arrived(answered=True)

    def arrived(self, *, answered: bool = False) -> None:
        """Look at the page once for each kind of it: its address without what is only one's own, and its errors."""
        address = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{3}-\d{4}|/[a-z]{2}\d/", "*", self.page.url.split("?")[0])
        kind = f"{address} {'error' if self.page.title().startswith('Error') else ''}"
        wrong = self.page.evaluate(LINKS_OF_SUMMARY)
        if kind not in self.looked:
            self.looked.add(kind)
            wrong += self.look()
        assert not wrong, f"{self.name} at {self.page.url}: {wrong}"

    def look(self) -> list[str]:
        """What is wrong with the page."""
        return [*checks.headings(self.page)]

    def unfold(self, words: str) -> None:
        self.page.locator("summary").filter(has_text=words).locator(SHOWN).first.click()


class ByKeys(Looking, WithKeys):
    """Everything by keys; each page is walked from stop to stop until it begins again, and read by axe."""

    def arrived(self, *, answered: bool = False) -> None:
        if answered:
            # GOV.UK's script gives the focus when it has started.
            self.page.wait_for_function(f"(() => ({ANSWERED})() === '')()")
        super().arrived(answered=answered)

    def look(self) -> list[str]:
        return [*super().look(), *checks.violations(self.page, looks=False), *self._walk()]

    def _walk(self) -> list[str]:
        """Press Tab until the browser itself has the focus, so that no stop holds anybody.

        Every stop is in view, shows that it has the focus, and is not covered.
        """
        for _ in range(2 * MOST_STOPS):
            self.keys.key("Tab")
            if not self.keys.stands():
                return []
        return [f"no way out after {self.keys.stops[-5:]}"]

    def reach(self, to: Locator) -> None:
        """Press Tab until ``to`` has the focus."""
        self._go(to)

    def unfold(self, words: str) -> None:
        self._go(self.page.locator("summary").filter(has_text=words).locator(SHOWN).first)
        self.keys.key("Enter")

    def untick(self, label: str) -> None:
        self._go(self.box(label))
        self.keys.key("Space")
        assert not self.box(label).is_checked(), label

    def pick(self, label: str, option: str) -> None:
        super().pick(label, option)
        chosen = self.field(label).evaluate("e => e.selectedOptions[0].label")
        assert chosen.startswith(option), f"{chosen!r} instead of {option!r}"

    def attach(self, label: str, *paths: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self._go(self.button(label))
            self.keys.key("Enter")
        chooser.value.set_files(paths)


class WithoutScripts(Looking):
    """A browser that runs no script: nothing is offered that only a script could do."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "javascript": False})

    def look(self) -> list[str]:
        return [*super().look(), *self.page.evaluate(DEAD)]

    def untick(self, label: str) -> None:
        self.box(label).uncheck()
