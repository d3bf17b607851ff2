"""Is the deadline exact, on the days on which the clocks change too?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from applications.actions import sending
from applications.models import Application, Snapshot
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.jinja import moment
from charter.models import Cohort

# Both days on which the clocks change, and an ordinary one.
CLOSINGS = {
    "ordinary": datetime(2027, 2, 12, 17, tzinfo=UTC),
    "spring": datetime(2027, 3, 28, 16, tzinfo=UTC),
    "autumn": datetime(2027, 10, 31, 17, tzinfo=UTC),
}


@pytest.mark.parametrize("day", CLOSINGS)
@pytest.mark.parametrize(
    ("late", "accepted"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(0), True),
        (timedelta(minutes=10, seconds=-1), True),
        (timedelta(minutes=10, microseconds=-1), True),
        (timedelta(minutes=10), False),
        (timedelta(minutes=10, seconds=1), False),
    ],
    ids=["before", "closing", "in-grace", "last-microsecond", "grace-over", "after"],
)
def test_the_deadline_is_exact(ready, place, day, late, accepted):
    closes = CLOSINGS[day]
    Cohort.objects.filter(pk=place.cohort.pk).update(
        closes_at=closes, scores_due_at=closes + timedelta(days=9), decisions_by=closes + timedelta(days=9)
    )
    application = Application.objects.for_pages().get(pk=ready.pk)
    assert moment(closes).endswith(", 5pm")

    with clock.at(closes + late):
        if accepted:
            assert sending.send(application, key=uuid4(), digest=None, by=place.oak.lead).sent_at == closes + late
        else:
            with pytest.raises(
                Refused, match=r"^Spring cohort closed on .*, 5:10pm\. Everything you wrote is kept\."
            ):
                sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)

    assert Snapshot.objects.filter(application=application).exists() is accepted
