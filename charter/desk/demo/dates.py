"""When does everything in the demonstration happen? Days counted from the day on which it is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from charter.kit.clock import LONDON

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Believable instants around ``now`` (aware): working days, London wall time, never a clock-change hour."""

    now: datetime

    @property
    def today(self) -> date:
        """The day in London on which the world is built."""
        return self.now.astimezone(LONDON).date()

    def day(self, days: int) -> date:
        """``days`` from today, moved off a weekend: into the past for the past, else to the Monday after."""
        found = self.today + timedelta(days=days)
        while found.weekday() >= SATURDAY:
            found += timedelta(days=-1 if days < 0 else 1)
        return found

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """The UTC instant of a London wall time on that working day; clocks change on Sunday nights only."""
        return datetime.combine(self.day(days), time(hour, minute), LONDON).astimezone(UTC)
