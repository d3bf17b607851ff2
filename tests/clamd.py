"""A little scanner that speaks clamd's protocol: the fake peer outside our code, with every way to go wrong."""

from __future__ import annotations

import io
import re
import socket
import socketserver
import struct
import threading
import zipfile
from contextlib import contextmanager
from typing import Any

from charter.kit.scanning import EICAR

LIMIT = 64 * 1024 * 1024


def finds(content: bytes, depth: int = 0) -> bool:
    """Whether the test file is in there, also inside a zip file."""
    if EICAR in content:
        return True
    if depth > 2 or not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(finds(archive.read(part), depth + 1) for part in archive.infolist())


class _Talk(socketserver.StreamRequestHandler):
    """One connection, answered as the server is told to behave."""

    def handle(self) -> None:
        try:
            self._handle()
        except OSError:
            return

    def _handle(self) -> None:
        server: Any = self.server
        asked = self._until_nul()
        server.asked.append(asked)
        if asked == b"zVERSION":
            if server.behaviour == "mute":
                server.released.wait(30)
            self.say("ClamAV 1.4.6/27461/Sun Nov 22 09:00:00 2026")
        elif asked == b"zINSTREAM":
            self._stream(server.behaviour)
        else:
            self.say("UNKNOWN COMMAND")

    def _until_nul(self) -> bytes:
        told = b""
        while (byte := self.rfile.read(1)) not in (b"", b"\0"):
            told += byte
        return told

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\0")

    def _stream(self, behaviour: str) -> None:
        content = b""
        while (size := struct.unpack(">I", self.rfile.read(4))[0]) > 0:
            content += self.rfile.read(size)
            test = content == EICAR
            if behaviour == "early" and not test:
                self.say("stream: OK")
            if behaviour == "hang up" and not test:
                return
            if len(content) > LIMIT or (behaviour == "small" and not test):
                self.say("INSTREAM size limit exceeded. ERROR")
                return
        self.server.scanned.append(len(content))  # type: ignore[attr-defined]
        found = "stream: Eicar-Test-Signature FOUND" if finds(content) else "stream: OK"
        if behaviour == "blind":
            found = "stream: OK"
        elif content != EICAR:
            found = {
                "limits": "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
                "locked": "stream: Heuristics.Encrypted.Zip FOUND",
                "garbage": "OK, I suppose",
                "empty": "",
                "long": "x" * 10_000,
                "error": "stream: Can't allocate memory ERROR",
            }.get(behaviour, found)
            if behaviour == "slow":
                self.server.released.wait(30)  # type: ignore[attr-defined]
        self.say(found)


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Scanner:
    """A scanner at an address that stays the same when it is stopped and started again."""

    def __init__(self, behaviour: str = "honest") -> None:
        self.behaviour = behaviour
        self.asked: list[bytes] = []
        self.scanned: list[int] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"tcp://127.0.0.1:{self.port}"
        self.server: Any = None

    def start(self, behaviour: str = "") -> None:
        self.behaviour = behaviour or self.behaviour
        self.server = _Tcp(("127.0.0.1", self.port), _Talk)
        self.server.asked, self.server.scanned = self.asked, self.scanned
        self.server.behaviour, self.server.released = self.behaviour, threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def behave(self, behaviour: str) -> None:
        """Go on in another way, from the next connection."""
        self.behaviour = self.server.behaviour = behaviour

    def stop(self) -> None:
        if self.server is not None:
            self.server.released.set()
            self.server.shutdown()
            self.server.server_close()
            self.thread.join(5)
            self.server = None


@contextmanager
def running(settings: Any, behaviour: str = "honest", seconds: int = 5):
    """A scanner that answers, and settings that name it."""
    scanner = Scanner(behaviour)
    scanner.start()
    settings.CLAMD_URL, settings.SCAN_SECONDS = scanner.url, seconds
    try:
        yield scanner
    finally:
        scanner.stop()


def said(scanner: Scanner, pattern: str) -> int:
    """How often it was asked something."""
    return sum(bool(re.fullmatch(pattern.encode(), asked)) for asked in scanner.asked)
