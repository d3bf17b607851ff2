"""What differs between two texts, word by word? A pure function, for pages that show what somebody changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# How many pairs of equal pieces are looked at before it is done by whole lines, and by whole texts. Prose of some
# ten thousand words stays far below; a text made to cost time does not.
MOST_PAIRS = 2_000_000


class Change(Enum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    change: Change
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one run of pieces in reading order; what went stands before what came in its place.

    All pieces that stayed or came make up ``after``. Two words are the same whatever white space follows them, so
    texts that differ only in spaces and line breaks have no piece that came or went.
    """
    for unit in (_WORD, _LINE):
        old, new = unit.findall(before), unit.findall(after)
        head, tail = _shared(old, new)
        ends = len(old) - tail, len(new) - tail
        if _pairs(old[head : ends[0]], new[head : ends[1]]) <= MOST_PAIRS:
            middle = _pieces(old[head : ends[0]], new[head : ends[1]])
            return _joined([_same(new[:head]), *middle, _same(new[ends[1] :])])
    return _joined([Piece(Change.REMOVED, before), Piece(Change.ADDED, after)])


def is_same(pieces: Sequence[Piece]) -> bool:
    """Whether no word came or went."""
    return all(piece.change is Change.SAME for piece in pieces)


def _shared(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many pieces both begin with, and with how many of the others both end."""
    most = min(len(before), len(after))
    head = 0
    while head < most and before[head].strip() == after[head].strip():
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail].strip() == after[-1 - tail].strip():
        tail += 1
    return head, tail


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pairs of equal pieces there are: what comparing them costs."""
    counts = Counter(token.strip() for token in after)
    return sum(counts[token.strip()] for token in before)


def _same(tokens: Sequence[str]) -> Piece:
    return Piece(Change.SAME, "".join(tokens))


def _pieces(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    found = []
    old, new = [token.strip() for token in before], [token.strip() for token in after]
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(_same(after[b1:b2]))
            continue
        found.append(Piece(Change.REMOVED, "".join(before[a1:a2])))
        found.append(Piece(Change.ADDED, "".join(after[b1:b2])))
    return found


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces; neighbours of one kind are one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change is piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return tuple(found)
