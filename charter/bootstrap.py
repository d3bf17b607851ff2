"""How does a fresh clone become ready to run? ``python3 charter/bootstrap.py setup`` on a bare Python.

Makes `.venv/` from the hashed requirements, sees that Pango, fonts and (for tests) a Chromium are there,
makes secrets once, and builds the front end. Every step is skipped when it is done, and a set-up that was
broken off is taken up again. Standard library only; the grammar is old enough that an old Python reaches
the sentence that refuses it.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # A script's own folder comes first on the path, and this one holds a selectors.py that is not Python's.
    sys.path.pop(0)

import ctypes
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements" / "dev.txt"
LOG = ROOT / "build" / "setup.log"
NEEDED_BYTES = 1_600_000_000

# What WeasyPrint loads, and the packages of Debian and Ubuntu that bring it.
LIBRARIES = [
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
]
PANGO_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0"]
SUBSETTER, SUBSETTER_PACKAGE = "libharfbuzz-subset.so.0", "libharfbuzz-subset0"
FONT_PACKAGE = "fonts-dejavu-core"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Stopped(Exception):
    """Set-up cannot go on. Its text is a sentence or two that say what to do."""


# Python packages ---------------------------------------------------------------------------------


def fingerprint():  # type: () -> str
    """A digest of everything that decides what `.venv/` holds: requirements, Python and place."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.platform} {VENV}".encode())
    return digest.hexdigest()


def make_venv() -> None:
    """Bring `.venv/` to what the requirements say; nothing to do when its stamp says that it is there."""
    stamp, started = VENV / "charter.stamp", VENV / "charter.installing"
    if stamp.is_file() and stamp.read_text() == fingerprint() and _works():
        return
    _need_disk()
    if started.exists() or not _works():
        say("Making .venv …")
        if VENV.is_symlink():
            # Where the link leads may be the environment of another copy; emptying it would break that one.
            VENV.unlink()
        made = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        if made.returncode != 0:
            shutil.rmtree(str(VENV), ignore_errors=True)
            raise Stopped(reason(made.stdout, "The Python environment could not be made."))
    stamp.unlink(missing_ok=True)
    started.touch()
    say("Installing the Python packages (about two minutes the first time) …")
    flags = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--retries", "3"]
    done = run([str(PYTHON), "-m", "pip", "install", *flags, "-r", str(REQUIREMENTS)])
    if done.returncode != 0:
        raise Stopped(reason(done.stdout, "The Python packages could not be installed."))
    stamp.write_text(fingerprint())
    started.unlink()


