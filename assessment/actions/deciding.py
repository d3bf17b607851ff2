"""How does a level come to be proposed by one person and confirmed by another?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction

from applications.actions import panel as applications_panel
from applications.models import Application
from assessment import notifications, scoring
from assessment.actions import locks, moderation
from assessment.models import AgreedScore, Decision
from assessment.permissions import CONFIRM_LEVEL, PROPOSE_LEVEL
from assessment.selectors import panel
from assessment.signals import decision_confirmed
from charter import level_rules
from charter.framework_form import Framework as FrameworkForm
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Level
from charter.selectors import framework_form, levels_of


@transaction.atomic
def propose(application: Application, *, level: Level | None, override_reason: str = "", by: Any) -> Decision:
    """Propose the level that the agreed scores reach, or another one near it with a reason.

    ``level`` None means "not yet awarded". The decision keeps the scores, every rule's finding and both
    levels. Refuses while a standard is not agreed, without the quorum, a chair with a connection, an override
    of more levels than the framework's policy allows, and one without a reason.
    """
    held = locks.hold_application(application)
    PROPOSE_LEVEL.demand(by, held)
    moderation.demand_chair(held, by=by)
    form = framework_form(held.framework)
    scores = _agreed_scores(held, form)
    if not panel.quorum_is_met(held):
        raise Refused("The panel has lost its quorum. Ask a programme officer to complete it.")
    outcome = level_rules.evaluate(form, scores)
    levels = {row.code: row for row in levels_of(held.framework)}
    if level is not None and level.framework_id != held.framework_id:
        raise Refused("Choose one of the levels on the page.")
    reason = override_reason.strip()
    _judge_override(form, outcome.level, level.code if level else None, reason)
    decision = Decision.objects.create(
        programme_id=held.programme_id,
        application=held,
        scores=scores,
        rules=[asdict(rule) for rule in outcome.rules],
        computed_level=levels[outcome.level] if outcome.level else None,
        level=level,
        override_reason=reason if (level.code if level else None) != outcome.level else "",
        proposed_by=by,
        proposed_at=clock.now(),
    )
    with tenancy.as_system("a proposal moves the application on and is told to the programme leads"):
        applications_panel.propose(held, by=by)
        notifications.level_proposed(decision)
    audit.record("decision:proposed", decision, by=by, reason=decision.override_reason, reference=held.reference)
    return decision


def _agreed_scores(application: Application, form: FrameworkForm) -> dict[str, int]:
    """The agreed score of every standard by code; refuses while one is missing."""
    agreed = dict(
        AgreedScore.objects.filter(moderation__application=application).values_list("standard__code", "points")
    )
    missing = [code for code in form.standard_by_code if code not in agreed]
    if missing:
        raise Refused(f"Agree a score for every standard first. Not agreed yet: {', '.join(missing)}.")
    return {code: agreed[code] for code in form.standard_by_code}


def _judge_override(form: FrameworkForm, computed: str | None, chosen: str | None, reason: str) -> None:
    """Refuse a level too far from the computed one, and one that differs without a reason."""
    steps = scoring.steps_between(form, computed, chosen)
    most = form.policy.override_levels
    if steps > most:
        levels = "1 level" if most == 1 else f"{most} levels"
        raise Refused(f"A proposal may differ from the rules by at most {levels}.")
    if steps and not reason:
        raise Refused("Enter why the level differs from what the rules say.")


@transaction.atomic
def confirm(application: Application, *, by: Any) -> Decision:
    """Confirm the proposed level as a second person; announces ``decision_confirmed`` inside the transaction.

    Refuses whoever proposed it, anybody but a programme lead, one with a connection, and a decision that is no
    longer only proposed: of two who confirm at once, one is refused.
    """
    decision = _proposed(application, by=by)
    decision.confirmed_by, decision.confirmed_at = by, clock.now()
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    held = decision.application
    applications_panel.record_decision(held, by=by)
    audit.record("decision:confirmed", decision, by=by, reference=held.reference)
    decision_confirmed.send(sender=Decision, application=held, decision=decision, by=by)
    return decision


@transaction.atomic
def refuse(application: Application, *, reason: str, by: Any) -> Decision:
    """Send a proposed level back to moderation with a reason for the chair; the proposal is kept.

    Refuses whom :func:`confirm` refuses, and an empty reason.
    """
    decision = _proposed(application, by=by)
    if not reason.strip():
        raise Refused("Enter why you send it back.")
    decision.refused_by, decision.refused_at = by, clock.now()
    decision.refusal_reason = reason.strip()
    decision.save(update_fields=["refused_by", "refused_at", "refusal_reason"])
    held = decision.application
    applications_panel.refuse_proposal(held, by=by)
    audit.record("decision:refused", decision, by=by, reason=decision.refusal_reason, reference=held.reference)
    notifications.proposal_refused(decision)
    return decision


def _proposed(application: Application, *, by: Any) -> Decision:
    """The decision that waits, held with its application; refuses who may not answer it."""
    held = locks.hold_application(application)
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("proposed_by")
        .filter(application=held, refused_at__isnull=True)
        .first()
    )
    if decision is None:
        raise Refused("No level is proposed for this application.")
    decision.application = held
    CONFIRM_LEVEL.demand(by, decision)
    if panel.has_conflict(by, held):
        raise Refused("You have a connection to this application, so another programme lead has to decide.")
    return decision
