"""Which server processes belong to one data folder, and how are they started and ended?

A server carries its folder's tag in its process title, so that nothing needs a pid file that could lie
after a kill -9, and nothing that another folder owns is ever touched. Linux only: it reads /proc.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOG_LIMIT_BYTES = 5_000_000


class Unavailable(Exception):
    """A server cannot be had. Its text is one or two sentences for the person at the terminal."""


@dataclass(frozen=True)
class Process:
    """One running process: its id and its title (arguments joined by blanks)."""

    pid: int
    title: str


def tag_of(data: Path) -> str:
    """A short name that is the same for one data folder always, and different for any other."""
    return "charter-" + hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]


def find(mark: str) -> list[Process]:
    """The running processes with ``mark`` in their title, oldest id first. Zombies have no title."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            raw = (entry / "cmdline").read_bytes()
        except OSError:
            continue  # It ended while we looked.
        title = raw.replace(b"\0", b" ").decode(errors="replace").strip()
        if mark in title:
            found.append(Process(int(entry.name), title))
    return sorted(found, key=lambda process: process.pid)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock; whoever comes second waits. The kernel lets go when a process dies."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def server_environment() -> dict[str, str]:
    """The environment of a server: plain locale, and none of the caller's PG* settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "LANG": "C", "TZ": "UTC"}


def spawn(argv: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> None:
    """Start a server that outlives us, in its own session, writing to ``log``."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))
    if not shutil.which("setsid"):
        raise Unavailable("The command setsid is missing. Install the package util-linux, then start again.")
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        subprocess.run(
            ["setsid", "--fork", *argv],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd="/",
            env=dict(env or server_environment()),
            check=True,
        )


def wait_until(ready: Callable[[], bool], seconds: float, step: float = 0.03) -> bool:
    """Whether ``ready()`` became true within ``seconds``; asked every ``step`` seconds."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


def wait_for_start(ready: Callable[[], bool], alive: Callable[[], bool], seconds: float) -> bool:
    """Whether a server got ready within ``seconds``; gives up early when it has been dead for 0.3 s.

    Not at the first miss: a process has no title for an instant while it begins or renames itself.
    """
    last_seen = time.monotonic()

    def settled() -> bool:
        nonlocal last_seen
        if alive():
            last_seen = time.monotonic()
        return ready() or time.monotonic() - last_seen > 0.3

    wait_until(settled, seconds)
    return ready()


def end(
    leaders: Callable[[], list[Process]],
    members: Callable[[], list[Process]],
    first: signal.Signals,
    patience: float,
) -> None:
    """End a server: ``first`` to its leading process, and after ``patience`` seconds SIGKILL to all."""
    for process in leaders():
        kill(process.pid, first)
    if not wait_until(lambda: not members(), patience):
        for process in members():
            kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not members(), 5)


def kill(pid: int, number: signal.Signals) -> None:
    """Send a signal; a process that has just ended is no error."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def last_words(text: str) -> str:
    """What went wrong, from a server's own output: a sentence for a full disk, else its last telling line."""
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return "The disk is full. Free some space, or choose another place with DATA=/path."
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "rror", "#"))]
    return (telling or lines or ["It said nothing."])[-1]


def read_tail(log: Path, start: int) -> str:
    """What was written to ``log`` from byte ``start`` on, at most its last 8,000 characters."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(start)
        return file.read()[-8000:].decode(errors="replace")
