"""What is a framework made of: values, themes, standards, levels, rules and policy, as frozen values?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from types import MappingProxyType
from typing import ClassVar, Literal

Group = Literal["theme", "value"]
Count = int | Literal["all"]


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One score that may be given, with its name and meaning in the programme's words."""

    score: int
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value that organisations sign, with its statement; plain words and examples may be missing."""

    code: str
    name: str
    statement: str
    explanation: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that standards are grouped by."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard; `descriptors` stand in the order of the framework's scale; `weight` is exact."""

    code: str
    theme: str
    value: str
    key: bool
    weight: Fraction
    title: str
    guidance: str
    evidence_examples: tuple[str, ...]
    descriptors: tuple[str, ...]
    predecessor: str


@dataclass(frozen=True, slots=True)
class TotalAtLeast:
    """The fraction of all standards reaches `fraction`."""

    fraction: Fraction
    kind: ClassVar[str] = "total_at_least"


@dataclass(frozen=True, slots=True)
class EachGroupAtLeast:
    """In every theme, or under every value, the fraction of its standards reaches `fraction`."""

    group: Group
    fraction: Fraction

    @property
    def kind(self) -> str:
        """The rule's name in the file."""
        return f"each_{self.group}_at_least"


@dataclass(frozen=True, slots=True)
class GroupsAtLeast:
    """At least `count` groups reach `fraction`, and every other one `rest_fraction` where it is given."""

    group: Group
    fraction: Fraction
    count: Count
    rest_fraction: Fraction | None
    kind: ClassVar[str] = "groups_at_least"


@dataclass(frozen=True, slots=True)
class StandardsAtLeast:
    """At least `count` of the applicable ones among `standards` score `score` or more."""

    standards: tuple[str, ...]
    score: int
    count: Count
    kind: ClassVar[str] = "standards_at_least"


@dataclass(frozen=True, slots=True)
class NoneBelow:
    """Every applicable standard scores `score` or more."""

    score: int
    kind: ClassVar[str] = "none_below"


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most `count` applicable standards score `score` or less; with `group`, in every one separately."""

    count: int
    score: int
    group: Group | None
    kind: ClassVar[str] = "at_most"


@dataclass(frozen=True, slots=True)
class OneAtLeastUnderEvery:
    """In every group that has an applicable standard, one scores `score` or more."""

    group: Group
    score: int
    kind: ClassVar[str] = "one_at_least_under_every"


Rule = TotalAtLeast | EachGroupAtLeast | GroupsAtLeast | StandardsAtLeast | NoneBelow | AtMost | OneAtLeastUnderEvery


@dataclass(frozen=True, slots=True)
class Level:
    """A level; higher `rank` is better; `valid_months` is None where the file does not say."""

    code: str
    name: str
    rank: int
    valid_months: int | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Divergence:
    """When assessors differ enough to be flagged: points on one standard, share of the maximum in total."""

    standard_spread: int = 2
    total_fraction: Fraction = Fraction(20, 100)


@dataclass(frozen=True, slots=True)
class Policy:
    """A programme's settings around the scores; level rules never read them. Months and days as named."""

    ladder_skip_allowed: bool = True
    minimum_hold_months: int = 0
    override_levels: int = 1
    not_applicable_allowed_on_key: bool = False
    answer_word_budget_total: int = 5000
    assessors_minimum: int = 3
    lived_experience_seats_minimum: int = 1
    quorum_scored: int = 3
    divergence: Divergence = Divergence()
    appeal_working_days: int = 10
    renewal_reminder_months: tuple[int, ...] = (6, 3, 2, 1)
    grace_months_maximum: int = 12
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """One numbered version of a programme's framework; every list keeps the file's order."""

    programme: str
    slug: str
    prefix: str
    version: int
    title: str
    language: str
    source: str
    scale: tuple[ScalePoint, ...]
    values: tuple[Value, ...]
    themes: tuple[Theme, ...]
    standards: tuple[Standard, ...]
    levels: tuple[Level, ...]
    policy: Policy

    @cached_property
    def score_maximum(self) -> int:
        """The highest score on the scale; always above 0."""
        return max(point.score for point in self.scale)

    @cached_property
    def scores(self) -> frozenset[int]:
        """The scores that may be given."""
        return frozenset(point.score for point in self.scale)

    @cached_property
    def standard_by_code(self) -> Mapping[str, Standard]:
        """Each standard by its code, in the file's order."""
        return MappingProxyType({standard.code: standard for standard in self.standards})

    @cached_property
    def level_by_code(self) -> Mapping[str, Level]:
        """Each level by its code, from the highest rank down."""
        return MappingProxyType({level.code: level for level in self.levels_from_highest})

    @cached_property
    def levels_from_highest(self) -> tuple[Level, ...]:
        """The levels in the order in which they are tried."""
        return tuple(sorted(self.levels, key=lambda level: -level.rank))

    @cached_property
    def weight_unit(self) -> int:
        """The smallest whole number that makes every weight whole when multiplied by it."""
        return lcm(*(standard.weight.denominator for standard in self.standards))

    @cached_property
    def whole_weights(self) -> Mapping[str, int]:
        """Each standard's weight times `weight_unit`, so that sums stay in whole numbers."""
        return MappingProxyType({s.code: int(s.weight * self.weight_unit) for s in self.standards})

    @cached_property
    def is_weighted(self) -> bool:
        """Whether any standard weighs other than 1."""
        return any(standard.weight != 1 for standard in self.standards)

    def groups(self, group: Group) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every theme or value as (name, codes of its standards), in the file's order."""
        return self._groups[group]

    @cached_property
    def _groups(self) -> dict[Group, tuple[tuple[str, tuple[str, ...]], ...]]:
        under_theme: dict[str, list[str]] = {theme.code: [] for theme in self.themes}
        under_value: dict[str, list[str]] = {value.code: [] for value in self.values}
        for standard in self.standards:
            under_theme[standard.theme].append(standard.code)
            under_value[standard.value].append(standard.code)
        return {
            "theme": tuple((theme.name, tuple(under_theme[theme.code])) for theme in self.themes),
            "value": tuple((value.name, tuple(under_value[value.code])) for value in self.values),
        }
