"""Is this document a framework of the form in `docs/level-rules.md`, and what does it say?

Whatever decides a level is checked here and refused with its place. What only the programme's pages need
(titles, descriptors, months of validity) may be missing; `charter.framework_gaps` lists it before publishing.
"""

import re
from collections.abc import Callable, Set
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, TypeVar

from charter import json_document
from charter.framework_form import Divergence, Framework, Level, Policy, ScalePoint, Standard, Theme, Value
from charter.json_document import Node, said
from charter.rule_file import RuleReader

MONTHS_MAXIMUM = 1200
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z]{2,6}")
_POLICY_FIELDS = frozenset(Policy.__dataclass_fields__) - {"unread"}
_DIVERGENCE_FIELDS = frozenset(Divergence.__dataclass_fields__)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Row = TypeVar("_Row", bound=_Coded)


def read(path: Path) -> Framework:
    """The framework in the JSON file at `path`. Raises Fault with the place and one sentence."""
    return parse(json_document.read(path))


def parse(document: Any) -> Framework:
    """The framework that a JSON document describes. Raises Fault with the place and one sentence.

    Fields that the form does not know are left alone, except inside a rule, where a misspelt field would
    change who is awarded what.
    """
    node = Node(document)
    scale = _scale(node.at("scale"))
    values = _rows(node.at("values"), _value)
    themes = _rows(node.at("themes"), _theme)
    standards = _standards(node.at("standards"), {t.code for t in themes}, {v.code for v in values})
    reader = RuleReader(frozenset(s.code for s in standards), frozenset(p.score for p in scale))
    version = node.maybe("version")
    return Framework(
        programme=_line(node, "programme"),
        slug=_matching(node, "slug", _SLUG, "small letters, digits and single hyphens here"),
        prefix=_matching(node, "prefix", _PREFIX, "two to six capital letters here"),
        version=version.whole(1, 10**6) if version else 1,
        title=_line(node, "title"),
        language=_line(node, "language", "en-GB"),
        source=_text(node, "source"),
        scale=scale,
        values=values,
        themes=themes,
        standards=standards,
        levels=_levels(node.at("levels"), reader),
        policy=_policy(node.maybe("policy") or Node({}, "policy")),
    )


def _line(node: Node, name: str, default: str = "") -> str:
    field = node.maybe(name)
    return field.line() if field else default


def _text(node: Node, name: str) -> str:
    field = node.maybe(name)
    return field.text() if field else ""


def _texts(node: Node, name: str) -> tuple[str, ...]:
    field = node.maybe(name)
    return tuple(entry.text() for entry in field.each()) if field else ()


def _matching(node: Node, name: str, pattern: re.Pattern[str], form: str) -> str:
    field = node.maybe(name)
    if field is None:
        return ""
    if not pattern.fullmatch(field.text()):
        raise field.fault(f"write {form}, not {said(field.value)}.")
    return field.text()


def _rows(node: Node, make: Callable[[Node], _Row]) -> tuple[_Row, ...]:
    rows: dict[str, _Row] = {}
    for entry in node.each(least=1):
        row = make(entry)
        if row.code in rows:
            raise entry.at("code").fault(f"the code {said(row.code)} is used twice here; change one of them.")
        rows[row.code] = row
    return tuple(rows.values())


def _scale(node: Node) -> tuple[ScalePoint, ...]:
    points: dict[int, ScalePoint] = {}
    for entry in node.each(least=1):
        score = entry.at("score").whole()
        if score in points:
            raise entry.at("score").fault(f"the score {score} is on the scale twice; keep one of them.")
        points[score] = ScalePoint(score, _line(entry, "name", str(score)), _text(entry, "meaning"))
    if max(points) <= 0:
        raise node.fault("the highest score on the scale must be above 0; add one.")
    return tuple(points.values())


def _value(entry: Node) -> Value:
    code = entry.at("code").code()
    return Value(
        code=code,
        name=_line(entry, "name", code),
        statement=_text(entry, "statement"),
        explanation=_text(entry, "explanation"),
        examples=_texts(entry, "examples"),
    )


