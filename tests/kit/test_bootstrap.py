"""Does set-up do its work once, take up what was broken off, and refuse in sentences?"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from charter import bootstrap
from charter.kit import embedded

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "charter" / "bootstrap.py"


def _program(folder, name, text):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def test_script_is_read_by_an_old_python():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 7))


def test_script_run_by_its_path_is_not_misled_by_its_neighbours():
    asked = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, cwd="/", check=False)

    assert (asked.returncode, asked.stderr) == (2, "Use: python3 charter/bootstrap.py setup [demo | tests]\n")


@pytest.mark.parametrize("goal", ["setup", "demo", "test", "fast"])
def test_old_python_gets_one_sentence(tmp_path, goal):
    old = 'if [ "$1" = --version ]; then echo Python 3.9.2; exit 0; fi\nexit 1\n'
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        _program(tmp_path / "bin", name, old)
    env = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}

    made = subprocess.run(["make", "-s", goal], cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert made.returncode == 2
    assert made.stderr.splitlines()[0] == (
        "Charter needs Python 3.11 or newer, and this machine has Python 3.9.2. Install one, then run this again."
    )


def test_missing_pango_is_one_line_for_who_may_not_install(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "LIBRARIES", ["libpango-that-is-not-there.so.0"])
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(bootstrap.Stopped) as stopped:
        bootstrap.settle_system(for_tests=False)

    packages = "libpango-1.0-0 libpangoft2-1.0-0"
    before = "" if os.geteuid() == 0 else "sudo "
    assert str(stopped.value) == (
        "Charter's PDFs need a few system packages. Install them, then run this again:\n"
        f"  {before}apt-get install -y --no-install-recommends {packages}"
    )


def test_chromium_that_does_not_start_is_passed_over(tmp_path, monkeypatch):
    _program(tmp_path / "stub", "chromium", "echo 'install the snap' >&2; exit 1\n")
    good = _program(tmp_path / "good", "google-chrome", "echo Chromium 150\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'stub'}:{tmp_path / 'good'}:/bin")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(bootstrap, "CHROMIUM_NAMES", ("chromium", "google-chrome"))
    shutil.copy(tmp_path / "stub" / "chromium", tmp_path / "good" / "chromium-browser")

    assert bootstrap.find_chromium() == str(good)


def test_chromium_of_playwright_is_found_when_path_has_none(tmp_path, monkeypatch):
    for number in ("1100", "1200"):
        (tmp_path / f"chromium-{number}").mkdir()
        _program(tmp_path / f"chromium-{number}" / "chrome-linux", "chrome", "echo Chromium 150\n")
    monkeypatch.setattr(bootstrap, "CHROMIUM_NAMES", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    assert bootstrap.find_chromium() == str(tmp_path / "chromium-1200" / "chrome-linux" / "chrome")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("Failed to establish a new connection: [Errno -3]", "this machine seems to be offline."),
        ("The virtual environment was not created: ensurepip is not available", "Python's venv is missing."),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that was locked"),
        ("first\nsomething odd\n", "It did not work. It said: first something odd"),
    ],
    ids=["disk", "offline", "venv", "hash", "other"],
)
def test_refusal_is_told_in_a_sentence(output, sentence):
    assert sentence in bootstrap.reason(output, "It did not work.")


def test_environment_is_made_once_and_again_when_it_was_broken_off(tmp_path, monkeypatch):
    for name, path in (
        ("VENV", ".venv"),
        ("PYTHON", ".venv/bin/python"),
        ("REQUIREMENTS", "none.txt"),
        ("LOG", "log"),
    ):
        monkeypatch.setattr(bootstrap, name, tmp_path / path)
    (tmp_path / "none.txt").write_text("")
    # The environment of another copy, to which this one was linked by hand.
    (tmp_path / "another").mkdir()
    (tmp_path / "another" / "theirs").touch()
    (tmp_path / ".venv").symlink_to(tmp_path / "another")
    bootstrap.make_venv()
    left_by_a_kill = tmp_path / ".venv" / "half-installed"
    left_by_a_kill.touch()

    bootstrap.make_venv()
    untouched = left_by_a_kill.exists()
    (tmp_path / ".venv" / "charter.stamp").rename(tmp_path / ".venv" / "charter.installing")
    bootstrap.make_venv()

    assert untouched
    assert (tmp_path / "another" / "theirs").exists()
    assert not left_by_a_kill.exists()
    assert (tmp_path / ".venv" / "charter.stamp").read_text() == bootstrap.fingerprint()
    assert not (tmp_path / ".venv" / "charter.installing").exists()


def test_disk_that_is_too_small_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "NEEDED_BYTES", 10**18)

    with pytest.raises(bootstrap.Stopped, match="Free some space, then run this again"):
        bootstrap._need_disk()


def _manage(tmp_path, *words):
    unset = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    env["CHARTER_DATA"] = str(tmp_path / "data")
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words], env=env, capture_output=True, text=True, check=False
    )


def test_command_that_needs_no_server_starts_none(tmp_path):
    asked = _manage(tmp_path, "version")

    assert asked.returncode == 0
    assert not (tmp_path / "data" / "postgres").exists()


def test_command_that_needs_servers_stops_what_it_started(tmp_path):
    asked = _manage(tmp_path, "shell", "-c", "from django.db import connection as c; c.connect(); print('met')")

    assert asked.stdout.splitlines()[-1] == "met"
    assert embedded.World(tmp_path / "data").status() == {"postgres": False, "valkey": False}
