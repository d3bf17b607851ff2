"""How are web, worker and beat kept alive together, and ended together in order?

Each child has its own session, so that Ctrl-C reaches the supervisor alone, and a parent-death signal, so
that none outlives a killed supervisor. A child that ends is started again, with growing pauses; one that
cannot stay up ends everything. Standard library only, so that any Python can stop a running demonstration.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE_SECONDS = 16.0
STEADY_SECONDS = 30.0
GIVE_UP_AFTER = 6
TICK_SECONDS = 0.2
LOG_LIMIT_BYTES = 5_000_000


class GaveUp(Exception):
    """A child would not stay up. Its text is a sentence for the person at the terminal."""


@dataclass
class Child:
    """One process to keep alive: its command, its log, and how many seconds its end may take."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    ends: int = 0
    due_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own; its output is appended to the log."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *self.argv],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**os.environ, **self.env},
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        """Whether the process is gone (and reaped)."""
        return self.process is None or self.process.poll() is not None

    def end(self) -> None:
        """Ask it to end (SIGTERM), and after its patience end its whole session (SIGKILL)."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # Whatever the child itself left behind.
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()


class Supervisor:
    """Keeps children alive until told to stop. ``chores`` are called about every two seconds."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        chores: Sequence[Callable[[], object]] = (),
        say: Callable[[str], object] = print,
    ) -> None:
        self.children = list(children)
        self.chores = list(chores)
        self.say = say
        self.stopping = False

    def start(self) -> None:
        """Start every child, in order."""
        for child in self.children:
            child.start()

    def watch(self, until: Callable[[], bool] = lambda: False, seconds: float | None = None) -> bool:
        """Look after the children until `request_stop`, ``until()`` or ``seconds``; gives ``until``'s answer.

        Raises GaveUp when a child keeps ending.
        """
        end = None if seconds is None else time.monotonic() + seconds
        next_chores = 0.0
        while not self.stopping:
            if until():
                return True
            now = time.monotonic()
            if end is not None and now > end:
                return False
            for child in self.children:
                self._look_after(child, now)
            if now >= next_chores:
                next_chores = now + 2
                for chore in self.chores:
                    chore()
            time.sleep(TICK_SECONDS)
        return False

    def request_stop(self, *_signal: object) -> None:
        """Make `watch` return soon; may serve as a signal handler."""
        self.stopping = True

    def end(self) -> None:
        """End the children in order, each after the one before it."""
        self.stopping = True
        for child in self.children:
            child.end()

    def _look_after(self, child: Child, now: float) -> None:
        """Start an ended child again, at once the first time and later and later when it keeps ending."""
        if not child.has_ended():
            return
        if not child.due_at:
            child.ends = 1 if now - child.started_at > STEADY_SECONDS else child.ends + 1
            if child.ends >= GIVE_UP_AFTER:
                raise GaveUp(f"The {child.name} does not stay up. What it said is in {child.log}.")
            pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (child.ends - 1))
            child.due_at = now + pause
            self.say(f"The {child.name} ended and is started again (its words are in {child.log}).")
        elif now >= child.due_at:
            child.due_at = 0.0
            child.start()


def port_is_taken(port: int) -> bool:
    """Whether another program listens on this machine's ``port``, or we may not."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family) as client:
            client.settimeout(1)
            if client.connect_ex((host, port)) == 0:
                return True
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class Claim:
    """Only one demonstration runs on a data folder: a lock that the kernel drops when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def take(self, facts: Mapping[str, object]) -> bool:
        """Hold the claim and write down who we are; False when somebody else holds it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self._fd = fd
        self.note(facts)
        return True

    def note(self, facts: Mapping[str, object]) -> None:
        """Replace what others read about the holder; only the holder may."""
        assert self._fd is not None
        text = json.dumps({"pid": os.getpid(), **facts}).encode()
        os.pwrite(self._fd, text, 0)
        os.ftruncate(self._fd, len(text))

    def holder(self) -> dict[str, object] | None:
        """What the present holder wrote down, or None when nobody holds the claim."""
        if not self.path.exists():
            return None
        fd = os.open(self.path, os.O_RDWR)
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                return dict(json.loads(self.path.read_text()))
            except ValueError:
                return {}
        finally:
            os.close(fd)
        return None

    def release(self) -> None:
        """Let go of the claim."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def stop_holder(path: Path, seconds: float = 20.0) -> bool:
    """Ask the demonstration that holds the claim to stop, and wait; False when none was running."""
    claim = Claim(path)
    holder = claim.holder()
    if not holder or not isinstance(holder.get("pid"), int):
        return False
    os.kill(int(str(holder["pid"])), signal.SIGTERM)
    end = time.monotonic() + seconds
    while claim.holder() is not None and time.monotonic() < end:
        time.sleep(TICK_SECONDS)
    return True


if __name__ == "__main__":
    # `python -m charter.kit.supervisor CLAIM` is the first half of `make stop`.
    if stop_holder(Path(sys.argv[1])):
        print("Stopped the demonstration.")
