"""Which news from below do awards hear? Each receiver writes one outbox row and nothing else."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applications.models import Application
from assessment.models import Decision
from assessment.signals import decision_confirmed
from charter.kit import outbox


@receiver(decision_confirmed, dispatch_uid="awards.make_award")
def owe_award(sender: Any, *, application: Application, decision: Decision, by: Any, **more: Any) -> None:
    """A level was confirmed: an award is owed."""
    outbox.enqueue(
        "awards.make_award",
        key=f"award:{decision.pk}",
        by=by,
        programme=application.programme,
        application_id=application.pk,
    )
