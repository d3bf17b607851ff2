"""As whom does PostgreSQL run, when it refuses to run as root?

An ordinary user runs it as themselves. Root runs it in a user namespace of its own, where the process sees
itself as nobody and its files still belong to root. Where namespaces are refused (containers often do),
programs and data move to a folder under /var/tmp that the real user nobody can reach.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from charter.kit.embedded.binaries import Binaries
from charter.kit.embedded.processes import Unavailable

NAMESPACE = ["unshare", "--user", "--map-user=65534", "--"]


@dataclass(frozen=True)
class ServerUser:
    """How programs of one server are started: the words before them, and where its files must lie."""

    prefix: list[str]
    uid: int
    gid: int
    shelter: Path | None = None

    def readable(self, binaries: Binaries) -> Binaries:
        """The same programs where this user can read them; copied to the shelter when they cannot."""
        if self.shelter is None or self._can_run(binaries.path("postgres")):
            return binaries
        # The libraries that the wheel's programs name lie two folders up, beside the package.
        package = binaries.folder.parent.parent
        copy = self.shelter / f"programs-{binaries.version}" / package.name
        kept = Binaries(copy / binaries.folder.parent.name / "bin", binaries.version)
        if not self._can_run(kept.path("postgres")):
            shutil.rmtree(copy.parent, ignore_errors=True)
            shutil.copytree(binaries.folder.parent, kept.folder.parent, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.is_dir():
                shutil.copytree(libraries, copy.parent / libraries.name, symlinks=True)
        return kept

    def _can_run(self, program: str) -> bool:
        tried = subprocess.run([*self.prefix, program, "--version"], capture_output=True, cwd="/", check=False)
        return tried.returncode == 0

    def fresh_folder(self, target: Path) -> Path:
        """An empty private folder in which the cluster for ``target`` is made."""
        fresh = self._place(target).with_suffix(".new")
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        if self.shelter is not None:
            os.chown(fresh, self.uid, self.gid)
        return fresh

    def put_in_place(self, fresh: Path, target: Path) -> None:
        """Give the finished folder its own name; ``target`` becomes a link when it lies in the shelter."""
        place = self._place(target)
        if place.exists():
            shutil.rmtree(place)
        fresh.rename(place)
        if place != target:
            target.unlink(missing_ok=True)
            target.symlink_to(place)

    def _place(self, target: Path) -> Path:
        return target if self.shelter is None else self.shelter / "data"


def server_user(folder: Path, tag: str) -> ServerUser:
    """The user for the cluster in ``folder`` (which may not exist yet).

    Raises Unavailable when the folder belongs to somebody else, or root may use neither way.
    """
    me = os.geteuid()
    owner = folder.stat().st_uid if folder.exists() else None
    if me != 0:
        if owner not in (None, me):
            raise Unavailable(f"{folder} belongs to another user. Choose another place with DATA=/path.")
        return ServerUser([], me, os.getegid())
    if owner in (None, 0) and _namespaces_work():
        return ServerUser(NAMESPACE, 0, 0)
    if owner == 0:
        raise Unavailable(
            f"{folder} was made by root where user namespaces work, and here they do not. "
            "Use an ordinary user, or choose another place with DATA=/path."
        )
    return _sheltered(owner, tag)


def _namespaces_work() -> bool:
    """Whether this machine lets root make a user namespace."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def _sheltered(owner: int | None, tag: str) -> ServerUser:
    """The user nobody (or who already owns the data), with a shelter that only root may write to."""
    if not shutil.which("setpriv"):
        raise Unavailable("PostgreSQL does not run as root. Use an ordinary user, or install util-linux.")
    try:
        entry = pwd.getpwnam("nobody") if owner is None else pwd.getpwuid(owner)
    except KeyError as missing:
        raise Unavailable("PostgreSQL does not run as root, and there is no user nobody.") from missing
    shelter = Path("/var/tmp") / tag
    shelter.mkdir(mode=0o755, exist_ok=True)
    found = shelter.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise Unavailable(f"{shelter} is not root's own. Remove it, then start again.")
    shelter.chmod(0o755)
    prefix = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]
    return ServerUser(prefix, entry.pw_uid, entry.pw_gid, shelter)
