"""Where is our Python, and what does each module import?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("charter", "training", "applications", "assessment", "awards")


@dataclass(frozen=True)
class Import:
    """One imported module (or name in a package) and where it stands."""

    target: str
    line: int
    inline: bool
    leaf: bool


@dataclass(frozen=True)
class Module:
    """One of our modules: dotted name, path, text."""

    name: str
    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[Import]:
        lines = self.text.splitlines()
        tree = self.tree
        top = {id(node) for node in tree.body}
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            leaf = "# leaf" in lines[node.lineno - 1] if names else False
            for name in names:
                yield Import(name, node.lineno, id(node) not in top, leaf)


def _name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of ours, migrations left out."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                found.append(Module(_name(path), path, path.read_text()))
    return tuple(found)


def within(name: str, package: str) -> bool:
    """Whether a dotted name is ``package`` or below it."""
    return name == package or name.startswith(package + ".")
