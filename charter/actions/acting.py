"""How does staff begin and end looking at pages as somebody else?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from charter import notifications, standing
from charter.enums import PROGRAMME_ROLES
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.standing_in import StandIn
from charter.models import ActingAs, Person, Programme
from charter.permissions import ACT_AS, ALLOW_ACTING, roles_to_give

LASTS = timedelta(minutes=30)


@transaction.atomic
def allow(programme: Programme, *, allowed: bool, by: Any) -> Programme:
    """Say whether staff of the programme may look at its pages as somebody else."""
    ALLOW_ACTING.demand(by, programme)
    if programme.acting_allowed != allowed:
        programme.acting_allowed = allowed
        programme.save(update_fields=["acting_allowed"])
        audit.record("acting:allowed" if allowed else "acting:forbidden", programme, by=by)
    return programme


def why_not(person: Person, programme: Programme, *, by: Any) -> str:
    """Why ``by`` may not look at the programme's pages as ``person``; empty when they may.

    Asked again at each request, so that it ends with the right to it.
    """
    verdict = ACT_AS.check(by, programme)
    if not verdict:
        return verdict.reason
    if not programme.acting_allowed:
        return (
            "This programme does not let its staff look at pages as somebody else. A programme lead can change that."
        )
    if person == by:
        return "You are this person."
    if not person.is_active or person.is_superuser or person.is_staff:
        return "Nobody can look at pages as this person."
    # Staff do not read the other programmes' roles; of this one they know all.
    here = standing.of(person)
    if programme.pk not in here.programme_ids():
        return f"{person} holds no role in this programme."
    giveable = roles_to_give(by, programme)
    if any(role in PROGRAMME_ROLES and role not in giveable for role in here.in_programme(programme.pk)):
        return "Only a programme lead can look at pages as an officer or a lead."
    return ""


@transaction.atomic
def begin(person: Person, *, programme: Programme, reason: str, by: Any) -> ActingAs:
    """Begin to look at the programme's pages as ``person`` for at most 30 minutes; they are told who and why.

    Refuses without a reason, and whatever :func:`why_not` says.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("Enter why you need to see what they see. They will read it.")
    refusal = why_not(person, programme, by=by)
    if refusal:
        raise Refused(refusal)
    began = clock.now()
    row = ActingAs.objects.create(
        programme=programme, person=by, as_person=person, reason=reason, began_at=began, ends_at=began + LASTS
    )
    audit.record("acting:began", person, by=by, programme=programme, reason=reason)
    notifications.acted_as(row)
    return row


@transaction.atomic
def end(row_id: int, *, by: Any) -> ActingAs | None:
    """Stop now; nothing happens when it has ended already, or is somebody else's."""
    row = ActingAs.objects.filter(pk=row_id, person=by, ended_at__isnull=True).first()
    if row is None:
        return None
    with tenancy.entering(row.programme):
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        audit.record("acting:ended", row.as_person, by=by, programme=row.programme)
    return row


def standing_now(person: Person, row_id: int) -> StandIn | None:
    """What ``person`` began and has not ended, run out of, or lost the right to; else None. Three queries."""
    with tenancy.acting(person):
        rows = ActingAs.objects.select_related("as_person", "programme")
        row = rows.filter(pk=row_id, person=person, ended_at__isnull=True, ends_at__gt=clock.now()).first()
        if row is None:
            return None
    with tenancy.acting(person, row.programme):
        if why_not(row.as_person, row.programme, by=person):
            return None
    return StandIn(person, row.as_person, row.programme, row.reason, row.ends_at)
