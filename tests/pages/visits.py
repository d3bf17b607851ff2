"""How does somebody look at a page, and what do they see and pay for it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.pages.states import PageState

# The browser's own word for the status of the page itself, which the state expects.
STATUS_NOISE = re.compile(r"Failed to load resource: the server responded with a status of \d+")


@dataclass
class Visit:
    """What one look at a page gave: answers, complaints, bytes as they came over the wire."""

    status: int = 0
    address: str = ""
    html: int = 0
    wire: int = 0
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Visitors:
    """Everybody of the seed, one after another at one browser, whose cache stays warm."""

    def __init__(self, url: str, demo_url: str, seed: dict[str, Any], chromium: Any) -> None:
        self.url, self.demo_url, self.seed, self.chromium = url, demo_url, seed, chromium
        self._hosts = {urlsplit(url).netloc, urlsplit(demo_url).netloc}
        self.visit = Visit()
        self._context = self._fresh()
        self._page = self._watched(self._context)
        # The first look of all fetches styles, scripts and font.
        for site in (demo_url, url):
            self._page.goto(f"{site}/cookies/", wait_until="networkidle")

    def sit_down(self, person: str | None, width: int) -> Any:
        """The page, empty, with ``person`` signed in, and nothing known of whoever sat here before."""
        self._page.evaluate("localStorage.clear()")
        self._sign_in(self._context, person)
        self._page.set_viewport_size({"width": width, "height": 640 if width == 320 else 900})
        self.visit = Visit()
        return self._page

    def address(self, state: PageState) -> str:
        """Where the state is looked at."""
        return (self.demo_url if state.demo else self.url) + state.address(self.seed)

    def first_look(self, person: str | None, address: str) -> Visit:
        """What ``address`` costs somebody whose browser has never been here."""
        context = self._fresh()
        try:
            self._sign_in(context, person)
            self.visit = Visit()
            page = self._watched(context)
            response = page.goto(address, wait_until="load")
            page.evaluate("document.fonts.ready.then(() => true)")
            self.visit.html = len(response.body())
            return self.visit
        finally:
            context.close()

    def close(self) -> None:
        self._context.close()

    def _fresh(self) -> Any:
        context = self.chromium.new_context(base_url=self.url, viewport={"width": 320, "height": 640})
        context.set_default_timeout(10_000)
        return context

    def _sign_in(self, context: Any, person: str | None) -> None:
        context.clear_cookies()
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": self.seed["people"][person], "url": self.url}])

    def _watched(self, context: Any) -> Any:
        """A new page whose traffic and complaints go to the present visit."""
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", self._on_loaded)
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.visit.complaints.append(f"script error: {error}"))
        return page

    def _on_loaded(self, event: dict[str, Any]) -> None:
        self.visit.wire += int(event["encodedDataLength"])

    def _on_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        self.visit.requests.append(request.url)
        if parts.netloc not in self._hosts:
            self.visit.complaints.append(f"asks another host: {request.url}")

    def _on_response(self, response: Any) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            if not 300 <= response.status < 400:
                self.visit.status, self.visit.address = response.status, response.url
        elif response.status >= 400:
            self.visit.complaints.append(f"{response.status} for {response.url}")

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not STATUS_NOISE.match(message.text):
            self.visit.complaints.append(f"console: {message.text}")
