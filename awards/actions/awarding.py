"""How does a confirmed decision become an award that waits for its release?"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from applications import selectors as application_selectors
from applications.enums import State
from applications.models import Application
from assessment.models import Decision
from awards import codes, searching
from awards.models import Award
from charter.actions import programmes
from charter.kit import audit, clock
from charter.models import Level

MOST_TRIES = 6


@transaction.atomic
def make_award(application: Application, *, by: Any) -> Award | None:
    """The award of a decided application: made now, or the one that stands; None when there is none to make.

    Nothing is made for "not yet awarded" and for an application that is no longer decided. The award waits for
    its release, with a fresh public code and the programme's next serial, holders and services as printed.
    """
    locked = Application.objects.select_for_update(of=("self",)).select_related("programme").get(pk=application.pk)
    standing_award = Award.objects.filter(application=locked).first()
    if standing_award is not None:
        return standing_award
    decision = Decision.objects.filter(application=locked, confirmed_at__isnull=False).select_related("level").first()
    if decision is None or decision.level is None or locked.state != State.DECIDED:
        return None
    serial = programmes.next_number(locked.programme, "award")
    award = _create(locked, decision.level, serial)
    audit.record("award:made", award, by=by, application=locked.reference)
    return award


def _create(application: Application, level: Level, serial: int) -> Award:
    """The award's row, under a code that no other award has."""
    printed = application_selectors.printed_parties(application)
    holders, services = list(printed.holders), list(printed.services)
    for _ in range(MOST_TRIES):
        code = codes.new_code(application.programme.prefix)
        try:
            with transaction.atomic():
                return Award.objects.create(
                    programme_id=application.programme_id,
                    organisation_id=application.organisation_id,
                    application=application,
                    level=level,
                    state_at=clock.now(),
                    code=code,
                    serial=serial,
                    holders=holders,
                    services=services,
                    search_text=searching.award_text(holders, services),
                )
        except IntegrityError:
            # Only a code that is taken is worth another draw; anything else is a fault to be seen.
            if not Award.objects.filter(code=code).exists():
                raise
    raise RuntimeError(f"{MOST_TRIES} codes in a row were taken; is the random source broken?")
