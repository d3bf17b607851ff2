"""Who gives a process its database and broker, when the environment names none?

``ensure(os.environ)`` starts what is missing and writes its addresses into the environment. Servers are
shared: whoever comes second joins, and the last to leave stops them, unless they were started to be kept
(``python -m charter.kit.embedded start``). Standard library only, so that any Python can stop them.
"""

from __future__ import annotations

import atexit
from collections.abc import MutableMapping
from pathlib import Path

from charter.kit.embedded.processes import Unavailable
from charter.kit.embedded.world import World

__all__ = ["Unavailable", "World", "addresses", "data_folder", "ensure", "is_ours", "mend", "release"]

_joined: dict[Path, World] = {}


def data_folder(env: MutableMapping[str, str]) -> Path:
    """Where this world's data lie: CHARTER_DATA, else `.charter` beside manage.py. Always absolute."""
    beside_manage = Path(__file__).resolve().parents[3] / ".charter"
    return Path(env.get("CHARTER_DATA") or beside_manage).resolve()


def ensure(env: MutableMapping[str, str], data: Path | None = None, *, fsync: bool = True) -> dict[str, str]:
    """Start PostgreSQL unless DATABASE_URL is set, and Valkey unless REDIS_URL is; say where they are.

    Gives, and writes into ``env``, DATABASE_URL, DATABASE_OWNER_URL, DATABASE_SEALER_URL, BACKUP_URL, REDIS_URL and
    CELERY_BROKER_URL of what it started or joined (kombu spells a socket otherwise than redis-py), and lends
    SECRET_KEY and FIELD_KEY where they are empty. An empty dict means that the environment names both.
    ``data`` is the folder, by default `data_folder(env)`. ``fsync=False`` is for tests: it trades safety
    against a power cut for speed, and still survives kill -9. Servers stay until `release`, which runs at
    exit. Raises Unavailable with a sentence for the person at the terminal.
    """
    parts = {part for part, name in (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL")) if not env.get(name)}
    if not parts:
        return {}
    folder = (data or data_folder(env)).resolve()
    world = _joined.get(folder) or World(folder, fsync=fsync)
    if not _joined:
        atexit.register(release)
    _joined[folder] = world
    world.join(parts)
    world.lend_secrets(env)
    found = world.addresses(parts)
    env.update(found)
    return found


def addresses(env: MutableMapping[str, str]) -> None:
    """Write into ``env`` where the servers would be, without starting any: for commands that need none."""
    missing = {part for part, name in (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL")) if not env.get(name)}
    if missing or not env.get("SECRET_KEY"):
        world = World(data_folder(env))
        world.lend_secrets(env)
        env.update(world.addresses(missing))


def is_ours(env: MutableMapping[str, str]) -> bool:
    """Whether the environment's database is one that this process started or joined."""
    return any(world.addresses({"postgres"})["DATABASE_URL"] == env.get("DATABASE_URL") for world in _joined.values())


def mend() -> list[str]:
    """Start again, where they were, servers of ours that have died; gives the names of those it started.

    For a process that runs for long. Raises Unavailable when one cannot be started.
    """
    return [name for world in _joined.values() for name in world.mend()]


def release() -> None:
    """Leave every world this process joined; the last one out stops the servers. Safe to call twice."""
    while _joined:
        _, world = _joined.popitem()
        world.leave()
