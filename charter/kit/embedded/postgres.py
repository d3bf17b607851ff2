"""How does a data folder get its own PostgreSQL, with the roles that the application expects?

Set-up speaks to PostgreSQL in single-user mode, so that no password-less way in ever listens.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
from pathlib import Path

from charter.kit.embedded.binaries import Binaries, installations
from charter.kit.embedded.privileges import ServerUser, server_user
from charter.kit.embedded.processes import (
    Process,
    Unavailable,
    end,
    find,
    last_words,
    read_tail,
    server_environment,
    spawn,
    tag_of,
    wait_for_start,
)
from charter.kit.embedded.secrets_file import DATABASE_ROLES, password_name

START_SECONDS = 90.0
HBA = """# This machine only, and never without a password.
host all all 127.0.0.1/32 scram-sha-256
host replication backup 127.0.0.1/32 scram-sha-256
"""
# `owner` makes and changes tables; `app` is web and worker and owns nothing; `lookup` owns the functions that
# policies ask; `sealer` seals the audit trail from its own process; `backup` reads everything.
CREATE_ROLES = """DO $roles$ BEGIN
  IF to_regrole('owner') IS NULL THEN CREATE ROLE owner LOGIN CREATEDB; END IF;
  IF to_regrole('app') IS NULL THEN CREATE ROLE app LOGIN; END IF;
  IF to_regrole('lookup') IS NULL THEN CREATE ROLE lookup NOLOGIN; END IF;
  IF to_regrole('sealer') IS NULL THEN CREATE ROLE sealer LOGIN; END IF;
  IF to_regrole('backup') IS NULL THEN CREATE ROLE backup LOGIN; END IF;
END $roles$;

GRANT lookup TO owner;

GRANT pg_read_all_data TO backup;

ALTER ROLE backup BYPASSRLS;

ALTER ROLE app SET jit = off;

ALTER ROLE app SET client_connection_check_interval = '5s';

"""
CREATE_DATABASE = """CREATE DATABASE charter OWNER owner;

REVOKE TEMPORARY ON DATABASE charter FROM PUBLIC;

