"""How does the upload gauntlet talk to a site? As somebody with a session, posting files as a browser does."""

from __future__ import annotations

import http.client
import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import uuid4

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    """What came back: ``seconds`` is how long it took."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


@dataclass
class Uploader:
    """Somebody with a session at the site on ``port``."""

    port: int
    session: str
    page: str
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies = {"sessionid": self.session}
        first = self.get(self.page)
        assert first.status == 200, (self.page, first.status)
        self.token = TOKEN.search(first.body.decode()).group(1)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, name: str, content: bytes, field_name: str = "files", **fields: str) -> Answer:
        """One file and the fields around it, as multipart."""
        kind, body = self.multipart(name, content, field_name, fields)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def multipart(self, name: str, content: bytes, field_name: str, fields: dict[str, str]) -> tuple[str, bytes]:
        mark = uuid4().hex
        given = {"csrfmiddlewaretoken": self.token, **fields}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in given.items()
        ]
        told = name.replace('"', "%22").replace("\r", "").replace("\n", "%0A").encode("utf-8", "surrogatepass")
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field_name}"; filename="'.encode()
        # What the browser says of the kind is never believed, so this says the most dangerous one.
        file = head + told + b'"\r\nContent-Type: text/html\r\n\r\n' + content + b"\r\n"
        return f"multipart/form-data; boundary={mark}", b"".join([*parts, file, f"--{mark}--\r\n".encode()])

    def headers(self) -> dict[str, str]:
        return {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://localhost:{self.port}",
        }

    def ask(self, method: str, path: str, body: bytes = b"", more: dict[str, str] | None = None) -> Answer:
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, body, {**self.headers(), **(more or {})})
        response = line.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, content, told, time.monotonic() - began)

    def cut(self, path: str, content: bytes, part: float) -> None:
        """Begin to send a file and hang up when ``part`` of it is sent."""
        kind, body = self.multipart("Cut.txt", content, "files", {})
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers().items())
        with socket.create_connection(("127.0.0.1", self.port), 20) as line:
            length = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            line.sendall(f"POST {quote(path)} HTTP/1.1\r\n{head}{length}".encode())
            line.sendall(body[: int(len(body) * part)])
