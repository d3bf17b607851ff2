"""What has somebody been told in the last 90 days, and what of it still needs them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from charter.kit import clock, messages
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import Person

KEPT = timedelta(days=90)
MOST_SHOWN = 200


@dataclass(frozen=True)
class Notices:
    """What needs the person, newest first, and everything else."""

    asks: tuple[Message, ...]
    others: tuple[Message, ...]


def of(person: Person) -> Notices:
    """The person's own, from every programme. One query.

    What asks something of them stays on top until they say that it is done.
    """
    since = clock.now() - KEPT
    rows = list(Message.objects.filter(person_id=person.pk, created_at__gte=since).order_by("-id")[:MOST_SHOWN])
    asks = [row for row in rows if _asks(row)]
    return Notices(tuple(asks), tuple(row for row in rows if row not in asks))


def _asks(row: Message) -> bool:
    kind = messages.KINDS.get(row.kind)
    return kind is not None and kind.purpose is Purpose.ASKS and row.settled_at is None
