"""Is every module, function and view within its ceiling, told in a sentence, and named for a noun?"""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, modules

MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 50, 40
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|misc|base|managers?\d?|actions2)$")
# Rooms whose public functions say what goes in and out (conventions 41).
TOLD = (
    "actions",
    "selectors",
    "permissions",
    "loaders",
    "kit",
    "workflow",
    "scoring",
    "validity",
    "level_rules",
)


def _functions(tree: ast.Module):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_module_is_longer_than_its_ceiling():
    long = {m.name: m.text.count("\n") for m in modules() if m.text.count("\n") > MODULE_LINES}

    assert long == {}, "Split by noun into a package of the room's name (architecture.md 3)."


def test_no_function_is_longer_than_its_ceiling():
    long = []
    for module in modules():
        ceiling = VIEW_LINES if ".views" in module.name else FUNCTION_LINES
        for node in _functions(module.tree):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > ceiling:
                long.append(f"{module.name}.{node.name}: {lines}")

    assert long == []


def test_every_module_says_its_question():
    silent = [m.name for m in modules() if m.text.strip() and not ast.get_docstring(m.tree)]

    assert silent == []


def test_every_public_function_of_the_told_rooms_has_a_docstring():
    silent = []
    for module in modules():
        if not any(room in module.name.split(".") for room in TOLD) or ".management" in module.name:
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                overload = any(getattr(d, "id", "") == "overload" for d in node.decorator_list)
                if not ast.get_docstring(node) and not overload:
                    silent.append(f"{module.name}.{node.name}")

    assert silent == []


def test_no_module_is_named_for_nothing():
    nameless = [m.name for m in modules() if any(FORBIDDEN_NAMES.match(part) for part in m.name.split("."))]

    assert nameless == [], "If it has no noun it is not understood yet (conventions 4)."


def test_no_model_overrides_save_or_listens_to_it():
    found = []
    for module in modules():
        if ".models" in module.name:
            found += [f"{module.name}.save" for node in _functions(module.tree) if node.name == "save"]
        if re.search(r"\b(post|pre)_save\b", module.text):
            found.append(f"{module.name} uses a save signal")

    assert found == []


def test_only_move_assigns_a_state():
    found = []
    for module in modules():
        if module.name in ("charter.kit.transitions", "charter.kit.messages"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assign):
                found += [
                    f"{module.name}:{node.lineno}"
                    for target in node.targets
                    if isinstance(target, ast.Attribute) and target.attr == "state"
                ]

    assert found == [], "State changes only by move (conventions 12)."


# How something could leave this process, and the modules that are there to let it (ONE-2, security.md 2).
LEAVES = {"delay", "apply_async", "send_task", "send_mail", "send_mass_mail", "mail_admins", "mail_managers"}
LETTERS = {"EmailMessage", "EmailMultiAlternatives"}
MAY_LET_LEAVE = {"charter.kit.outbox", "charter.kit.messages"}


def _leaving(tree: ast.Module) -> list[tuple[int, str]]:
    """Each call that would start a task or send a mail: its line and name."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [(node.lineno, getattr(node.func, "attr", getattr(node.func, "id", ""))) for node in calls]
    return [(line, name) for line, name in named if name in LEAVES | LETTERS]


def test_effects_leave_only_through_the_outbox():
    found = [
        f"{module.name}:{line} calls {name}"
        for module in modules()
        if module.name not in MAY_LET_LEAVE
        for line, name in _leaving(module.tree)
    ]

    assert found == [], "A background effect is a row first: outbox.enqueue, messages.send (architecture.md 4)."


@pytest.mark.parametrize(
    "line",
    ["render.delay(1)", "task.apply_async((1,))", "mail.send_mail('a')", "send_mail('a')", "EmailMessage().send()"],
)
def test_an_effect_that_would_leave_is_seen(line):
    assert len(_leaving(ast.parse(line))) == 1


def test_no_module_asks_for_time_but_the_clock():
    asks = re.compile(r"timezone\.now\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(")
    # The last compares this machine's clock with the database's.
    alone = {"charter.bootstrap", "charter.frontend", "charter.kit.supervisor", "charter.desk.doctor"}
    found = [m.name for m in modules() if m.name not in alone and ".embedded" not in m.name and asks.search(m.text)]

    assert found == [], "One instant a transaction: charter.kit.clock (settled 14)."


def test_nothing_reads_the_shared_documents():
    found = [m.name for m in modules() if "shared/" in m.text]

    assert found == []


def test_templates_never_mark_user_text_as_markup():
    unsafe = re.compile(r"\|\s*safe\b|Markup\(|autoescape false")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if unsafe.search(path.read_text())
    ]

    assert found == []


def test_templates_hold_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\bstyle=\"|\son[a-z]+=\"|<style", re.I)
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        # Letters are read in mail programs, which know no style sheet of ours; documents become PDF.
        if "emails" not in path.parts and "documents" not in path.parts and inline.search(path.read_text())
    ]

    assert found == []
