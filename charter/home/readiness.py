"""Is everything there that this installation needs to do its work? Names only; never an address or a secret."""

from __future__ import annotations

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from charter.kit.outbox_tasks import HEARTBEAT

logger = logging.getLogger(__name__)

BROKER_PATIENCE = 2.0


def database() -> bool:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """Every migration of this version has been applied."""
    loader = MigrationLoader(connection)
    return set(loader.graph.nodes) <= set(loader.applied_migrations)


def broker() -> bool:
    """The broker answers within two seconds."""
    # Celery writes a broker at a socket in its own way; the client knows it as a unix address.
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    with redis.Redis.from_url(url, socket_timeout=BROKER_PATIENCE, socket_connect_timeout=BROKER_PATIENCE) as client:
        return bool(client.ping())


def worker() -> bool:
    """Beat and a worker have been seen within the last minute."""
    return cache.get(HEARTBEAT) is not None


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "worker": worker,
}


def readiness() -> dict[str, bool]:
    """Each part and whether it is ready; a part that raises is not, and the log says why."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Exception as error:
            logger.warning("Not ready: %s (%s).", name, type(error).__name__)
            found[name] = False
    return found
