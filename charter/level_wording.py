"""How are shares, counts and lists said in the sentences that explain a level?"""

from collections.abc import Sequence
from fractions import Fraction

from charter.json_document import listed

NAMED_MAXIMUM = 30


def amount(number: Fraction) -> str:
    """A sum of scores and weights exactly: `34`, `34.5`, or `103/3` where decimals would not end."""
    if number.denominator == 1:
        return str(number.numerator)
    thousandths = number * 10**6
    if thousandths.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = f"{abs(thousandths.numerator):07d}"
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-6]}.{digits[-6:].rstrip('0')}"


def percent(share: Fraction) -> str:
    """A share as a percentage with at most one decimal, cut, never rounded; `…` marks that more follow."""
    tenths = abs(share) * 1000
    whole, rest = divmod(tenths.numerator, tenths.denominator)
    units, tenth = divmod(whole, 10)
    digits = f"{units}.{tenth}" if tenth or rest else f"{units}"
    return f"{'-' if share < 0 else ''}{digits}{'…' if rest else ''}%"


def threshold(share: Fraction) -> str:
    """A share that a rule asks for: a percentage where one decimal says it exactly, else as a fraction."""
    exact = (share * 1000).denominator == 1
    return percent(share) if exact else f"{share.numerator}/{share.denominator}"


def tally(points: Fraction, possible: Fraction) -> str:
    """`34 of 51 (66.6…%)`."""
    return f"{amount(points)} of {amount(possible)} ({percent(points / possible)})"


def names(words: Sequence[str]) -> str:
    """Words as a list, of which at most thirty are named and the others counted."""
    if len(words) > NAMED_MAXIMUM + 1:
        return listed([*words[:NAMED_MAXIMUM], f"{len(words) - NAMED_MAXIMUM} others"])
    return listed(words)


def plural(count: int, one: str, many: str) -> str:
    """`1 standard scores` or `3 standards score`: the count followed by the form that fits it."""
    return f"{count} {one if count == 1 else many}"
