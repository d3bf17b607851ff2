"""Which signatures can somebody remind of, and when did the last reminder go?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from applications import permissions
from applications.models import Application
from applications.selectors.journeys import Situation
from charter.kit import clock, tenancy
from charter.kit.models import Message
from charter.models import Framework, Organisation

KINDS = ("applications.values_reminder", "applications.declaration_reminder")
PAUSE = timedelta(days=1)
LOOKED_AT = 100


@dataclass(frozen=True)
class Reminder:
    """A signature of one of the reader's organisations that is waited for; ``last`` is when a reminder went, UTC."""

    organisation: Organisation
    what: str
    route: str
    kwargs: dict[str, str]
    last: datetime | None

    @property
    def may_go(self) -> bool:
        """Whether the last one is a day old, or there was none."""
        return self.last is None or clock.now() >= self.last + PAUSE


def about_values(organisation: Organisation, framework: Framework) -> str:
    """What a reminder of the values is about, as the beginning of its letters' keys."""
    return f"values_reminder:{organisation.pk}:{framework.pk}"


def about_declaration(organisation: Organisation, application: Application) -> str:
    """The same for the declaration of this round."""
    return f"declaration_reminder:{organisation.pk}:{application.pk}-{application.round}"


def reminded_at(organisations: Iterable[Organisation]) -> dict[str, datetime]:
    """When the last reminder about each thing went, UTC, by what it is about. One query."""
    with tenancy.as_system("a lead is told when the last reminder of a signature went"):
        rows = Message.objects.filter(kind__in=KINDS, organisation_id__in=[row.pk for row in organisations])
        found = list(rows.order_by("-id").values_list("key", "created_at")[:LOOKED_AT])
    last: dict[str, datetime] = {}
    for key, at in found:
        last.setdefault(":".join(key.split(":")[:3]), at)
    return last


def reminders(one: Situation, person: Any) -> list[Reminder]:
    """The signatures that ``person`` may remind of: own organisations' only, and none that they give themselves.

    One query where something waits, else none.
    """
    if not one.is_writable or one.is_closed:
        return []
    waiting = []
    for row in one.signed:
        own = row.organisation
        if not permissions.REMIND_SIGNATORY.check(person, own) or permissions.SIGN_PLEDGE.check(person, own):
            continue
        place = {"programme": one.application.programme.slug, "organisation": own.slug}
        if row.pledge is None or row.pledge.asked_again_at is not None:
            about = about_values(own, one.application.framework)
            waiting.append((own, about, "the values", "applications:remind_values", place))
        elif one.tasks.is_answered and row.declaration is None:
            about, more = about_declaration(own, one.application), {"reference": one.application.reference}
            waiting.append((own, about, "the declaration", "applications:remind_declaration", {**place, **more}))
    if not waiting:
        return []
    last = reminded_at(row[0] for row in waiting)
    return [Reminder(own, what, route, words, last.get(about)) for own, about, what, route, words in waiting]
