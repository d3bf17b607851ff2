"""From when until when does an award hold, and how does it stand on a day? Pure rules on plain values."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from awards.enums import AwardState, Standing

_BY_STATE = {
    AwardState.EXPIRED: Standing.EXPIRED,
    AwardState.SUPERSEDED: Standing.REPLACED,
    AwardState.SUSPENDED: Standing.SUSPENDED,
    AwardState.REVOKED: Standing.REVOKED,
    AwardState.SURRENDERED: Standing.SURRENDERED,
}


def last_day(awarded_on: date, months: int) -> date:
    """The last day on which an award of ``months`` (1 or more) holds; the day itself is still covered.

    It is the day before the same day of the month, ``months`` later. A month too short to have that day ends
    the award with its own last day: 31 January and one month is 28 or 29 February. Raises ``ValueError`` for
    fewer than one month.
    """
    if months < 1:
        raise ValueError(f"An award holds for a month or more, not {months}.")
    years, month = divmod(awarded_on.year * 12 + awarded_on.month - 1 + months, 12)
    first = date(years, month + 1, 1)
    return first + timedelta(days=min(awarded_on.day - 1, monthrange(years, month + 1)[1]) - 1)


def standing(state: str, valid_until: date | None, day: date) -> Standing | None:
    """What anybody is told on ``day`` of an award in ``state``; None while nothing may be told of it.

    A current award is judged by its last day; every other state speaks for itself.
    """
    if state == AwardState.SCHEDULED:
        return None
    if state == AwardState.ACTIVE:
        return Standing.CURRENT if valid_until is not None and day <= valid_until else Standing.EXPIRED
    return _BY_STATE[AwardState(state)]
