"""Which instant does a day and a time on a London clock mean, and when does it mean none or two?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from charter.kit.clock import LONDON


class NoSuchTime(ValueError):
    """The clocks skip this time on this day: in spring they go forward."""


class TwiceSuchTime(ValueError):
    """The clocks show this time twice on this day: in autumn they go back."""


def instant(day: date, at: time, zone: ZoneInfo = LONDON, *, which: int | None = None) -> datetime:
    """The one instant, in UTC, at which clocks in ``zone`` show ``at`` on ``day``.

    Raises :class:`NoSuchTime` or :class:`TwiceSuchTime` on the two days on which the clocks change; the second
    only while ``which`` is not told: 0 for the first of the two, 1 for the second.
    """
    first = datetime.combine(day, at.replace(fold=0), zone)
    second = datetime.combine(day, at.replace(fold=1), zone)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at.replace(fold=0)):
        raise NoSuchTime(f"{at:%H:%M} does not happen on {day}.")
    if which is not None:
        return (second if which else first).astimezone(UTC)
    raise TwiceSuchTime(f"{at:%H:%M} happens twice on {day}.")
