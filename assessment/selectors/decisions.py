"""What do staff see of proposed and confirmed levels?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from applications.enums import State
from applications.models import Application
from assessment.models import Decision
from assessment.selectors.parties import joined, names_of, party_prefetches
from assessment.selectors.reviews import scale_names
from charter import level_wording
from charter.framework_form import Level
from charter.kit.tenancy import Hat
from charter.level_rules import total
from charter.models import Programme, Standard
from charter.selectors import framework_form, frozen_standards


def decisions_of_staff(person: Any, programme: Programme, hat: Hat | None) -> QuerySet[Decision]:
    """Decisions on applications that the person may see and has no part in, newest first."""
    applications = Application.objects.visible_to(person, programme, hat).without_own(person, programme)
    return (
        Decision.objects.filter(programme=programme, application__in=applications)
        .select_related("level", "computed_level", "proposed_by", "confirmed_by", "refused_by")
        .select_related(*joined("application__"))
        .prefetch_related(*party_prefetches("application__", services=False))
        .order_by("-pk")
    )


@dataclass(frozen=True)
class DecisionRow:
    """One decision on the staff list."""

    decision: Decision
    names: tuple[str, ...]
    rank: int

    @property
    def is_override(self) -> bool:
        """Whether the proposed level differs from the computed one."""
        return self.decision.level_id != self.decision.computed_level_id

    @property
    def status(self) -> str:
        """Where it stands, in words."""
        return status_of(self.decision)


def status_of(decision: Decision) -> str:
    """Waiting, confirmed, released or sent back."""
    if decision.refused_at is not None:
        return "Sent back"
    if decision.application.state == State.RELEASED:
        return "Released"
    return "Confirmed" if decision.confirmed_at is not None else "Waiting for a second person"


def decisions_list(person: Any, programme: Programme) -> list[DecisionRow]:
    """The standing decision of every application, those that wait first; constant queries."""
    rows = decisions_of_staff(person, programme, Hat.STAFF).filter(refused_at__isnull=True)
    listed = [_decision_row(decision) for decision in rows]
    return sorted(listed, key=lambda row: (row.decision.confirmed_at is not None, row.decision.application.reference))


def _decision_row(decision: Decision) -> DecisionRow:
    """The row with its level's place among the framework's levels, 1 for the lowest and 0 for none."""
    levels = framework_form(decision.application.framework).levels_from_highest
    codes = [level.code for level in reversed(levels)]
    rank = codes.index(decision.level.code) + 1 if decision.level is not None else 0
    return DecisionRow(decision, names_of(decision.application), rank)


@dataclass(frozen=True)
class DecisionPage:
    """One decision with its explanation as it stood when it was proposed."""

    decision: Decision
    application: Application
    names: tuple[str, ...]
    status: str
    total: str
    explained: tuple[tuple[Level, tuple[dict[str, Any], ...]], ...]
    scores: tuple[tuple[Standard, int, str], ...]

    @property
    def is_override(self) -> bool:
        """Whether the proposed level differs from the computed one."""
        return self.decision.level_id != self.decision.computed_level_id


def decision_page(decision: Decision) -> DecisionPage:
    """Scores, total and every rule, read from the decision itself. One query."""
    application = decision.application
    names = scale_names(application.framework)
    form = framework_form(application.framework)
    tally = total(form, decision.scores)
    explained = tuple(
        (level, tuple(rule for rule in decision.rules if rule["level"] == level.code))
        for level in form.levels_from_highest
    )
    scores = tuple(
        (standard, decision.scores[standard.code], names.get(decision.scores[standard.code], ""))
        for standard in frozen_standards(application.framework_id)
        if standard.code in decision.scores
    )
    return DecisionPage(
        decision=decision,
        application=application,
        names=names_of(application),
        status=status_of(decision),
        total=level_wording.tally(tally.points, tally.possible),
        explained=explained,
        scores=scores,
    )
