"""Which jobs does the panel's side have? Ids in, fetch, one action; each may run twice."""

from __future__ import annotations

import logging
from typing import Any

from applications.models import Application
from assessment.actions import telling
from charter.kit import outbox

logger = logging.getLogger(__name__)


@outbox.job("assessment.tell_withdrawal", words="Tell a panel that an application was withdrawn or is back")
def tell_withdrawal(*, by: Any, application_id: int, withdrawn: bool) -> None:
    """Tell the panel of an application that it was withdrawn, or is back."""
    application = Application.objects.with_parties().filter(pk=application_id).first()
    if application is None:
        logger.warning("Application %s is gone, so nobody is told of it.", application_id)
        return
    telling.tell_panel(application, withdrawn=withdrawn, by=by)
