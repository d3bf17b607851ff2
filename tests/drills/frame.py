"""What do all drills share? One line of figures each, a planted fault that must turn it red, servers of its own.

A drill is bounded in count and time, talks to 127.0.0.1 and Unix sockets only, and kills nothing but processes it
started: its site has a database server and a broker of its own, in its own folder.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import redis
from django.conf import settings

from charter.kit.embedded import World
from tests.site import Site

PARTS = {"postgres", "valkey"}
# What lets a line past pytest's capture; conftest.py puts the capture manager's own here.
uncaptured: Callable[[], AbstractContextManager] = nullcontext


def planted(drill: str) -> bool:
    """Whether this run has the fault planted that ``drill`` must find: ``PLANT=D5 make drills``."""
    return os.environ.get("PLANT", "") == drill


def line(drill: str, figures: Mapping[str, object] | str, ok: bool) -> str:
    """``DRILL D5 issued=400 … PASS``."""
    told = figures if isinstance(figures, str) else " ".join(f"{name}={value}" for name, value in figures.items())
    return f"DRILL {drill} {told} {'PASS' if ok else 'FAIL'}"


def report(drill: str, figures: Mapping[str, object] | str, ok: bool) -> None:
    """Print the drill's one line, past pytest's capture, and fail the test unless ``ok``."""
    told = line(drill, figures, ok)
    with uncaptured():
        print(f"\n{told}", flush=True)
    assert ok, told


class Fire:
    """A site on servers of its own, and the hands that kill parts of it."""

    def __init__(self, name: str, app: str = "charter.celery", **env: str) -> None:
        """Start the servers and make the empty site; ``app`` is the module the worker is started with."""
        self.folder = Path(settings.DATA_DIR) / f"drill-{name}"
        self.world = World(self.folder / "servers")
        self.world.join(PARTS)
        told = {**os.environ, **self.world.addresses(PARTS), **env}
        self.site = Site.make(self.folder / "site", f"drill_{name}", env=told, worker_app=app, concurrency=2)
        self.chance = random.Random(name)
        self.kills: list[str] = []

    def stop(self) -> None:
        """End everything that was started here."""
        try:
            self.site.stop()
        finally:
            self.world.leave()

    def kill_worker(self) -> str:
        """kill -9 the worker's parent or one of its children, by chance; a dead parent is started again."""
        parent = self.site.children["worker"]
        children = _children_of(parent.pid)
        target = self.chance.choice(["parent", "child"]) if children else "parent"
        if target == "child":
            _kill(self.chance.choice(children))
        else:
            # Its children are left to find out by themselves, as after a real loss.
            _kill(parent.pid)
            parent.wait(10)
            self._bury(children)
            self.site.start("worker")
        self.kills.append(target)
        return target

    def _bury(self, children: list[int]) -> None:
        """Wait a moment for orphans to leave; one that does not is ended, since nobody would end it later."""
        until = time.monotonic() + 5
        while time.monotonic() < until and any(_alive(pid) for pid in children):
            time.sleep(0.05)
        for pid in children:
            if _alive(pid):
                _kill(pid)

    def flush_broker(self) -> None:
        """FLUSHALL: the broker forgets everything it was given."""
        with redis.Redis.from_url(self.site.env["REDIS_URL"]) as client:
            client.flushall()
        self.kills.append("broker")

    def kill_database(self) -> None:
        """kill -9 every process of this drill's own PostgreSQL, then start it again at the same address."""
        server = self.world._postgres()
        for _ in range(3):
            for process in server.members():
                _kill(process.pid)
        until = time.monotonic() + 10
        while server.members() and time.monotonic() < until:
            time.sleep(0.05)
        self.world.mend()
        self.kills.append("database")


def _children_of(pid: int) -> list[int]:
    """The present child processes of ``pid``."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
