"""How does an officer accept a complete application?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, workflow
from applications.models import Application
from charter.kit.transitions import move


@transaction.atomic
def accept(application: Application, *, by: Any) -> Application:
    """Accept what was sent as complete, so that the panel can be set up; every party is told."""
    move(application, workflow.ACCEPT, by=by)
    notifications.accepted(application)
    return application
