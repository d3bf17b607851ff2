"""What must be true of every page, whatever its state?"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SITE_NAME = "Lived Experience Charter"
# Who reads both houses of their programme; a house reads itself (tests/access/marks.py).
SIDE_READERS = {"officer", "programme_lead", "chair", "assessor", "second_assessor", "third_assessor", "helper"}


# What the shared components decide, and what takes axe longer than all the rest together.
LOOKS = ("color-contrast", "target-size")


def violations(page: Any, *, looks: bool) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its best practice, one line each.

    With ``looks`` it reads the style sheets, too, and measures colours and the size of targets.
    """
    page.evaluate(AXE)
    found = page.evaluate(
        """([tags, looks, rules]) => axe.run(document,
          {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: looks, rules})""",
        [AXE_TAGS, looks, {} if looks else {name: {"enabled": False} for name in LOOKS}],
    )
    return [
        f"{rule['id']}: {rule['help']} at {node['target']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Any, width: int) -> list[str]:
    """What makes the page wider than the window."""
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    if wide <= width:
        return []
    sticking_out = page.evaluate(
        """(width) => [...document.querySelectorAll('body *')]
          .filter((e) => e.getBoundingClientRect().right > width + 1)
          .slice(-3).map((e) => e.outerHTML.slice(0, 160))""",
        width,
    )
    return [f"scrolls sideways: {wide} px wide in {width}; {sticking_out}"]


def headings(page: Any) -> list[str]:
    """Exactly one first heading, and no level skipped on the way down."""
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]))")
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    # The heading before the main part, such as a message's, is not part of the page's own order.
    own = levels[levels.index(1) :] if 1 in levels else levels
    return found + [f"h{a} is followed by h{b}" for a, b in itertools.pairwise(own) if b > a + 1]


def title(page: Any, names: set[str], *, error: bool) -> list[str]:
    """``Error: ‹page› – ‹programme or service›``; the first words only where something is wrong."""
    text = page.title()
    begins = "Error: " if error else "(?!Error: )"
    ends = "|".join(re.escape(name) for name in sorted(names))
    return [] if re.fullmatch(rf"{begins}\S.* – ({ends})", text) else [f"title is {text!r}"]


def foreign_marks(page: Any, seed: dict[str, Any], person: str | None, public: set[str] = frozenset()) -> list[str]:
    """Marks of houses that this person may not read."""
    part, place = person.split("@") if person else ("", "")
    allowed = {place} if place in seed["houses"] else set()
    if part in SIDE_READERS:
        allowed = {mark for mark, house in seed["houses"].items() if house["side"] == place}
    seen = set(re.findall(r"mk-([a-z]+)-", page.content()))
    return [f"shows marks of {sorted(seen - allowed - public)}"] if seen - allowed - public else []


def focusable_summary(page: Any) -> list[str]:
    """After a form was refused the summary has the focus, and each of its links leads to a field."""
    return page.evaluate(
        """() => {
          const summary = document.querySelector('.govuk-error-summary')
          if (!summary) return ['no error summary']
          const found = document.activeElement === summary ? [] : ['the error summary has no focus']
          for (const link of summary.querySelectorAll('a')) {
            if (!document.getElementById(link.hash.slice(1))) found.push(`no field for ${link.hash}`)
          }
          return found
        }"""
    )
