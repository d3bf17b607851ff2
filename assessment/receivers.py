"""Which news from below does the panel's side hear? Each receiver writes one outbox row and nothing else."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from applications.models import Application
from applications.signals import withdrawal_changed
from charter.kit import outbox


@receiver(withdrawal_changed, dispatch_uid="assessment.tell_withdrawal")
def owe_news(sender: Any, *, application: Application, withdrawn: bool, by: Any, **more: Any) -> None:
    """An application was withdrawn or brought back: its panel is owed the news."""
    outbox.enqueue(
        "assessment.tell_withdrawal",
        key=f"withdrawal:{application.pk}:{application.state_at.isoformat()}",
        by=by,
        programme=application.programme,
        application_id=application.pk,
        withdrawn=withdrawn,
    )
