"""How does somebody look at a page, and what do they see and pay for it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# The browser's own word for the status of the page itself, which the state expects.
STATUS_NOISE = re.compile(r"Failed to load resource: the server responded with a status of \d+")


@dataclass
class Visit:
    """What one look at a page gave: answers, complaints, bytes."""

    host: str
    status: int = 0
    address: str = ""
    html: int = 0
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    wire: int = 0

    def on_request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        self.requests.append(request.url)
        if parts.netloc != self.host:
            self.complaints.append(f"asks another host: {request.url}")

    def on_response(self, response: Any) -> None:
        request = response.request
        main = request.is_navigation_request() and request.frame.parent_frame is None
        if main and not 300 <= response.status < 400:
            self.status, self.address = response.status, response.url
        elif response.status >= 400:
            self.complaints.append(f"{response.status} for {response.url}")

    def on_console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not STATUS_NOISE.match(message.text):
            self.complaints.append(f"console: {message.text}")

    def on_loaded(self, event: dict[str, Any]) -> None:
        self.wire += int(event["encodedDataLength"])


class Visitors:
    """The people of the seed, each with a browser context that stays warm; a cold one is made when asked."""

    def __init__(self, url: str, seed: dict[str, Any], chromium: Any) -> None:
        self.url, self.seed, self.chromium = url, seed, chromium
        self._contexts: dict[str | None, Any] = {}

    def context(self, person: str | None, *, cold: bool = False) -> Any:
        """The person's context; a cold one knows nothing but the session, and is the caller's to close."""
        if not cold and person in self._contexts:
            return self._contexts[person]
        context = self.chromium.new_context(base_url=self.url, viewport={"width": 320, "height": 640})
        context.set_default_timeout(6_000)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": self.seed["people"][person], "url": self.url}])
        if not cold:
            self._contexts[person] = context
        return context

    def watch(self, page: Any) -> Visit:
        """Start to take down what happens on ``page``."""
        visit = Visit(urlsplit(self.url).netloc)
        page.on("request", visit.on_request)
        page.on("response", visit.on_response)
        page.on("console", visit.on_console)
        page.on("pageerror", lambda error: visit.complaints.append(f"script error: {error}"))
        return visit

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def costs(visitors: Visitors, person: str | None, path: str) -> tuple[Visit, Visit]:
    """A first look at ``path`` with nothing in the cache, and a second one; bytes as they came over the wire."""
    context = visitors.context(person, cold=True)
    try:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        looks = []
        for _ in range(2):
            visit = visitors.watch(page)
            devtools.on("Network.loadingFinished", visit.on_loaded)
            response = page.goto(path, wait_until="networkidle" if not looks else "load")
            visit.html = len(response.body())
            devtools.remove_listener("Network.loadingFinished", visit.on_loaded)
            for event, listener in (("request", visit.on_request), ("response", visit.on_response)):
                page.remove_listener(event, listener)
            looks.append(visit)
        return looks[0], looks[1]
    finally:
        context.close()
