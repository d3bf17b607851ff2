"""Is this the code of a certificate, and what does a new one look like?

A code is ``LEC-7Q4K-92MD``: the programme's prefix, seven random characters (35 bits from the system's
random source, so that knowing one code tells nothing of the next) and a check character. The characters are
the ten digits and the letters without I, L, O and U. The prefix is 2 to 6 capital letters, never I, so that a
typed 1, I or l in it can only be L; it takes part in the check, so that a code of one programme is not a code
of another.

The check is a weighted sum over the field of 32 elements that must come to nothing. Every place has its own
weight and none is zero: one wrong character changes the sum, and so does swapping any two different ones.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 7
PREFIX = re.compile(r"[A-HJ-Z]{2,6}")
CODE = re.compile(rf"([A-HJ-Z]{{2,6}})-([{ALPHABET}]{{4}})-([{ALPHABET}]{{4}})")
LONGEST_TYPED = 60

# In the body a mistaken letter can only have been a digit; in the prefix a digit can only have been a letter.
_BODY_READINGS = str.maketrans("OIL", "011")
_PREFIX_READINGS = str.maketrans("01I", "OLL")
_FIELD_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive: the powers of x are the 31 elements other than zero.


def _powers_of_x(count: int) -> list[int]:
    """The first ``count`` powers of x in GF(32): distinct and none of them zero."""
    powers = [1]
    while len(powers) < count:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled)
    return powers


def _product(left: int, right: int) -> int:
    """The product of two elements of GF(32)."""
    total = 0
    while right:
        if right & 1:
            total ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _FIELD_POLYNOMIAL
        right >>= 1
    return total


# Weights from the right: the check character's is 1, the prefix takes the last six.
_WEIGHTS = _powers_of_x(RANDOM_LENGTH + 1 + 6)


def _weighted_sum(prefix: str, body: str) -> int:
    """The sum over GF(32); 0 when the code is whole."""
    values = [ALPHABET.index(character) for character in reversed(body)]
    values += [ord(letter) - ord("A") + 1 for letter in reversed(prefix)]
    total = 0
    for weight, value in zip(_WEIGHTS, values, strict=False):
        total ^= _product(weight, value)
    return total


def _printed(prefix: str, body: str) -> str:
    """Prefix and body as they stand on paper."""
    return f"{prefix}-{body[:4]}-{body[4:]}"


def new_code(prefix: str) -> str:
    """A fresh random code for a programme's prefix. The caller's unique constraint settles the rare twin.

    Raises ``ValueError`` for a prefix that is not 2 to 6 capital letters other than I.
    """
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"A prefix is 2 to 6 capital letters, never I; {prefix!r} is not.")
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    # The last weight is 1, so the check character is what the others leave over.
    return _printed(prefix, random + ALPHABET[_weighted_sum(prefix, random + ALPHABET[0])])


def normalise(typed: str) -> str:
    """What a person typed, in its printed form: ``lec 7q4k 92md`` → ``LEC-7Q4K-92MD``.

    Accepts any case, spaces, dashes or none, O for 0 and I or l for 1; ``""`` for what cannot be a code.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    letters = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    body = letters[-(RANDOM_LENGTH + 1) :].translate(_BODY_READINGS)
    prefix = letters[: -(RANDOM_LENGTH + 1)].translate(_PREFIX_READINGS)
    code = _printed(prefix, body)
    return code if CODE.fullmatch(code) else ""


def is_well_formed(code: str) -> bool:
    """Whether ``code`` has the printed form and its check character agrees; not whether it was issued."""
    match = CODE.fullmatch(code)
    return match is not None and _weighted_sum(match[1], match[2] + match[3]) == 0