def _theme(entry: Node) -> Theme:
    code = entry.at("code").code()
    return Theme(code, _line(entry, "name", code))


def _standards(node: Node, themes: Set[str], values: Set[str]) -> tuple[Standard, ...]:
    def make(entry: Node) -> Standard:
        key, weight = entry.maybe("key"), entry.maybe("weight")
        return Standard(
            code=entry.at("code").code(),
            theme=_known(entry.at("theme"), themes, "theme"),
            value=_known(entry.at("value"), values, "value"),
            key=key.flag() if key else False,
            weight=weight.weight() if weight else Fraction(1),
            title=_line(entry, "title"),
            guidance=_text(entry, "guidance"),
            evidence_examples=_texts(entry, "evidence_examples"),
            descriptors=_texts(entry, "descriptors"),
            predecessor=_line(entry, "predecessor"),
        )

    return _rows(node, make)


def _known(node: Node, codes: Set[str], noun: str) -> str:
    code = node.code()
    if code not in codes:
        raise node.fault(f"no {noun} has the code {said(code)}; use one that the file lists.")
    return code


def _levels(node: Node, reader: RuleReader) -> tuple[Level, ...]:
    ranks: dict[int, str] = {}

    def make(entry: Node) -> Level:
        code, rank = entry.at("code").code(), entry.at("rank").whole()
        months = entry.maybe("valid_months")
        if rank in ranks:
            raise entry.at("rank").fault(f"level {said(ranks[rank])} has rank {rank} too; give each level its own.")
        ranks[rank] = code
        return Level(
            code=code,
            name=_line(entry, "name", code),
            rank=rank,
            valid_months=months.whole(1, MONTHS_MAXIMUM) if months else None,
            rules=tuple(reader.rule(rule) for rule in entry.at("rules").each()),
        )

    return _rows(node, make)


def _policy(node: Node) -> Policy:
    default = Policy()

    def number(name: str, low: int, high: int) -> int:
        field = node.maybe(name)
        return field.whole(low, high) if field else int(getattr(default, name))

    def switch(name: str) -> bool:
        field = node.maybe(name)
        return field.flag() if field else bool(getattr(default, name))

    divergence, unread = _divergence(node.maybe("divergence"))
    return Policy(
        ladder_skip_allowed=switch("ladder_skip_allowed"),
        minimum_hold_months=number("minimum_hold_months", 0, MONTHS_MAXIMUM),
        override_levels=number("override_levels", 0, 100),
        not_applicable_allowed_on_key=switch("not_applicable_allowed_on_key"),
        answer_word_budget_total=number("answer_word_budget_total", 1, 10**6),
        assessors_minimum=number("assessors_minimum", 1, 100),
        lived_experience_seats_minimum=number("lived_experience_seats_minimum", 0, 100),
        quorum_scored=number("quorum_scored", 1, 100),
        divergence=divergence,
        appeal_working_days=number("appeal_working_days", 0, 1000),
        renewal_reminder_months=_reminders(node.maybe("renewal_reminder_months")),
        grace_months_maximum=number("grace_months_maximum", 0, MONTHS_MAXIMUM),
        unread=tuple(sorted(node.fields().keys() - _POLICY_FIELDS)) + unread,
    )


def _divergence(node: Node | None) -> tuple[Divergence, tuple[str, ...]]:
    if node is None:
        return Divergence(), ()
    spread, share, default = node.maybe("standard_spread"), node.maybe("total_fraction"), Divergence()
    divergence = Divergence(
        standard_spread=spread.whole(1, 10**6) if spread else default.standard_spread,
        total_fraction=share.fraction() if share else default.total_fraction,
    )
    unread = sorted(node.fields().keys() - _DIVERGENCE_FIELDS)
    return divergence, tuple(f"divergence.{name}" for name in unread)


def _reminders(node: Node | None) -> tuple[int, ...]:
    if node is None:
        return Policy().renewal_reminder_months
    months: list[int] = []
    for entry in node.each():
        month = entry.whole(1, MONTHS_MAXIMUM)
        if month in months:
            raise entry.fault(f"{month} is in this list twice; keep one of them.")
        months.append(month)
    return tuple(sorted(months, reverse=True))