"""


class Postgres:
    """The PostgreSQL of one data folder. Two callers at once are kept apart by the world's lock."""

    def __init__(self, data: Path, secrets_kept: dict[str, str], *, fsync: bool = True) -> None:
        self.folder = data / "postgres"
        self.log = data / "log" / "postgres.log"
        self.stamp = data / "postgres.roles"
        self.tag = tag_of(data)
        self.secrets = secrets_kept
        self.fsync = fsync

    def leaders(self) -> list[Process]:
        """The leading process, which is titled by its own arguments; one at most."""
        return find(f"cluster_name={self.tag}")

    def members(self) -> list[Process]:
        """Every process of this server, such as those that outlive a killed leader for a moment."""
        return [*self.leaders(), *find(f"postgres: {self.tag}:")]

    def is_up(self) -> bool:
        """Whether it runs on this folder and takes connections; waits while it recovers from a crash."""
        if not self.leaders() or not (self.folder / "PG_VERSION").exists():
            return False
        return wait_for_start(self._is_ready, lambda: bool(self.leaders()), START_SECONDS)

    def start(self, port: int) -> None:
        """Start on 127.0.0.1:``port``, making the database first when there is none.

        Raises Unavailable with a sentence for the person at the terminal.
        """
        self._clear_after_a_crash()
        user = server_user(self.folder, self.tag)
        binaries = user.readable(self._binaries())
        if not (self.folder / "PG_VERSION").exists():
            self._create(binaries, user)
        self._settle_roles(binaries, user)
        before = self.log.stat().st_size if self.log.exists() else 0
        settings = {
            "cluster_name": self.tag,
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_wal_size": "256MB",
            "log_timezone": "UTC",
            "fsync": "on" if self.fsync else "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [*user.prefix, binaries.path("postgres"), "-D", os.path.realpath(self.folder), *options]
        spawn(server, self.log)
        if not wait_for_start(self._is_ready, lambda: bool(self.leaders()), START_SECONDS):
            self.stop()
            said = last_words(read_tail(self.log, before))
            raise Unavailable(f"PostgreSQL did not start: {said} The whole story is in {self.log}.")

    def stop(self) -> None:
        """End it cleanly: clients are disconnected and everything is written. No error when it is not up."""
        end(self.leaders, self.members, signal.SIGINT, 10)

    def _is_ready(self) -> bool:
        """Whether the server says in its own pid file that it takes connections."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _clear_after_a_crash(self) -> None:
        """End what outlived a killed leader or a removed folder, then remove the pid file.

        The file would stop the start when another program has got the same process id meanwhile. A running
        PostgreSQL that somebody started by hand on this folder keeps it.
        """
        self.stop()
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().split("\n", 1)[0].strip()
        title = Path("/proc") / pid / "cmdline"
        if title.exists() and b"postgres" in title.read_bytes():
            raise Unavailable(f"Another PostgreSQL (process {pid}) already uses {self.folder}. Stop it first.")
        pid_file.unlink()

    def _binaries(self) -> Binaries:
        """The programs to use: of the version that made the folder, or the best there is for a new one."""
        found = installations()
        marked = self.folder / "PG_VERSION"
        if marked.exists():
            version = int(marked.read_text())
            found = [binaries for binaries in found if binaries.version == version]
            if not found:
                raise Unavailable(
                    f"{self.folder} was made by PostgreSQL {version}, which this machine no longer has. "
                    "Install that version, or choose another place with DATA=/path."
                )
        if not found:
            raise Unavailable(
                "No PostgreSQL was found. Run make setup, or install the package postgresql, "
                "or set DATABASE_URL and DATABASE_OWNER_URL."
            )
        return found[0]

    def _create(self, binaries: Binaries, user: ServerUser) -> None:
        """Make the cluster under another name, and give it its own only when it is whole."""
        self.stamp.unlink(missing_ok=True)
        fresh = user.fresh_folder(self.folder)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if binaries.version < 17:
            locale = ["--locale=C.UTF-8"]
        flags = ["--username=charter_admin", "--auth=reject", "--encoding=UTF8", "--no-instructions", *locale]
        if not self.fsync:
            flags.append("--no-sync")
        _run([*user.prefix, binaries.path("initdb"), "-D", str(fresh), *flags])
        (fresh / "pg_hba.conf").write_text(HBA)
        self._administer(binaries, user, fresh, self._role_statements() + CREATE_DATABASE)
        user.put_in_place(fresh, self.folder)
        self._stamp_roles()

    def _settle_roles(self, binaries: Binaries, user: ServerUser) -> None:
        """Lay roles and passwords anew when either changed since the last time."""
        if not self.stamp.exists() or self.stamp.read_text() != self._roles_digest():
            self._administer(binaries, user, self.folder.resolve(), self._role_statements())
            self._stamp_roles()

    def _role_statements(self) -> str:
        """The SQL that brings roles and passwords to what this version of Charter expects."""
        quoted = {role: self.secrets[password_name(role)].replace("'", "''") for role in DATABASE_ROLES}
        names = {role: "charter_admin" if role == "admin" else role for role in DATABASE_ROLES}
        return CREATE_ROLES + "".join(
            f"ALTER ROLE {names[role]} PASSWORD '{password}';\n\n" for role, password in quoted.items()
        )

    def _roles_digest(self) -> str:
        return hashlib.sha256(self._role_statements().encode()).hexdigest()

    def _stamp_roles(self) -> None:
        self.stamp.write_text(self._roles_digest())

    def _administer(self, binaries: Binaries, user: ServerUser, folder: Path, statements: str) -> None:
        """Run statements (each ended by ; and an empty line) as superuser on a stopped server."""
        options = ["exit_on_error=on", "log_checkpoints=off", "log_min_error_statement=panic"]
        flags = [part for option in options for part in ("-c", option)]
        program = [binaries.path("postgres"), "--single", "-j", "-D", str(folder), *flags, "postgres"]
        _run([*user.prefix, *program], told=statements)


def _run(argv: list[str], told: str = "") -> None:
    """Run one set-up program to its end; Unavailable with its last words when it refuses."""
    done = subprocess.run(
        argv, input=told, capture_output=True, text=True, cwd="/", env=server_environment(), check=False
    )
    if done.returncode != 0:
        raise Unavailable(f"The database could not be made: {last_words(done.stdout + done.stderr)}")
