"""How are people's words put into a letter, so that they can be read there and do nothing else?

What a template merges is one line, unless it is ``quoted``: nobody's name begins a paragraph of ours, or ends our
letter. Signs that cannot be seen, and those that turn text round, are left out; words written from right to left
stand in an isolate, so that they never pull ours round. A web address inside a name is no link.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from django.template import engines
from jinja2 import Environment, StrictUndefined, Undefined

# The longest that one value may be in a letter and in its subject, and a subject as a whole, in characters: whatever
# somebody is called, the words around it can be read.
LONGEST_LINE, LONGEST_IN_SUBJECT, LONGEST_SUBJECT = 500, 70, 200
_ISOLATE, _END = "\u2068", "\u2069"
_ADDRESS = re.compile(r"(?:[a-z]://|www\.)\S*", re.IGNORECASE)
# Signs that join letters, or keep them apart: real in some scripts and in emoji, never between letters of English.
_JOINERS = re.compile("(?<=[^\x00-\u024f])[\u200c\u200d](?=[^\x00-\u024f])")


class Ours(str):
    """Words of our own, such as an address on this site: they go in as they are."""

    __slots__ = ()


class Quoted(str):
    """What somebody wrote, in lines of its own."""

    __slots__ = ()


def one_line(value: Any, longest: int = LONGEST_LINE) -> str:
    """A value as it stands inside a sentence of ours: one line, at most ``longest`` characters."""
    given = str(value)
    text = " ".join(_seen(given).split()) or ("(nothing to read)" if given else "")
    text = _ADDRESS.sub(lambda found: found[0].replace("://", ": //").replace(".", ". "), text)
    return _apart(text if len(text) <= longest else text[: longest - 1].rstrip() + "…")


def quoted(value: Any) -> Quoted:
    """What somebody wrote, set in by four spaces, with its own lines."""
    lines = re.split(r"\r\n|[\r\n\u2028\u2029\x0b\x0c\x85]", str(value))
    return Quoted("\n".join(f"    {_apart(_seen(line).rstrip())}".rstrip() for line in lines))


def subject(merged: str) -> str:
    """One line of at most ``LONGEST_SUBJECT`` characters, in which nothing that was opened stays open."""
    line = " ".join(merged.split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    line = line[: LONGEST_SUBJECT - 3]
    return line + "…" + _END * (line.count(_ISOLATE) - line.count(_END))


def _seen(text: str) -> str:
    """Without controls, marks of direction and signs without width; white space is a space."""
    kept = {found.start() for found in _JOINERS.finditer(text)}
    return "".join(
        " " if sign.isspace() else sign
        for place, sign in enumerate(text)
        if sign.isspace() or place in kept or unicodedata.category(sign)[0] != "C"
    )


def _apart(text: str) -> str:
    """In an isolate when a part of it runs from right to left."""
    turned = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in text)
    return f"{_ISOLATE}{text}{_END}" if turned else text


@cache
def environment(longest: int = LONGEST_LINE) -> Environment:
    """The environment that draws letters, each value at most ``longest`` characters of a line.

    A field that nobody gave is an error, never a blank. No compiled template is kept on disk: those of pages know
    nothing of how values are merged here.
    """

    def merged(value: Any) -> Any:
        if isinstance(value, (Undefined, Ours, Quoted)) or hasattr(value, "__html__"):
            return value
        return one_line(value, longest)

    drawn = engines["jinja2"].env.overlay(  # type: ignore[attr-defined]
        undefined=StrictUndefined, finalize=merged, bytecode_cache=None
    )
    drawn.filters = {**drawn.filters, "quoted": quoted}
    return drawn
