"""What does one rule of a level say in a framework document?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from charter.framework_form import (
    AtMost,
    Count,
    EachGroupAtLeast,
    Group,
    GroupsAtLeast,
    NoneBelow,
    OneAtLeastUnderEvery,
    Rule,
    StandardsAtLeast,
    TotalAtLeast,
)
from charter.json_document import Node, listed, said

COUNT_MAXIMUM = 10**6


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads rules of a framework with these standards' codes and these scores on its scale."""

    standards: frozenset[str]
    scores: frozenset[int]

    def rule(self, node: Node) -> Rule:
        """The rule at this node. Raises Fault for an unknown kind and for a missing, odd or unknown field."""
        kind = node.at("rule").choice(tuple(_KINDS))
        fields, make = _KINDS[kind]
        for name in node.fields():
            if name != "rule" and name not in fields:
                raise node.at(name).fault(f"{kind} takes only {listed(fields)}; take this field out.")
        return make(self, node)

    def score(self, node: Node) -> int:
        """The rule's `score`, which must be on the scale."""
        field = node.at("score")
        score = field.whole()
        if score not in self.scores:
            raise field.fault(f"{score} is not on the scale ({scale_in_words(self.scores)}).")
        return score

    def codes(self, node: Node) -> tuple[str, ...]:
        """The rule's `standards`: at least one code that the framework has, none twice."""
        found: list[str] = []
        for entry in node.at("standards").each(least=1):
            code = entry.code()
            if code not in self.standards:
                raise entry.fault(f"no standard has the code {said(code)}; use one that the file lists.")
            if code in found:
                raise entry.fault(f"{said(code)} is named twice; keep one of them.")
            found.append(code)
        return tuple(found)


def scale_in_words(scores: frozenset[int]) -> str:
    """The scores of a scale from lowest to highest, shortened in the middle when they are many."""
    words = [str(score) for score in sorted(scores)]
    return ", ".join(words if len(words) <= 12 else [*words[:5], "…", words[-1]])


def _group(node: Node) -> Group:
    return cast(Group, node.at("group").choice(("theme", "value")))


def _count(node: Node) -> Count:
    field = node.at("count")
    if field.value == "all":
        return "all"
    if isinstance(field.value, str):
        raise field.fault(f'write a whole number or "all" here, not {said(field.value)}.')
    return field.whole(0, COUNT_MAXIMUM)


def _total_at_least(reader: RuleReader, node: Node) -> Rule:
    return TotalAtLeast(node.at("fraction").fraction())


def _each_theme_at_least(reader: RuleReader, node: Node) -> Rule:
    return EachGroupAtLeast("theme", node.at("fraction").fraction())


def _each_value_at_least(reader: RuleReader, node: Node) -> Rule:
    return EachGroupAtLeast("value", node.at("fraction").fraction())


def _groups_at_least(reader: RuleReader, node: Node) -> Rule:
    rest = node.maybe("rest_fraction")
    fraction = node.at("fraction").fraction()
    return GroupsAtLeast(_group(node), fraction, _count(node), rest.fraction() if rest else None)


def _standards_at_least(reader: RuleReader, node: Node) -> Rule:
    return StandardsAtLeast(reader.codes(node), reader.score(node), _count(node))


def _none_below(reader: RuleReader, node: Node) -> Rule:
    return NoneBelow(reader.score(node))


def _at_most(reader: RuleReader, node: Node) -> Rule:
    group = _group(node) if node.maybe("group") else None
    return AtMost(node.at("count").whole(0, COUNT_MAXIMUM), reader.score(node), group)


def _one_at_least_under_every(reader: RuleReader, node: Node) -> Rule:
    return OneAtLeastUnderEvery(_group(node), reader.score(node))


_KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[RuleReader, Node], Rule]]] = {
    "total_at_least": (("fraction",), _total_at_least),
    "each_theme_at_least": (("fraction",), _each_theme_at_least),
    "each_value_at_least": (("fraction",), _each_value_at_least),
    "groups_at_least": (("group", "fraction", "count", "rest_fraction"), _groups_at_least),
    "standards_at_least": (("standards", "score", "count"), _standards_at_least),
    "none_below": (("score",), _none_below),
    "at_most": (("count", "score", "group"), _at_most),
    "one_at_least_under_every": (("group", "score"), _one_at_least_under_every),
}
