"""Is what the front-end build makes light, ours, and free of names and addresses that may not be served?"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import engines

from charter import frontend

# Names that GOV.UK, NHS or their font foundries keep for themselves.
FORBIDDEN = ("gds transport", "gds-transport", "crest", "crown", "frutiger", "005eb8", "1d70b8", "nhs")
FIRST_VIEW = ("charter.css", "charter.js", "govuk-frontend.min.js", "fonts/atkinson-hyperlegible-next-latin.woff2")
PICTURED = "images/favicon.svg"


@pytest.fixture(scope="module")
def served() -> Path:
    """The folder that the static files are collected from, built when it is not."""
    frontend.build()
    return frontend.SERVED


def packed(path: Path) -> int:
    """Bytes on the wire, as gzip sends them; fonts are packed already."""
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 6))


def test_served_files_are_the_named_ones_and_no_others(served):
    found = {str(path.relative_to(served)) for path in served.rglob("*") if path.is_file()}
    named = {target.removeprefix("static/") for target in frontend.COPIED.values() if target.startswith("static/")}
    ours = {f"images/{path.name}" for path in (frontend.ROOT / "static" / "images").iterdir()}

    scripts = {"charter.js", "autosave.js", "comments.js", "passkeys.js", "uploads.js"}
    assert found == named | ours | {"charter.css"} | scripts


def test_served_files_hold_no_name_kept_by_others(served):
    texts = {
        path.name: path.read_text(encoding="utf-8").lower()
        for path in served.rglob("*")
        if path.suffix in (".css", ".svg")
    }

    assert len(texts["charter.css"]) > 50_000
    assert [(name, word) for name, text in texts.items() for word in FORBIDDEN if word in text] == []


def test_styles_point_at_files_that_are_served(served):
    css = (served / "charter.css").read_text(encoding="utf-8")

    targets = set(re.findall(r'url\(["\']?([^"\')]+)', css))

    assert "fonts/atkinson-hyperlegible-next-latin.woff2" in targets
    assert [target for target in targets if not (served / target).is_file()] == []
    assert not re.search(r"https?://[a-z]", css)


def test_first_view_stays_within_its_budget(served):
    sizes = {name: packed(served / name) for name in (*FIRST_VIEW, PICTURED)}

    assert sizes["charter.css"] <= 20 * 1024
    assert sizes["charter.js"] + sizes["govuk-frontend.min.js"] <= 35 * 1024
    assert sizes[FIRST_VIEW[-1]] <= 36 * 1024
    assert sum(sizes.values()) <= 110 * 1024  # 20 KB of the 130 are left for the page itself.


def test_layout_asks_for_few_files():
    page = engines["jinja2"].env.from_string('{% extends "layout.html" %}').render()

    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)) | set(
        re.findall(r'data-govuk-frontend="([^"]+)"', page)
    )

    assert files == {f"/static/{name}" for name in (*FIRST_VIEW, PICTURED)}
    assert not re.findall(r'(?:href|src)="https?:', page)


def test_layout_has_no_inline_style_and_only_the_nonced_script():
    page = engines["jinja2"].env.from_string('{% extends "layout.html" %}').render(csp_nonce="abc123")

    scripts = re.findall(r"<script[^>]*>", page)

    assert "<style" not in page and " style=" not in page
    assert [tag for tag in scripts if "src=" not in tag and 'nonce="abc123"' not in tag] == []


def test_lock_names_no_host_and_pins_every_package():
    text = (frontend.ROOT / "package-lock.json").read_text()
    lock = json.loads(text)

    assert "://" not in text
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in lock["packages"][""]["dependencies"].values())
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_second_build_does_nothing(served):
    assert frontend.is_built()
    assert frontend.build() is False


def test_build_without_node_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    with pytest.raises(frontend.CannotBuild, match="Node 20 or newer"):
        frontend.find_node()


def test_build_without_network_says_so_in_a_sentence(tmp_path):
    """The script is run in a copy of the project whose registry is a closed port of this machine."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(frontend.ROOT / name, tmp_path / name)
    shutil.copytree(frontend.ROOT / "static", tmp_path / "static")
    (tmp_path / "charter").mkdir()
    shutil.copy(frontend.__file__, tmp_path / "charter" / "frontend.py")
    closed = {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0",
    }

    result = subprocess.run(
        [sys.executable, "charter/frontend.py", "build"],
        cwd=tmp_path,
        env={**os.environ, **closed},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("The npm registry cannot be reached")
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "build" / "frontend.stamp").exists()
