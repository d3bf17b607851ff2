"""Whom does a comment name? Typed as ``@Asha Khan``, kept as ``@[uuid]``, read with the name of today."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_AT = re.compile(r"(?<![\w.@])@(?=\w)")
_KEPT = re.compile(r"@\[([0-9a-f-]{36})\]")
_NAME = re.compile(r"[\w’'.-]+(?: (?=[A-Z])[\w’'-]+)?")
FORMER = "a former colleague"


@dataclass(frozen=True)
class Written:
    """A comment as it is kept, the uuids of those it names, and names that nobody here has."""

    text: str
    named: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A run of a comment's text; ``is_name`` when it is somebody who is named."""

    text: str
    is_name: bool = False


def kept(typed: str, people: Mapping[str, str]) -> Written:
    """What is typed as it is kept; ``people`` gives the uuid of each name that may be used, in any case.

    An ``@`` inside a word, as in an e-mail address, names nobody. The longest name that fits is meant.
    """
    names = sorted(people, key=len, reverse=True)
    # Only this function writes what stands for a person.
    rest, made = typed.replace("@[", "@ ["), []
    named: dict[str, None] = {}
    unknown: dict[str, None] = {}
    while (found := _AT.search(rest)) is not None:
        after = rest[found.end() :]
        name = next((name for name in names if _begins(after, name)), None)
        made.append(rest[: found.start()])
        if name is None:
            guess = _NAME.match(after)
            unknown[guess.group() if guess else after[:20]] = None
            made.append("@")
            rest = after
            # What follows is no longer at the start of a name.
            made.append(rest[:1])
            rest = rest[1:]
            continue
        named[people[name]] = None
        made.append(f"@[{people[name]}]")
        rest = after[len(name) :]
    return Written("".join([*made, rest]), tuple(named), tuple(unknown))


def _begins(text: str, name: str) -> bool:
    """Whether the text begins with the name, as a whole word."""
    start, after = text[: len(name)], text[len(name) : len(name) + 1]
    return start.casefold() == name.casefold() and not (after.isalnum() or after == "_")


def uuids(texts: Sequence[str]) -> set[str]:
    """Everybody whom kept texts name."""
    return {identity for text in texts for identity in _KEPT.findall(text)}


def parts(text: str, names: Mapping[str, str]) -> tuple[Part, ...]:
    """A kept text as it is read; ``names`` gives the present name for each uuid."""
    found = []
    for number, piece in enumerate(_KEPT.split(text)):
        if number % 2:
            found.append(Part(f"@{names.get(piece, FORMER)}", True))
        elif piece:
            found.append(Part(piece))
    return tuple(found)


def without_names(text: str) -> str:
    """A kept text in which nobody who is named can be told."""
    return _KEPT.sub("@somebody", text)
