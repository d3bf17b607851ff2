"""How does an organisation withdraw its application?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, workflow
from applications.models import Application
from charter.kit import tenancy
from charter.kit.transitions import move


@transaction.atomic
def withdraw(application: Application, *, by: Any) -> Application:
    """Withdraw an application before its result is released; parties and officers are told."""
    move(application, workflow.WITHDRAW, by=by)
    with tenancy.as_system("withdrawing an application tells its other parties and staff"):
        notifications.withdrawn(application)
    return application
