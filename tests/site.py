"""How does a test get a whole site: gunicorn, a Celery worker and beat on a database of its own?

The servers are those of the other tests; the database and the broker's prefix are the site's own, so that a
site can run beside a demonstration and beside the fast suite. Everything it starts, it stops.
"""

from __future__ import annotations

import email
import email.policy
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.migrated import drop, named, run, template

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _static_digest(manifest: Path) -> str:
    """What the collected files depend on, and what was collected: our files, the packages', the settings."""
    ours = [path for name in ("build/static", "static/public") for path in (ROOT / name).rglob("*") if path.is_file()]
    told = hashlib.sha256()
    for path in [*sorted(ours), ROOT / "requirements/app.txt", ROOT / "charter/settings.py", manifest]:
        told.update(f"{path.relative_to(ROOT)}\n".encode() + (path.read_bytes() if path.exists() else b""))
    return told.hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time: all sites share the collected files."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass
class Site:
    """A running site: its address, its environment, and what a test may ask of it."""

    folder: Path
    name: str
    env: dict[str, str]
    owner_url: str
    port: int = 0
    worker_app: str = "charter.celery"
    concurrency: int = 1
    web_workers: int = 1
    web_app: str = "charter.wsgi"
    children: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @classmethod
    def make(
        cls, folder: Path, name: str, env: Mapping[str, str] | None = None, *, copy_of: str = "", **parts
    ) -> Site:
        """A site with an empty, migrated database, or with that of ``copy_of``; nothing runs yet.

        ``env`` names other servers than the tests'.
        """
        around = os.environ if env is None else env
        owner_url = around["DATABASE_OWNER_URL"]
        port = free_port()
        env = {
            **around,
            "DATABASE_URL": named(around["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": named(owner_url, name),
            "DATABASE_SEALER_URL": named(os.environ["DATABASE_SEALER_URL"], name),
            "DJANGO_SETTINGS_MODULE": "charter.settings",
            "CHARTER_DATA": str(folder),
            "BROKER_PREFIX": f"{name}:",
            "SITE_URL": f"http://localhost:{port}",
            "PYTHONWARNINGS": "default",
            "LOG_LEVEL": "WARNING",
        }
        env.pop("CHARTER_TEST_RUN", None)
        folder.mkdir(parents=True, exist_ok=True)
        site = cls(folder, name, env, owner_url, port, **parts)
        migrated = copy_of or template(owner_url, around["DATABASE_URL"])
        with site._server() as connection:
            drop(connection, name)
            run(connection, f"CREATE DATABASE {{}} TEMPLATE {migrated}", name)
        with _alone(ROOT / "build" / "collect.lock"):
            site._collect()
        return site

    def _collect(self) -> None:
        """Collect the static files, unless they were collected from just these and nobody has since."""
        manifest, stamp = ROOT / "build/collected/staticfiles.json", ROOT / "build/collected.stamp"
        if not stamp.exists() or stamp.read_text() != _static_digest(manifest):
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
            stamp.write_text(_static_digest(manifest))

    def _server(self) -> psycopg.Connection:
        """The owner's connection to the server, outside the site's own database."""
        return psycopg.connect(named(self.owner_url, "postgres"), autocommit=True)

    # Processes -----------------------------------------------------------------------------------

    def manage(self, *words: str, check: bool = True, **options) -> subprocess.CompletedProcess:
        """Run one of Charter's commands in this site's environment."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.env,
            cwd=ROOT,
            check=check,
            capture_output=True,
            text=True,
            **options,
        )

    def python(self, code: str) -> str:
        """Run code of a test in this site's Django; gives what it printed."""
        return self.manage("shell", "-v", "0", "-c", code).stdout

    def start(self, *names: str) -> None:
        """Start ``web``, ``worker`` and ``beat``, or those named."""
        commands = {
            "web": [
                "gunicorn",
                f"{self.web_app}:application",
                f"--bind=127.0.0.1:{self.port}",
                f"--workers={self.web_workers}",
                "--threads=8",
                "--worker-class=gthread",
                "--log-level=warning",
            ],
            "worker": ["celery", "-A", self.worker_app, "worker", "-c", str(self.concurrency), "--loglevel=WARNING"],
            "beat": ["celery", "-A", "charter.celery", "beat", "--loglevel=WARNING"],
        }
        for name in names or commands:
            process = "web" if name == "web" else name
            with (self.folder / f"{name}.log").open("ab") as log:
                self.children[name] = subprocess.Popen(
                    [sys.executable, "-m", *commands[name]],
                    env={**self.env, "CHARTER_PROCESS": process},
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        if "web" in (names or commands):
            self.wait_until(lambda: self.answers("/healthz"), "the web pages answer")

    def kill(self, name: str) -> None:
        """Kill one of them, children and all, as a power cut would."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)

    def stop(self) -> None:
        """Stop everything, drop the database, remove the files."""
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait(10)
        self.children.clear()
        with self._server() as connection:
            drop(connection, self.name)
        shutil.rmtree(self.folder, ignore_errors=True)

    # Questions -----------------------------------------------------------------------------------

    def answers(self, path: str) -> bool:
        """Whether ``path`` is answered with 200."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:
                return response.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait_until(self, done, words: str, seconds: float = READY_SECONDS, every: float = 0.2):
        """Ask ``done`` until it gives something true; fails with ``words`` and the logs' ends."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = done()
            if answer:
                return answer
            time.sleep(every)
        logs = "\n".join(f"{p.name}: {p.read_text()[-1500:]}" for p in sorted(self.folder.glob("*.log")))
        raise AssertionError(f"Waited {seconds} seconds in vain until {words}.\n{logs}")

    def rows(self, query: str, *values) -> list[tuple]:
        """What the owner sees in this site's database."""
        with psycopg.connect(self.env["DATABASE_OWNER_URL"]) as connection:
            return connection.execute(query, values).fetchall()

    def run_as_owner(self, statements: str) -> None:
        """Change this site's database by hand."""
        with psycopg.connect(self.env["DATABASE_OWNER_URL"], autocommit=True) as connection:
            connection.execute(statements)

    def letters(self, address: str) -> list[email.message.EmailMessage]:
        """Every letter that was delivered to ``address``, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*.log"), key=lambda p: p.stat().st_mtime):
            for part in re.split(rb"\n-{79}\n", path.read_bytes()):
                if part.strip():
                    letter = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
                    if address in str(letter["To"]):
                        found.append(letter)
        return found

    def letter(self, address: str, words: str, after: int = 0) -> str:
        """The text of the newest letter to ``address`` with ``words``, waited for; ``after`` were there before."""

        def newest():
            texts = [
                f"{letter['Subject']}\n{letter.get_body(('plain',)).get_content()}"
                for letter in self.letters(address)
            ]
            fitting = [text for text in texts if words in text]
            return fitting[-1] if len(fitting) > after else None

        return self.wait_until(newest, f"a letter with {words!r} reaches {address}")

    def seeded(self) -> dict:
        """The two-sided world of ``tests/world.py``, built in this site; gives its addresses and sessions."""
        return json.loads(self.python("from tests import seed; seed.main()").splitlines()[-1])
