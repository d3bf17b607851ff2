"""How does a state change? By :func:`move`, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from charter.kit import audit, clock
from charter.kit.access import Refused


@dataclass(frozen=True)
class Transition:
    """One row of a workflow table: the audit verb, the states it may start from, and where it leads."""

    verb: str
    sources: frozenset[str]
    target: str
    refusal: str


def transition(verb: str, *sources: str, to: str, refusal: str) -> Transition:
    """A row of a workflow table. ``refusal`` is what a person reads when the noun is in another state."""
    return Transition(verb, frozenset(str(source) for source in sources), str(to), refusal)


def allows(step: Transition, state: str) -> bool:
    """Whether ``step`` may start from ``state``."""
    return state in step.sources


@transaction.atomic
def move(noun: models.Model, step: Transition, *, by: Any, **detail: Any) -> None:
    """Take ``step``: lock the row, look again, change its state at this transaction's instant, record it.

    Refuses with the step's sentence when the row is in another state by now. Exactly one row must change, so
    that a policy can never turn the write into a silent nothing. ``noun`` is brought up to date.
    """
    model = type(noun)
    locked = model._default_manager.select_for_update(of=("self",)).get(pk=noun.pk)
    if not allows(step, locked.state):  # type: ignore[attr-defined]
        raise Refused(step.refusal)
    source, instant = locked.state, clock.now()  # type: ignore[attr-defined]
    changed = model._default_manager.filter(pk=noun.pk, state=source).update(state=step.target, state_at=instant)
    if changed != 1:
        raise RuntimeError(f"{step.verb} on {model._meta.label} {noun.pk} changed {changed} rows.")
    noun.state, noun.state_at = step.target, instant  # type: ignore[attr-defined]
    audit.record(step.verb, noun, by=by, before=source, after=step.target, **detail)
