"""Which routes are there, and what does each need to be called?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address pattern: its full name, its view, the words it takes, and the pattern as it is written."""

    name: str
    view: Any
    words: tuple[str, ...]
    pattern: str = ""

    @property
    def area(self) -> str:
        """The second word of the address, which says the hat."""
        parts = self.pattern.split("/")
        return parts[1] if len(parts) > 1 else ""

    @property
    def door(self) -> Any:
        return getattr(self.view, "door", None)


def walk(
    resolver: Any = None, spaces: tuple[str, ...] = (), words: tuple[str, ...] = (), before: str = ""
) -> Iterator[Route]:
    """Every route of the URLconf, namespaces and all; its words are those of the lists around it, too."""
    for entry in (resolver or get_resolver()).url_patterns:
        # A regular expression's groups are words as well, though without converters.
        named = (*entry.pattern.converters, *entry.pattern.regex.groupindex)
        inner_words = tuple(dict.fromkeys((*words, *named)))
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry, inner, inner_words, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield Route(
                ":".join([*spaces, entry.name or "?"]), entry.callback, inner_words, before + str(entry.pattern)
            )


@cache
def all_routes() -> dict[str, Route]:
    """Routes by name, walked once; a name used twice is a fault of its own."""
    found: dict[str, Route] = {}
    for route in walk():
        if route.name in found:
            raise AssertionError(f"Two routes are called {route.name}.")
        found[route.name] = route
    return found
