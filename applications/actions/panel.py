"""What does the panel tell an application about its progress and about conflicts?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import workflow
from applications.models import Application, Recusal
from charter.kit import audit, clock
from charter.kit.transitions import move


def start_assessing(application: Application, *, by: Any) -> None:
    """The panel begins to read."""
    move(application, workflow.START_ASSESSING, by=by)


def start_moderating(application: Application, *, by: Any) -> None:
    """The scores are revealed to the panel."""
    move(application, workflow.START_MODERATING, by=by)


def propose(application: Application, *, by: Any) -> None:
    """A level is proposed."""
    move(application, workflow.PROPOSE, by=by)


def refuse_proposal(application: Application, *, by: Any) -> None:
    """The proposed level goes back to moderation."""
    move(application, workflow.REFUSE_PROPOSAL, by=by)


def record_decision(application: Application, *, by: Any) -> None:
    """Another person confirmed the level."""
    move(application, workflow.CONFIRM, by=by)


@transaction.atomic
def recuse(application: Application, *, person: Any, by: Any) -> Recusal:
    """Hide the application from ``person`` under every hat but their own organisation's; twice is once."""
    recusal, created = Recusal.objects.get_or_create(
        programme_id=application.programme_id,
        application=application,
        person=person,
        lifted_at=None,
        defaults={"began_at": clock.now()},
    )
    if created:
        audit.record("application:recused", application, by=by, person=str(person))
    return recusal


@transaction.atomic
def lift_recusal(application: Application, *, person: Any, by: Any) -> None:
    """Show the application to ``person`` again; nothing happens when nothing hides it."""
    lifted = Recusal.objects.filter(application=application, person=person, lifted_at__isnull=True).update(
        lifted_at=clock.now()
    )
    if lifted:
        audit.record("application:recusal-lifted", application, by=by, person=str(person))
