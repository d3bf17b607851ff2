"""How is a cohort set up, and when may it open?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.enums import Role
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Cohort, Membership, Programme


@transaction.atomic
def create(programme: Programme, *, by: Any, **fields: Any) -> Cohort:
    """Set up a cohort from its fields (see the model); refuses dates out of order."""
    ordered = [fields[name] for name in ("evidence_opens_at", "closes_at", "scores_due_at", "decisions_by")]
    if ordered != sorted(ordered) or ordered[0] == ordered[1] or ordered[1] == ordered[2]:
        raise Refused("Put the dates in order: evidence opens, closes, scores due, decisions.")
    if Cohort.objects.filter(programme=programme, slug=fields["slug"]).exists():
        raise Refused("This programme has a cohort with this address.")
    cohort = Cohort.objects.create(programme=programme, **fields)
    audit.record("cohort:created", cohort, by=by)
    return cohort


def readiness(cohort: Cohort) -> list[str]:
    """What still keeps a cohort from opening, one sentence each; empty when it is ready (product.md §4, 1)."""
    gaps = []
    if cohort.framework.published_at is None:
        gaps.append("Publish the framework.")
    staff = Membership.objects.with_role(Role.OFFICER).filter(programme_id=cohort.programme_id)
    if not staff.exists():
        gaps.append("Name a programme officer.")
    if cohort.closes_at <= clock.now():
        gaps.append("Choose a closing date that has not passed.")
    return gaps


@transaction.atomic
def open_for_interest(cohort: Cohort, *, by: Any) -> Cohort:
    """Open a cohort; refuses with what is missing."""
    locked = Cohort.objects.select_for_update().select_related("framework").get(pk=cohort.pk)
    gaps = readiness(locked)
    if gaps:
        raise Refused(" ".join(gaps))
    if locked.opened_at is None:
        locked.opened_at = clock.now()
        locked.save(update_fields=["opened_at"])
        audit.record("cohort:opened", locked, by=by)
    return locked
