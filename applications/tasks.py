"""Which jobs does the applicant's side have? Each may run twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from applications.actions import lapsing
from charter.kit import outbox, schedule
from charter.selectors import system_person


@outbox.job("applications.lapse_due", words="Close applications that were not sent in time")
def lapse_due(*, by: Any, period: str) -> None:
    """Let every application lapse whose deadline and grace are over."""
    lapsing.lapse_due(by=system_person())


schedule.by_the_clock("applications.lapse_due", schedule.Every(timedelta(minutes=5)))
