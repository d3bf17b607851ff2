"""Until when may an application be written and sent? The one answer that pages, mail, receipt and sending give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Deadline:
    """An instant, UTC, and the minutes of grace that the cohort prints beside it."""

    at: datetime
    grace_minutes: int

    @property
    def last_moment(self) -> datetime:
        """When the grace ends; a request that arrives then is too late (TIM-1)."""
        return self.at + timedelta(minutes=self.grace_minutes)

    def has_passed(self, instant: datetime) -> bool:
        """Whether a request that arrives at ``instant`` is too late."""
        return instant >= self.last_moment


def of(application: Any) -> Deadline:
    """The application's own deadline, which a return or an extension gave it, else its cohort's.

    Asks the database nothing when the cohort is loaded.
    """
    cohort = application.cohort
    return Deadline(application.due_at or cohort.closes_at, cohort.grace_minutes)
