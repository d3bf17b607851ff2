"""Where does Charter act beyond a person's own rights? Every place is listed, with its reason (settled 4)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import modules

FILE = Path(__file__).with_name("as_system.txt")


def uses() -> list[str]:
    """Each use as ``module:function  reason``; an f-string's values are written as ``{}``."""
    found = []
    for module in modules():
        for function in ast.walk(module.tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("as_system", "alone"):
                    found.append(f"{module.name}:{function.name}  {_reason(call.args[0])}")
    return sorted(set(found))


def _reason(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = getattr(node, "values", [])
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


def test_every_use_of_as_system_is_listed_with_its_reason():
    listed = sorted(line for line in FILE.read_text().splitlines() if line and not line.startswith("#"))

    assert uses() == listed
