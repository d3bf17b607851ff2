"""How does somebody use a page who has a keyboard and no mouse? Every stop must show where they are."""

from __future__ import annotations

from tests.journeys.people import Somebody

MOST_STOPS = 120
# What has the focus: its name, whether it is in view, whether anything covers it, and whether anything marks it.
# GOV.UK radios and tick boxes are transparent and mark their label instead.
STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = element.getAttribute("aria-label") || (element.labels && element.labels[0]?.textContent)
    || element.textContent || element.value || "";
  const box = element.getBoundingClientRect();
  const marks = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
  const label = element.nextElementSibling?.tagName === "LABEL" ? element.nextElementSibling : null;
  // A link may run over several lines: its first one counts. What is too tall is looked at where it shows.
  const line = element.getClientRects()[0] || box;
  const x = Math.min(Math.max((line.left + line.right) / 2, 1), window.innerWidth - 1);
  const y = Math.min(Math.max((Math.max(line.top, 0) + Math.min(line.bottom, window.innerHeight)) / 2, 1),
    window.innerHeight - 1);
  const over = document.elementFromPoint(x, y);
  // The picker inside a browser's own date box has a mark that only the browser knows.
  const picker = ["date", "time", "datetime-local"].includes(element.type) && !element.matches(":focus");
  const own = [element, label].some((one) => one && over && (one.contains(over) || over.contains(one)));
  return {
    name: name.trim().replace(/\\s+/g, " "),
    tag: element.tagName,
    covered: own ? null : over && over.outerHTML.slice(0, 120),
    seen: box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth,
    marked: picker || element.matches(":focus-visible")
      && (marks(getComputedStyle(element)) || Boolean(label && marks(getComputedStyle(label, "::before")))),
  };
}"""


class Keyboard:
    """The keys that one person presses."""

    def __init__(self, person: Somebody) -> None:
        self.person = person
        self.stops: list[str] = []

    def key(self, name: str) -> None:
        self.person.page.keyboard.press(name)

    def type(self, text: str) -> None:
        self.person.page.keyboard.type(text)

    def stop(self) -> str:
        """Where the focus is now; it can be seen, nothing covers it, and something marks it."""
        found = self.stands()
        assert found, f"The focus is nowhere after {self.stops[-3:]}."
        return self.stops[-1]

    def stands(self) -> bool:
        """Whether something of the page has the focus, and not the browser itself; it is looked at."""
        found = self.person.page.evaluate(STOP)
        if found is None:
            return False
        self.stops.append(found["name"])
        assert found["seen"], f"{found} has the focus out of sight."
        assert not found["covered"], f"{found} has the focus and lies under something else."
        assert found["marked"], f"{found} has the focus and does not show it."
        return True

    def go_to(self, words: str) -> None:
        """Press Tab until something whose name begins with ``words`` has the focus."""
        for _ in range(MOST_STOPS):
            self.key("Tab")
            if self.stop().startswith(words):
                return
        raise AssertionError(f"{MOST_STOPS} stops and no {words!r}: {self.stops[-MOST_STOPS:]}")

    def skip_to_content(self) -> None:
        """As the first Tab of a page offers."""
        self.go_to("Skip to main content")
        self.key("Enter")

    def enter(self) -> None:
        """Press Enter on what has the focus, and wait for the page it leads to."""
        with self.person.page.expect_navigation(wait_until="load"):
            self.key("Enter")
