"""Who may import whom? The whole law of architecture.md 2, as data."""

from __future__ import annotations

import pytest

from tests.architecture.source import PACKAGES, Module, modules, within

# Root imports anything and is imported by nothing below it.
ROOT_PARTS = (
    "charter.settings",
    "charter.urls",
    "charter.account_urls",
    "charter.celery",
    "charter.wsgi",
    "charter.home",
    "charter.desk",
    "charter.bootstrap",
    "charter.frontend",
)
BELOW: dict[str, tuple[str, ...]] = {
    "awards": ("assessment", "applications", "training", "charter"),
    "assessment": ("applications", "training", "charter"),
    "applications": ("training", "charter"),
    "training": ("charter",),
    "charter": (),
}
PUBLIC_ROOMS = {"enums", "row_rules", "models", "selectors", "permissions", "actions", "signals"}
# What the Charter itself also offers: docs/decisions/2026-11-22-rooms.md.
CHARTER_ALSO = {
    "kit",
    "standing",
    "roles",
    "loaders",
    "level_rules",
    "level_steps",
    "level_wording",
    "framework_file",
    "framework_form",
}
# Rooms of one app in their order; a module may import only from rooms above it.
ORDER = (
    "enums",
    "signals",
    "workflow",
    "querysets",
    "row_rules",
    "models",
    "permissions",
    "selectors",
    "loaders",
    "notifications",
    "records",
    "actions",
    "tasks",
    "forms",
    "views",
    "urls",
    "receivers",
    "admin",
    "apps",
)


def layer(name: str) -> str:
    """``root``, ``kit`` or the app a dotted name belongs to."""
    if any(within(name, part) for part in ROOT_PARTS):
        return "root"
    if within(name, "charter.kit"):
        return "kit"
    return name.split(".")[0]


def ours(name: str) -> bool:
    return name.split(".")[0] in PACKAGES


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def faults(module: Module) -> list[str]:
    """Each import of ``module`` that the law refuses, as a sentence."""
    found = []
    here = layer(module.name)
    for imported in module.imports():
        if not ours(imported.target) or here == "root":
            continue
        there = layer(imported.target)
        where = f"{module.name}:{imported.line} imports {imported.target}"
        if there == "root":
            if not ((here == "kit" and imported.target.startswith("charter.celery")) or imported.leaf):
                found.append(f"{where}: root is imported by nothing (architecture.md 2).")
        elif here == "kit":
            if there != "kit":
                found.append(f"{where}: the kit knows no domain (architecture.md 4).")
        elif there not in ("kit", here):
            if there not in BELOW[here]:
                found.append(f"{where}: {here} may not import {there} (architecture.md 2).")
            elif room(imported.target) not in PUBLIC_ROOMS | (CHARTER_ALSO if there == "charter" else set()):
                found.append(f"{where}: enter {there} through its public rooms (architecture.md 2).")
        if imported.inline and not imported.leaf:
            found.append(f"{where}: imports stand at the top; an inline one is marked '# leaf' (conventions 2).")
    return found


def test_every_import_follows_the_line():
    found = [fault for module in modules() for fault in faults(module)]

    assert found == []


def test_the_law_can_refuse():
    wrong = Module("training.selectors", modules()[0].path, "from awards.models import Award\n")

    assert faults(wrong) == [
        "training.selectors:1 imports awards.models.Award: training may not import awards (architecture.md 2)."
    ]


@pytest.mark.parametrize("app", ["training", "applications", "assessment", "awards"])
def test_rooms_import_only_from_rooms_above(app):
    found = []
    for module in modules():
        if not within(module.name, app) or room(module.name) not in ORDER:
            continue
        place = ORDER.index(room(module.name))
        for imported in module.imports():
            if not within(imported.target, app) or imported.leaf:
                continue
            target = room(imported.target)
            if target in ORDER and ORDER.index(target) > place:
                found.append(f"{module.name}:{imported.line} imports {imported.target} from a room below.")

    assert found == []
