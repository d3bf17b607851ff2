"""Codes: random, readable aloud, and proof against the slips of a typing hand."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import codes

prefixes = st.from_regex(r"\A[A-HJ-Z]{2,6}\Z")
bodies = st.text(codes.ALPHABET, min_size=7, max_size=7)
# Written out, because workers that run tests side by side must agree on their names.
SAMPLES = [
    "LEC-MXMV-QRYM",
    "LEC-WMD6-7NQK",
    "LEC-V11R-1F4R",
    "ELE-8SQY-X2A2",
    "ELE-NQ3P-J3H3",
    "AB-FBYS-Q42B",
    "ZZZZZZ-PS4M-CEMA",
    "LEO-EKX2-G17T",
]


def test_alphabet_has_32_characters_without_look_alikes():
    assert len(set(codes.ALPHABET)) == 32
    assert not set("ILOU") & set(codes.ALPHABET)


def test_new_code_is_well_formed_and_is_its_own_normal_form():
    for code in SAMPLES:
        assert re.fullmatch(r"[A-Z]{2,6}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)
        assert codes.is_well_formed(code)
        assert codes.normalise(code) == code


def test_new_codes_do_not_repeat_or_count():
    made = [codes.new_code("LEC") for _ in range(2_000)]

    assert len(set(made)) == 2_000
    assert made != sorted(made)


@pytest.mark.parametrize("prefix", ["", "L", "LECLECX", "lec", "L1C", "LIC", "L-C", "ÉLE"])
def test_new_code_refuses_a_prefix_that_could_be_misread(prefix):
    with pytest.raises(ValueError, match="capital letters"):
        codes.new_code(prefix)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_wrong_character_is_caught(code):
    prefix, _, body = code.partition("-")
    for place, right in enumerate(body):
        if right == "-":
            continue
        for wrong in set(codes.ALPHABET) - {right}:
            assert not codes.is_well_formed(f"{prefix}-{body[:place]}{wrong}{body[place + 1 :]}")
    for place, right in enumerate(prefix):
        for wrong in set("ABCDEFGHJKLMNOPQRSTUVWXYZ") - {right}:
            assert not codes.is_well_formed(f"{prefix[:place]}{wrong}{prefix[place + 1 :]}-{body}")


@pytest.mark.parametrize("code", SAMPLES)
def test_every_swap_of_two_different_characters_is_caught(code):
    prefix, first, second = code.split("-")
    body = list(first + second)
    for left, right in itertools.combinations(range(8), 2):
        if body[left] == body[right]:
            continue
        swapped = body.copy()
        swapped[left], swapped[right] = swapped[right], swapped[left]
        assert not codes.is_well_formed(f"{prefix}-{''.join(swapped[:4])}-{''.join(swapped[4:])}")


def test_every_pair_of_neighbours_in_every_place_is_caught_when_swapped():
    for place in range(7):
        for left, right in itertools.permutations(codes.ALPHABET, 2):
            body = ["0"] * 8
            body[place], body[place + 1] = left, right
            swapped = ["0"] * 8
            swapped[place], swapped[place + 1] = right, left
            assert codes._weighted_sum("LEC", "".join(body)) != codes._weighted_sum("LEC", "".join(swapped))


def test_a_code_of_one_programme_is_never_well_formed_under_the_other():
    for _ in range(200):
        assert not codes.is_well_formed(codes.new_code("LEC").replace("LEC", "ELE"))


@given(prefix=prefixes)
def test_a_new_code_is_well_formed_for_any_prefix(prefix):
    assert codes.is_well_formed(codes.new_code(prefix))


@given(prefix=prefixes, body=bodies)
def test_each_body_has_exactly_one_check_character(prefix, body):
    fits = [c for c in codes.ALPHABET if codes.is_well_formed(f"{prefix}-{body[:4]}-{body[4:]}{c}")]

    assert len(fits) == 1


@given(prefix=prefixes, noise=st.sampled_from(["-", " ", "", "–", " - ", ".", "\u00a0", "\u200b"]))
def test_normalise_undoes_what_typing_hands_do(prefix, noise):
    code = codes.new_code(prefix)
    head, first, second = code.split("-")
    sloppy = noise.join(
        [
            head.replace("O", "0").replace("L", "1").lower(),
            first.replace("0", "o").replace("1", "l"),
            second.replace("0", "O").replace("1", "I").lower(),
        ]
    )

    assert codes.normalise(f"  {sloppy}\n") == code


@given(st.text(max_size=80))
def test_normalise_answers_a_printed_code_or_nothing(typed):
    answer = codes.normalise(typed)

    assert answer == "" or codes.CODE.fullmatch(answer)
    assert codes.normalise(answer) == answer


@pytest.mark.parametrize("typed", ["", "LEC", "LEC-7Q4K", "LEC-7Q4U-92MD", "-7Q4K-92MD", "L" * 500, "<b>"])
def test_normalise_answers_nothing_for_what_cannot_be_a_code(typed):
    assert codes.normalise(typed) == ""
    assert not codes.is_well_formed(typed)


@pytest.mark.parametrize("typed", ["LEC-7Q4K-92M", "LE-7Q4K-92MD", "LEC-7Q4K-92MDD"])
def test_a_lost_or_doubled_character_does_not_pass_for_a_code(typed):
    assert not codes.is_well_formed(codes.normalise(typed))
