"""How is an award taken away? One person proposes with a reason, another approves."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import outcome
from awards import notifications, permissions, workflow
from awards.models import Award, Revocation
from awards.selectors import releases
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.transitions import move


@transaction.atomic
def propose(award: Award, *, reason: str, by: Any) -> Revocation:
    """Propose to revoke a current or suspended award. Refuses a blank reason and a second open proposal."""
    locked = Award.objects.select_for_update(of=("self",)).select_related("programme").get(pk=award.pk)
    reason = reason.strip()
    if locked.state not in permissions.REVOCABLE:
        raise Refused(workflow.REVOKE.refusal)
    if not reason:
        raise Refused("Enter the reason for the revocation.")
    if Revocation.objects.filter(award=locked, approved_at__isnull=True).exists():
        raise Refused("Somebody has proposed to revoke this award already.")
    revocation = Revocation.objects.create(
        programme_id=locked.programme_id,
        organisation_id=locked.organisation_id,
        award=locked,
        reason=reason,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    audit.record("revocation:proposed", locked, by=by, reason=reason)
    return revocation


@transaction.atomic
def approve(revocation: Revocation, *, by: Any) -> Revocation:
    """Approve a revocation that somebody else proposed: from this commit on the award is revoked.

    Refuses the person who proposed it, anybody who is not a programme lead, and one that was approved already.
    """
    locked = (
        Revocation.objects.select_for_update(of=("self",))
        .select_related("award__programme", "award__level", "award__application")
        .prefetch_related("award__application__parties__organisation__programme")
        .filter(pk=revocation.pk)
        .first()
    )
    if locked is None:
        raise Refused("This proposal was taken back.")
    if locked.approved_at is not None:
        raise Refused("This revocation has been approved already.")
    permissions.APPROVE_REVOCATION.demand(by, locked)
    award = locked.award
    locked.approved_by, locked.approved_at = by, clock.now()
    locked.save(update_fields=["approved_by", "approved_at"])
    audit.record("revocation:approved", award, by=by)
    move(award, workflow.REVOKE, by=by, reason=locked.reason)
    outcome.record_outcome(
        award.application, level=award.level, valid_until=award.valid_until, status=award.state, by=by
    )
    parties = award.application.parties.all()
    leads = releases.leads_by_organisation(party.organisation_id for party in parties)
    for party in parties:
        for lead in leads.get(party.organisation_id, []):
            notifications.award_revoked(award, reason=locked.reason, organisation=party.organisation, to=lead)
    return locked


@transaction.atomic
def drop(revocation: Revocation, *, by: Any) -> None:
    """Take a proposal back, so that the award stands as it did; its record stays. Refuses an approved one."""
    locked = (
        Revocation.objects.select_for_update(of=("self",))
        .select_related("award__programme")
        .filter(pk=revocation.pk)
        .first()
    )
    if locked is None:
        return
    if locked.approved_at is not None:
        raise Refused("This revocation has been approved, so it can no longer be taken back.")
    audit.record("revocation:dropped", locked.award, by=by)
    locked.delete()
