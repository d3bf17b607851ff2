"""Which applications were not sent in time, and what becomes of them?"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from applications import notifications, workflow
from applications.actions import answers
from applications.actions.extensions import OPEN
from applications.enums import WRITABLE
from applications.models import Application, Extension
from charter.kit import clock
from charter.kit.transitions import move

logger = logging.getLogger(__name__)

# A request that arrived in time may still wait for its turn; none waits as long as this.
IN_FLIGHT = timedelta(minutes=5)


def due() -> QuerySet[Application]:
    """Applications still being written whose deadline and grace are over; who waits for more time is left out."""
    grace = ExpressionWrapper(F("cohort__grace_minutes") * timedelta(minutes=1), output_field=DurationField())
    waits = Extension.objects.filter(application=OuterRef("pk"), state__in=OPEN)
    rows = Application.objects.filter(state__in=WRITABLE).annotate(
        last_moment=Coalesce(F("due_at"), F("cohort__closes_at")) + grace
    )
    return rows.filter(~Exists(waits), last_moment__lte=clock.now() - IN_FLIGHT).order_by("pk")


def lapse_due(*, by: Any) -> int:
    """Let every application lapse that is due; gives how many. One that cannot is left for the next time."""
    lapsed = 0
    for application in due():
        with transaction.atomic():
            lapsed += lapse(application, by=by)
    return lapsed


@transaction.atomic
def lapse(application: Application, *, by: Any) -> bool:
    """Let one application lapse and tell its parties; False when it was sent or got more time meanwhile."""
    locked = answers.lock(application)
    if not due().filter(pk=locked.pk).exists():
        return False
    move(locked, workflow.LAPSE, by=by)
    notifications.lapsed(locked)
    logger.info("%s lapsed.", locked.reference)
    return True
