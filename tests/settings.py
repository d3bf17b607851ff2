"""Which settings do the tests change? Real PostgreSQL and a real broker, each run and worker with its own."""

from __future__ import annotations

import os
import re
from pathlib import Path

from charter.kit import embedded

_ROOT = Path(__file__).resolve().parent.parent
_DATA = Path(os.environ.get("CHARTER_TEST_DATA", _ROOT / ".charter-test"))

# Tests never touch the world of a running demonstration, whatever the environment says.
for _name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SEALER_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "SECRET_KEY",
):
    if _name in os.environ and "CHARTER_TEST_RUN" not in os.environ:
        del os.environ[_name]
# One run's workers share its number; another run beside it has another.
os.environ.setdefault("CHARTER_TEST_RUN", str(os.getpid()))
_RUN = os.environ["CHARTER_TEST_RUN"]
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["CHARTER_DATA"] = str(_DATA)
os.environ["BROKER_PREFIX"] = f"test-{_RUN}-{_WORKER}:"
os.environ["SITE_URL"] = "http://localhost:8000"
os.environ.pop("CHARTER_DEMO", None)
embedded.ensure(os.environ, _DATA, fsync=False)

from charter.settings import *  # noqa: E402, F403
from charter.settings import CACHES, DATABASES, REDIS_URL, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# What a test itself asks, outside every context, it asks as Charter does: row policies would show it nothing.
# Requests, jobs and actions tell PostgreSQL their own actor, in tests as everywhere.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c app.actor=system"
DATABASES["owner"]["TEST"] = {"DEPENDENCIES": [], "NAME": f"test_charter_{_RUN}"}

DATA_DIR = _DATA / f"run-{_RUN}-{_WORKER}"
AUDIT_HEADS = DATA_DIR / "audit" / "heads.log"
STORAGES["default"]["OPTIONS"] = {"location": str(DATA_DIR / "files")}
STORAGES["private"] = STORAGES["default"]
# An empty folder of our own: WhiteNoise looks for one, and a fresh clone has collected nothing yet.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Clearing a cache empties its whole database, so each worker has one of its own.
_PLACE = 1 + int(_WORKER.removeprefix("gw") if _WORKER.startswith("gw") else 0) % 15
CACHES["default"]["LOCATION"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{_PLACE}", REDIS_URL)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test that wants a scanner starts one; that of the machine, if it has one, is not asked.
CLAMD_URL = ""
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Speed only: the hasher's cost is not what these tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
