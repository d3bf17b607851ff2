"""What is told down when a result becomes visible, and when it later changes?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from applications import workflow
from applications.models import Application
from charter.kit import audit
from charter.kit.transitions import move
from charter.models import Level


def release(application: Application, *, by: Any) -> None:
    """The result is released."""
    move(application, workflow.RELEASE, by=by)


@transaction.atomic
def record_outcome(
    application: Application, *, level: Level | None, valid_until: date | None, status: str, by: Any
) -> Application:
    """Keep what a lower app must know of the award: the level's code, its last day and its standing.

    Called at release and again when an award is suspended, expires, is replaced or revoked. ``level`` is
    None when none was awarded; ``status`` is a short word of the awards' own.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    locked.level_held = level.code if level is not None else ""
    locked.level_held_until, locked.level_status = valid_until, status
    locked.save(update_fields=["level_held", "level_held_until", "level_status"])
    audit.record("application:outcome-recorded", locked, by=by)
    application.level_held, application.level_held_until = locked.level_held, valid_until
    application.level_status = status
    return locked
