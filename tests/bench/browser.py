"""How does a signed-in person's browser ask, without a browser's own cost? One kept-alive connection each."""

from __future__ import annotations

import gzip
import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

SECRET = "benchbenchbenchbenchbenchbench12"  # A CSRF secret is any 32 letters and digits.


@dataclass
class Answer:
    """What came back, and after how many milliseconds its last byte did."""

    status: int
    body: bytes
    headers: dict[str, str]
    ms: float

    @property
    def gzipped(self) -> int:
        """How many bytes the body is on the wire."""
        return len(gzip.compress(self.body, 6))

    def field(self, name: str) -> str:
        """The value of a hidden field of the page's form."""
        for tag in re.findall(r"<input[^>]*>", self.body.decode()):
            if f'name="{name}"' in tag:
                return re.search(r'value="([^"]*)"', tag)[1]
        raise AssertionError(f"The page has no field {name}.")


class Browser:
    """One person's connection to one server."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        cookies = f"csrftoken={SECRET}" + (f"; sessionid={session}" if session else "")
        self.headers = {"Host": f"localhost:{port}", "Cookie": cookies, "Accept": "text/html"}

    def ask(self, method: str, path: str, form: dict | None = None, **headers: str) -> Answer:
        """Ask once; a connection that the server has closed is opened anew, outside the time."""
        sent = {**self.headers, **headers}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": SECRET}).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        for last in (False, True):
            if self.connection.sock is None:
                self.connection.connect()
            begin = time.perf_counter()
            try:
                self.connection.request(method, path, body, sent)
                response = self.connection.getresponse()
                content = response.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                if last:
                    raise
                continue
            ms = (time.perf_counter() - begin) * 1000
            return Answer(response.status, content, dict(response.getheaders()), ms)
        raise AssertionError("unreachable")
