"""How is a JSON document read so that every fault in it names its place?"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

BYTES_MAXIMUM = 64 * 1024 * 1024
TEXT_MAXIMUM = 4000
WEIGHT_MAXIMUM = 1_000_000
_PLAIN_STEP = re.compile(r"[A-Za-z0-9_-]+")
_FRACTION = re.compile(r"([0-9]{1,18})/([0-9]{1,18})")
_NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_NOT_IN_A_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Fault(ValueError):
    """One thing that is wrong with a document: its `place` (may be empty) and one `sentence` of advice."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.place = place
        self.sentence = sentence

    def within(self, outer: str) -> "Fault":
        """The same fault told from outside: `outer` is put before the place."""
        joined = outer + self.place if self.place.startswith("[") or not self.place else f"{outer}.{self.place}"
        return Fault(joined, self.sentence)


def step(name: str) -> str:
    """A field name as one step of a place: `.rank`, or quoted where the name is not a plain word."""
    return f".{name}" if _PLAIN_STEP.fullmatch(name) else f"[{said(name)}]"


def said(value: object) -> str:
    """A value as it was written, on one line, cut after forty characters; lists and objects by kind."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    text = _NOT_IN_A_LINE.sub(lambda odd: f"\\u{ord(odd[0]):04x}", text)
    return text if len(text) <= 40 else f"{text[:37]}..."


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as people list them: `a`, `a and b`, `a, b and c`."""
    return " ".join([", ".join(words[:-1]), last, words[-1]]) if len(words) > 1 else "".join(words)


class _Repeated(dict[str, Any]):
    """An object in which the document wrote the same field twice."""

    field = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    repeated = _Repeated(found)
    repeated.field = next(name for number, name in enumerate(names) if name in names[:number])
    return repeated


def _refuse_constant(name: str) -> NoReturn:
    raise Fault("", f"{name} is not a JSON number; write a plain number.")


def loads(text: str) -> Any:
    """The document in `text`, decimals as Decimal. Raises Fault if it is not JSON or repeats a field."""
    try:
        document = json.loads(text, object_pairs_hook=_pairs, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Fault(place, "this is not JSON; look for a missing comma, quote or bracket here.") from None
    except RecursionError:
        raise Fault("", "this nests lists or objects too deeply; write a flatter document.") from None
    except Fault:
        raise
    except (ValueError, ArithmeticError):
        raise Fault("", "this holds a number that is too long; write a shorter number.") from None
    _refuse_repeated(document)
    return document


def _refuse_repeated(document: Any) -> None:
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, _Repeated):
            twice = (place + step(value.field)).removeprefix(".")
            raise Fault(twice, "this field is written twice in one object; keep one of them.")
        if isinstance(value, dict):
            waiting.extend((place + step(name), inner) for name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((f"{place}[{number}]", inner) for number, inner in enumerate(value))


def read(path: Path) -> Any:
    """The JSON document in the file at `path` (UTF-8, at most 64 MiB). Raises Fault."""
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAXIMUM + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise Fault("", f"the file cannot be read ({reason}); check the path.") from None
    if len(content) > BYTES_MAXIMUM:
        raise Fault("", f"the file is larger than {BYTES_MAXIMUM // 1024**2} MiB; split it into smaller files.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"byte {error.start + 1}", "this is not UTF-8; save the file as UTF-8.") from None
    return loads(text)


class Node:
    """A value of a document with its place; each method returns what it asks for or raises Fault."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: str = "") -> None:
        self.value = value
        self.place = place

    def fault(self, sentence: str) -> Fault:
        """A fault at this place."""
        return Fault(self.place, sentence)

    def fields(self) -> dict[str, Any]:
        """The fields of this object."""
        if not isinstance(self.value, dict):
            raise self.fault("write a JSON object, {…}, here.")
        return self.value

    def at(self, name: str) -> "Node":
        """The node of a field that must be there."""
        fields, place = self.fields(), (self.place + step(name)).removeprefix(".")
        if name not in fields:
            raise Fault(place, "this field is missing; add it.")
        return Node(fields[name], place)

    def maybe(self, name: str) -> "Node | None":
        """The node of a field that may be left out; null is the same as left out."""
        return None if self.fields().get(name) is None else self.at(name)

    def each(self, least: int = 0) -> Iterator["Node"]:
        """The nodes of this list, which must have at least `least` entries."""
        if not isinstance(self.value, list):
            raise self.fault("write a JSON list, […], here.")
        if len(self.value) < least:
            raise self.fault(f"list at least {least} here.")
        return (Node(value, f"{self.place}[{number}]") for number, value in enumerate(self.value))

    def whole(self, low: int = -(10**9), high: int = 10**9) -> int:
        """A whole number from `low` to `high`; true, false, 2.0 and "2" are refused."""
        if type(self.value) is not int:
            raise self.fault(f"write a whole number here, not {said(self.value)}.")
        if not low <= self.value <= high:
            raise self.fault(f"write a whole number from {low} to {high} here.")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.fault(f"write true or false here, not {said(self.value)}.")
        return self.value

    def text(self) -> str:
        """A text of at most 4,000 characters; it may be empty and have several lines."""
        if not isinstance(self.value, str):
            raise self.fault(f"write a text in quotes here, not {said(self.value)}.")
        if len(self.value) > TEXT_MAXIMUM:
            raise self.fault(f"write at most {TEXT_MAXIMUM} characters here.")
        if _NOT_IN_A_TEXT.search(self.value):
            raise self.fault("take out the control characters here.")
        return self.value

    def line(self) -> str:
        """A text of one line that is not blank."""
        text = self.text()
        if not text.strip():
            raise self.fault("write some words here; it is blank.")
        if _NOT_IN_A_LINE.search(text):
            raise self.fault("write this on one line, without control characters.")
        return text

    def code(self) -> str:
        """A code: one line of at most 64 characters without spaces at its ends."""
        code = self.line()
        if code != code.strip() or len(code) > 64:
            raise self.fault("write a code of at most 64 characters, without spaces at its ends.")
        return code

    def choice(self, options: Sequence[str]) -> str:
        """One of `options`."""
        if self.value not in options:
            raise self.fault(f"write {listed([said(o) for o in options], 'or')} here, not {said(self.value)}.")
        return str(self.value)

    def fraction(self) -> Fraction:
        """A share of the whole, written "n/d", from 0 to 1, kept exactly."""
        match = _FRACTION.fullmatch(self.value) if isinstance(self.value, str) else None
        if match is None or int(match[2]) == 0:
            raise self.fault('write it as "n/d", for example "60/100".')
        share = Fraction(int(match[1]), int(match[2]))
        if share > 1:
            raise self.fault(f"{said(self.value)} is more than the whole; write at most as many parts as there are.")
        return share

    def weight(self) -> Fraction:
        """A number above 0 and at most 1,000,000, with at most six decimals, kept exactly as written."""
        number = self.value
        if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
            raise self.fault(f"write a number above 0 here, not {said(number)}.")
        exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
        if not exact.is_finite() or not 0 < exact <= WEIGHT_MAXIMUM:
            raise self.fault(f"write a number above 0 and at most {WEIGHT_MAXIMUM} here.")
        if exact != exact.quantize(Decimal("0.000001")):
            raise self.fault("write a number with at most six decimals here.")
        return Fraction(exact)
