"""What stands while the bench measures? A site of its own, and two production servers side by side."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.site import ROOT, Site, free_port

WORKERS, THREADS = 2, 4
SERVERS = {"product": "tests.bench.settings", "floor": "tests.bench.floor.settings"}
DATA = ROOT / ".charter-bench"


@dataclass
class Stand:
    """The site, the ports of its two servers, and what the seed told of the world in it."""

    site: Site
    world: dict
    ports: dict[str, int]

    @classmethod
    def make(cls) -> Stand:
        """A fresh database with the first unit; both servers answer."""
        site = Site.make(DATA / "site", f"bench_{os.getpid()}")
        stand = cls(site, {}, {})
        try:
            stand.world = stand.run("tests.bench.seed", "begin()")
            for name in SERVERS:
                stand.start(name)
        except BaseException:
            stand.stop()
            raise
        return stand

    def run(self, module: str, call: str, settings: str = "charter.settings") -> dict:
        """Run one function of a module in the site's Django; gives what it told."""
        env = {**self.site.env, "DJANGO_SETTINGS_MODULE": settings}
        code = f"import django; django.setup(); import {module} as module; module.{call}"
        done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"The seed stopped at {module}.{call}.\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def grow(self, number: int) -> None:
        """Bring product and floor to ``number`` rows."""
        self.run("tests.bench.seed", f"grow({number})")
        self.run("tests.bench.floor.rows", f"grow({number}, {self.world['floor_person']})", SERVERS["floor"])

    def start(self, name: str) -> None:
        """Start one server as production does: two workers, threads, the pool on, no owner's key."""
        port = self.ports[name] = free_port()
        env = {
            **self.site.env,
            "DJANGO_SETTINGS_MODULE": SERVERS[name],
            "CHARTER_PROCESS": "web",
            "WEB_THREADS": str(THREADS),
            "TRUSTED_PROXIES": "1",
            "SITE_URL": f"http://localhost:{port}",
            "PYTHONWARNINGS": "ignore",
        }
        del env["DATABASE_OWNER_URL"]
        gunicorn = [sys.executable, "-m", "gunicorn", "charter.wsgi:application", f"--bind=127.0.0.1:{port}"]
        options = ["--worker-class=gthread", f"--workers={WORKERS}", f"--threads={THREADS}", "--keep-alive=75"]
        with (self.site.folder / f"{name}.log").open("ab") as log:
            self.site.children[name] = subprocess.Popen(
                [*gunicorn, *options, "--log-level=warning", "--no-control-socket"],
                env=env,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.site.port = port
        self.site.wait_until(lambda: self.site.answers("/healthz"), f"the {name} answers")

    def memory(self, name: str) -> float:
        """Resident memory of one server's workers, in megabytes."""
        master = self.site.children[name].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        kilobytes = 0
        for child in children:
            status = Path(f"/proc/{child}/status").read_text()
            kilobytes += int(status.split("VmRSS:")[1].split()[0])
        return kilobytes / 1024

    def stop(self) -> None:
        """Stop what runs and leave nothing behind."""
        self.site.stop()
        shutil.rmtree(DATA / "site", ignore_errors=True)