def _works() -> bool:
    """Whether `.venv/` has a Python of the running version, made at this very place, with pip."""
    if not PYTHON.exists() or not (VENV / "bin" / "pip").exists():
        return False
    question = "import sys, pip; print(sys.prefix, sys.version_info[:2])"
    asked = subprocess.run([str(PYTHON), "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    shebang = (VENV / "bin" / "pip").read_bytes().split(b"\n", 1)[0].decode()
    return asked.stdout.decode().strip() == f"{VENV} {sys.version_info[:2]}" and str(VENV) in shebang


def _need_disk() -> None:
    """Refuse before the work when the disk cannot hold its result."""
    free = shutil.disk_usage(str(ROOT)).free
    held = sum(path.stat().st_size for path in VENV.rglob("*") if path.is_file() and not path.is_symlink())
    if free + held < NEEDED_BYTES:
        raise Stopped(
            f"The disk that holds this folder has {free // 1000000} MB free, and set-up needs about "
            f"{NEEDED_BYTES // 1000000} MB. "
            "Free some space, then run this again."
        )


# What the system brings --------------------------------------------------------------------------


def has_library(name: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether any font is installed where fontconfig looks."""
    home = os.path.expanduser("~")
    places = ["/usr/share/fonts", "/usr/local/share/fonts", home + "/.fonts", home + "/.local/share/fonts"]
    kinds = ("ttf", "otf", "ttc", "pfb")
    patterns = [f"{place}/**/*.{kind}" for place in places for kind in kinds]
    return any(glob.glob(pattern, recursive=True) for pattern in patterns)


def find_chromium() -> str | None:
    """The path of a Chromium that starts: on PATH, else the newest of Playwright's own, else None."""
    places = [found for found in map(shutil.which, CHROMIUM_NAMES) if found]
    downloads = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or os.path.expanduser("~/.cache/ms-playwright")
    places += sorted(glob.glob(downloads + "/chromium-*/chrome-linux*/chrome"), reverse=True)
    for place in places:
        # On Ubuntu a package of this name may be a stub that only asks for snap.
        try:
            tried = subprocess.run(
                [place, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if tried.returncode == 0 and tried.stdout.strip():
            return place
    return None


def settle_system(for_tests: bool) -> None:
    """See that Pango and fonts are there, and a Chromium when tests are to run.

    Installs with apt as root; an ordinary user gets the one line to type. A missing Chromium is only said,
    as everything but the browser tests works without.
    """
    needed = [] if all(map(has_library, LIBRARIES)) else list(PANGO_PACKAGES)
    if not has_font():
        needed.append(FONT_PACKAGE)
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if may_install:
        # It makes fonts in PDFs smaller, and nothing depends on it.
        wanted = needed if has_library(SUBSETTER) else [*needed, SUBSETTER_PACKAGE]
        if wanted:
            apt_install(wanted)
    elif needed:
        sentence = "Charter's PDFs need a few system packages. Install them, then run this again:"
        raise Stopped(f"{sentence}\n  {apt_line(needed)}")
    if for_tests and find_chromium() is None and may_install:
        _install_chromium()


def _install_chromium() -> None:
    """A Chromium from apt, else Playwright's own; neither is an error here."""
    try:
        apt_install(["chromium"])
    except Stopped:
        pass
    if find_chromium() is None and PYTHON.exists():
        run([str(PYTHON), "-m", "playwright", "install", "--with-deps", "chromium"])


def chromium_sentence() -> str:
    """What to type when no Chromium was found."""
    return (
        "The browser tests need a Chromium. Install one, then run this again:\n  "
        + apt_line(["chromium"])
        + "\nor: .venv/bin/python -m playwright install chromium"
    )


def apt_line(packages: list[str]) -> str:
    """The line that installs packages, for a person to type."""
    before = "" if os.geteuid() == 0 else "sudo "
    return "{}apt-get install -y --no-install-recommends {}".format(before, " ".join(packages))


def apt_install(packages: list[str]) -> None:
    """Install Debian packages; the lists are fetched when there are none or they turn out to be old."""
    say("Installing {} with apt …".format(", ".join(packages)))
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    install = ["apt-get", *wait, "install", "-y", "-q", "--no-install-recommends", *packages]
    have_lists = any(glob.glob("/var/lib/apt/lists/*_Packages*"))
    done = run(install, env=env) if have_lists else None
    if done is None or done.returncode != 0:
        run(["apt-get", *wait, "update", "-q"], env=env)
        done = run(install, env=env)
    if done.returncode != 0:
        text = reason(done.stdout, "apt could not install what Charter needs.")
        raise Stopped(f"{text}\nTo try by hand: {apt_line(packages)}")


# Saying and running ------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """One line for the person who waits."""
    print(sentence, flush=True)


def run(command: list[str], env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run to the end with output caught in the result and appended to the log; never raises for a refusal."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=str(ROOT),
        env=env,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    with LOG.open("a") as log:
        log.write("$ {}\n{}\n".format(" ".join(command), done.stdout))
    return done


OFFLINE_SIGNS = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "NewConnectionError",
    "Failed to establish a new connection",
    "Network is unreachable",
    "Could not resolve",
    "Temporary failure resolving",
    "ConnectTimeoutError",
    "Read timed out",
    "ProxyError",
)


def reason(output: str, otherwise: str) -> str:
    """A sentence for why a program refused, read from its output."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return "The disk is full. Free some space, then run this again; what was done is kept."
    if any(sign in output for sign in OFFLINE_SIGNS):
        return (
            "The packages could not be downloaded: this machine seems to be offline. "
            "Connect it (or name your mirror in pip's own settings), then run this again."
        )
    if "ensurepip is not available" in output or "No module named venv" in output:
        version = "{}.{}".format(*sys.version_info[:2])
        return "Python's venv is missing. Install it, then run this again:\n  " + apt_line([f"python{version}-venv"])
    if "DO NOT MATCH THE HASHES" in output:
        return "A downloaded package is not the one that was locked, so it was not installed. Try again."
    last = [line.strip() for line in output.splitlines() if line.strip()][-3:]
    return "{} It said: {} (all of it is in {}).".format(otherwise, " ".join(last), LOG)


# The whole of it ---------------------------------------------------------------------------------


def setup(for_tests: bool = True) -> None:
    """Every step in order; raises Stopped with a sentence at the first that cannot be done."""
    settle_system(for_tests=False)
    make_venv()
    if for_tests:
        settle_system(for_tests=True)
    kept = run([str(PYTHON), "-m", "charter.kit.embedded", "secrets"])
    if kept.returncode != 0:
        raise Stopped(reason(kept.stdout, "The secrets could not be written."))
    env = dict(os.environ)
    env.setdefault("npm_config_fetch_retry_mintimeout", "1000")
    env.setdefault("npm_config_fetch_retry_maxtimeout", "5000")
    built = subprocess.run([str(PYTHON), "-P", str(ROOT / "charter" / "frontend.py"), "build"], env=env)
    if built.returncode != 0:
        raise Stopped("Set-up stopped at the front end; what was done before is kept.")


def main(words: list[str]) -> int:
    """``setup`` for everything, ``setup demo`` without the tests' Chromium, ``setup tests`` insists on it."""
    if sys.version_info < OLDEST_PYTHON:
        print(
            "Charter needs Python {}.{} or newer, and this is {}.{}.".format(*OLDEST_PYTHON, *sys.version_info[:2]),
            file=sys.stderr,
        )
        return 1
    if not words or words[0] != "setup" or words[1:] not in ([], ["demo"], ["tests"]):
        print("Use: python3 charter/bootstrap.py setup [demo | tests]", file=sys.stderr)
        return 2
    try:
        (ROOT / "build").mkdir(exist_ok=True)
        with (ROOT / "build" / "setup.lock").open("w") as one_at_a_time:
            try:
                fcntl.flock(one_at_a_time, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another set-up is at work here; waiting for it …")
                fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            setup(for_tests=words[1:] != ["demo"])
            if words[1:] != ["demo"] and find_chromium() is None:
                if words[1:] == ["tests"]:
                    raise Stopped(chromium_sentence())
                say(chromium_sentence())
    except Stopped as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same again to go on from here.", file=sys.stderr)
        return 130
    except OSError as error:
        print(reason(str(error), "Set-up could not go on."), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
