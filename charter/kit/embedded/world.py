"""What does one data folder remember about its servers, and who is using them now?"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import random
import shutil
import signal
import socket
import stat
import tempfile
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from charter.kit.embedded import secrets_file
from charter.kit.embedded.postgres import Postgres
from charter.kit.embedded.processes import Unavailable, end, find, locked, tag_of
from charter.kit.embedded.valkey import Valkey

# Below the range from which Linux takes ports for outgoing connections, so that none is lost to one.
PORTS = range(20_000, 32_000)
LONGEST_SOCKET_PATH = 107
NEEDED_BYTES_AT_FIRST = 200_000_000
NEEDED_BYTES = 30_000_000


class World:
    """The servers of one data folder, shared by every process that has joined."""

    def __init__(self, data: Path, *, fsync: bool = True) -> None:
        self.data = data.resolve()
        self.fsync = fsync
        self._place: int | None = None
        self._joined_by = 0
        self._parts: set[str] = set()
        self._make_folder()
        self.secrets = secrets_file.settle(self.data)

    def join(self, parts: set[str], *, keep: bool = False) -> list[str]:
        """Start those of ``parts`` ("postgres", "valkey") that are not up, and count as one of their users.

        With ``keep`` they stay when the last user leaves. Gives the names of those started.
        Raises Unavailable with a sentence; then nothing more is running than before.
        """
        with locked(self.data / "lock"):
            self._sit_down()
            self._parts |= parts
            if keep:
                self._remember(kept=True)
            try:
                return self._start(parts, may_move=True)
            except BaseException:
                self._get_up()
                raise

    def mend(self) -> list[str]:
        """Start again, at the addresses already told, what this process joined and has died since."""
        if self._all_up(self._parts):
            return []
        with locked(self.data / "lock"):
            return self._start(self._parts, may_move=False)

    def leave(self) -> None:
        """Stop being a user; the last one stops the servers, unless they are kept."""
        if self._place is None or self._joined_by != os.getpid():
            return
        if not self.data.exists():
            # Somebody removed the folder under us: no file can say who else is here, so the tag must.
            os.close(self._place)
            self._place = None
            end(lambda: find(tag_of(self.data)), lambda: find(tag_of(self.data)), signal.SIGINT, 5)
            return
        with locked(self.data / "lock"):
            self._get_up()

    def stop(self) -> list[str]:
        """Stop the servers whoever uses them; gives the names of those that were up."""
        with locked(self.data / "lock"):
            up = [name for name in ("postgres", "valkey") if self._all_up({name})]
            self._stop()
        return up

    def status(self) -> dict[str, bool]:
        """Which of the servers are up."""
        return {name: self._all_up({name}) for name in ("postgres", "valkey")}

    def addresses(self, parts: set[str]) -> dict[str, str]:
        """The environment's names and values for ``parts``, whether they are up or not."""
        found = {}
        if "postgres" in parts:
            for name, role in (
                ("DATABASE_URL", "app"),
                ("DATABASE_OWNER_URL", "owner"),
                ("DATABASE_SEALER_URL", "sealer"),
                ("BACKUP_URL", "backup"),
            ):
                password = self.secrets[secrets_file.password_name(role)]
                found[name] = f"postgresql://{role}:{password}@127.0.0.1:{self._port()}/charter"
        if "valkey" in parts:
            path = self._valkey().socket
            found["REDIS_URL"] = f"unix://{path}?db=0"
            found["CELERY_BROKER_URL"] = f"redis+socket://{path}"
        return found

    def lend_secrets(self, env: MutableMapping[str, str]) -> None:
        """Give ``env`` SECRET_KEY and FIELD_KEY where it has none."""
        secrets_file.lend(env, self.secrets)

    def _postgres(self) -> Postgres:
        return Postgres(self.data, self.secrets, fsync=self.fsync)

    def _valkey(self) -> Valkey:
        return Valkey(self.data, self._runtime())

    def _all_up(self, parts: set[str]) -> bool:
        """Whether each of ``parts`` has its leading process."""
        return not ("postgres" in parts and not self._postgres().leaders()) and not (
            "valkey" in parts and not self._valkey().leaders()
        )

    def _start(self, parts: set[str], *, may_move: bool) -> list[str]:
        """Start what is not up; the lock is held. With ``may_move`` a taken port is given up for another."""
        started = []
        try:
            if "postgres" in parts and not self._postgres().is_up():
                self._check_disk()
                if may_move and not _is_free(self._port()):
                    self._remember(port=_free_port())
                self._postgres().start(self._port())
                started.append("postgres")
            if "valkey" in parts and not self._valkey().is_up():
                self._make_runtime()
                self._valkey().start()
                started.append("valkey")
        except OSError as error:
            raise Unavailable(_sentence(error, self.data)) from error
        return started

    def _stop(self) -> None:
        self._valkey().stop()
        with contextlib.suppress(OSError):
            self._runtime().rmdir()
        self._postgres().stop()
        self._remember(kept=False)

    # Users ---------------------------------------------------------------------------------------

    def _sit_down(self) -> None:
        """Count as a user: a shared lock that the kernel drops when this process dies."""
        if self._place is None:
            self._place = os.open(self.data / "users", os.O_RDWR | os.O_CREAT, 0o600)
            self._joined_by = os.getpid()
            fcntl.flock(self._place, fcntl.LOCK_SH)

    def _get_up(self) -> None:
        """Stop counting as a user, and stop the servers when nobody else is one."""
        if self._place is None:
            return
        place, self._place = self._place, None
        try:
            users = self.data / "users"
            if not users.exists() or not os.path.samestat(os.fstat(place), users.stat()):
                return  # The folder was made anew under us; its servers are not ours to stop.
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not self._recall("kept"):
                self._stop()
        except BlockingIOError:
            pass  # Somebody else is still a user.
        finally:
            os.close(place)

    # What the folder remembers -------------------------------------------------------------------

    def _recall(self, name: str) -> Any:
        try:
            return json.loads((self.data / "embedded.json").read_text()).get(name)
        except (FileNotFoundError, ValueError):
            return None

    def _remember(self, **facts: Any) -> None:
        """Keep facts beside those already there; the file is replaced whole."""
        path = self.data / "embedded.json"
        known = {name: self._recall(name) for name in ("port", "runtime", "kept")}
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({name: value for name, value in (known | facts).items() if value}))
        fresh.replace(path)

    def _port(self) -> int:
        """The database's port: the one remembered, else a free one, which is remembered."""
        if not self._recall("port"):
            self._remember(port=_free_port())
        return int(self._recall("port"))

    def _runtime(self) -> Path:
        """The folder of the broker's socket: short enough for a socket's path, and not there while it is down."""
        known = self._recall("runtime")
        if known:
            return Path(known)
        for place in ("/tmp", os.environ.get("XDG_RUNTIME_DIR", ""), "/var/tmp"):
            if place and len(place) < LONGEST_SOCKET_PATH - 40 and os.access(place, os.W_OK):
                self._remember(runtime=f"{place}/{tag_of(self.data)}")
                return Path(place) / tag_of(self.data)
        raise Unavailable("The broker's socket needs /tmp, XDG_RUNTIME_DIR or /var/tmp, and none can be written.")

    def _make_runtime(self) -> None:
        """Make that folder, ours alone; where somebody else was first, one with another name."""
        path = self._runtime()
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            self._remember(runtime=tempfile.mkdtemp(prefix="charter-", dir=path.parent))

    def _make_folder(self) -> None:
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.data, os.R_OK | os.W_OK | os.X_OK):
                raise Unavailable(f"{self.data} belongs to another user. Choose another place with DATA=/path.")
        except OSError as error:
            raise Unavailable(_sentence(error, self.data)) from error

    def _check_disk(self) -> None:
        free = shutil.disk_usage(self.data).free
        needed = NEEDED_BYTES if (self.data / "postgres").exists() else NEEDED_BYTES_AT_FIRST
        if free < needed:
            raise Unavailable(
                f"Only {free // 1_000_000} MB are free where {self.data} lies, and the database needs "
                f"{needed // 1_000_000} MB. Free some space, or choose another place with DATA=/path."
            )


def _is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:``port`` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    """A port nobody listens on; by chance, so that two worlds made at once rarely try the same."""
    for port in random.sample(PORTS, 50):
        if _is_free(port):
            return port
    raise Unavailable("No free port was found for the database. Stop some programs, then start again.")


def _sentence(error: OSError, data: Path) -> str:
    """A sentence for what the file system refused."""
    if error.errno in (28, 122):
        return f"The disk that holds {data} is full. Free some space, or choose another place with DATA=/path."
    return f"{data} cannot be used: {error.strerror or error}. Choose another place with DATA=/path."
