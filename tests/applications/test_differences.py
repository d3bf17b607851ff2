"""Does a comparison show what came and went, whole, readable and in bounded time?"""

from __future__ import annotations

import random
import time

import pytest

from applications.differences import Change, Piece, compare, is_same

S, A, R = Change.SAME, Change.ADDED, Change.REMOVED


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("", "All new.", [(A, "All new.")]),
        ("All gone.", "", [(R, "All gone.")]),
        ("We pair staff.", "We pair new staff.", [(S, "We pair "), (A, "new "), (S, "staff.")]),
        ("a b c", "a x c", [(S, "a "), (R, "b "), (A, "x "), (S, "c")]),
        ("One.\nTwo.", "One.\n\nTwo.", [(S, "One.\n\nTwo.")]),
        ("<b>x</b>", "<b>y</b>", [(R, "<b>x</b>"), (A, "<b>y</b>")]),
    ],
)
def test_pieces_are_what_came_stayed_and_went(before, after, pieces):
    assert compare(before, after) == tuple(Piece(*piece) for piece in pieces)


def test_what_stayed_and_came_is_the_later_text():
    chance = random.Random(3)
    for _ in range(200):
        before, after = (" ".join(chance.choices("abcde\n", k=chance.randrange(30))) for _ in "12")
        pieces = compare(before, after)

        assert "".join(p.text for p in pieces if p.change is not R) == after
        assert is_same(pieces) == (before.split() == after.split())


@pytest.mark.parametrize("before", ["a " * 50_000, "a\n" * 50_000, "x" * 200_000, "a b\n" * 25_000])
def test_a_text_made_to_cost_time_costs_little(before):
    began = time.monotonic()

    pieces = compare(before, "b " + before[::-1] + " c")

    assert pieces and time.monotonic() - began < 3
