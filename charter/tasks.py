"""Which jobs does the Charter itself have? Ids in, fetch, one action; each may run twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from charter.enums import STAFF_ROLES
from charter.kit import canary, outbox, schedule
from charter.models import Membership, Person, Programme


@outbox.job("charter.look_across", words="Check that programmes cannot see each other")
def look_across(*, by: Any, period: str) -> None:
    """In each programme, somebody of its staff tries to reach the next programme's rows and must not."""
    programmes = list(Programme.objects.order_by("pk"))
    for programme, other in zip(programmes, programmes[1:] + programmes[:1], strict=True):
        if programme == other:
            canary.keep(canary.Look(), person=None, programme=programme, other=None)
            continue
        person = _somebody(programme, other)
        found = canary.look(person, programme, other)
        canary.keep(found, person=person, programme=programme, other=other)


def _somebody(programme: Programme, other: Programme) -> Person | None:
    """One of the programme's staff who has nothing to do with the other; nobody when there is none."""
    held = Membership.objects.current()
    strangers = held.filter(programme=programme, role__in=STAFF_ROLES, organisation=None).exclude(
        person_id__in=Membership.objects.filter(programme=other).values("person_id")
    )
    found = strangers.select_related("person").order_by("pk").first()
    return found.person if found is not None else None


schedule.by_the_clock("charter.look_across", schedule.Every(timedelta(minutes=5)))
