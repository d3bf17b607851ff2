"""How does somebody ask to join an organisation that is registered already, and how does its lead answer?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from charter import notifications, standing
from charter.actions import memberships
from charter.enums import ORGANISATION_ROLES, OrganisationState, Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import JoinRequest, Organisation, Person, RegistrationDraft

# Enough for somebody who works for several; more looks like trying every door.
MOST_OPEN = 5


@transaction.atomic
def ask(organisation: Organisation, *, note: str = "", by: Person) -> JoinRequest:
    """Ask the organisation's leads to let the person in; no address of theirs is shown to anybody who asks.

    Asking twice gives the first request. Refuses a member, and somebody with too many unanswered requests.
    """
    programme = organisation.programme
    with tenancy.as_system("somebody asks to join an organisation they do not belong to"):
        if organisation.pk in standing.of(by).organisation_ids(programme.pk):
            raise Refused(f"You belong to {organisation.name} already. Find it on your start page.")
        if organisation.state == OrganisationState.DECLINED:
            raise Refused("This organisation does not take part in this programme.")
        mine = JoinRequest.objects.filter(person=by, answered_at__isnull=True)
        row = mine.filter(organisation=organisation).first()
        if row is not None:
            return row
        if mine.filter(programme=programme).count() >= MOST_OPEN:
            raise Refused("You have asked several organisations already. Wait for their answers first.")
        row = JoinRequest.objects.create(
            programme=programme, organisation=organisation, person=by, note=note.strip(), asked_at=clock.now()
        )
        audit.record("joining:asked", row, by=by, where=organisation.name)
        # They have found their organisation, so what they typed about it is of no use any more.
        RegistrationDraft.objects.filter(programme=programme, person=by).delete()
        notifications.join_asked(row)
    return row


@transaction.atomic
def accept(request: JoinRequest, *, roles: Iterable[str], by: Person) -> JoinRequest:
    """Let the person in with one or more roles of the organisation; they are told."""
    chosen = [Role(role) for role in roles]
    if not chosen or not set(chosen) <= ORGANISATION_ROLES:
        raise Refused("Select at least one role for them.")
    locked = _answered(request, accepted=True, by=by)
    for role in chosen:
        memberships.grant(
            locked.person, role=role, programme=locked.programme, organisation=locked.organisation, by=by
        )
    notifications.join_answered(locked)
    return locked


@transaction.atomic
def decline(request: JoinRequest, *, by: Person) -> JoinRequest:
    """Do not let the person in; they are told that the answer is no, and no reason."""
    locked = _answered(request, accepted=False, by=by)
    notifications.join_answered(locked)
    return locked


def _answered(request: JoinRequest, *, accepted: bool, by: Person) -> JoinRequest:
    """Write the answer down; refuses a request that somebody answered before."""
    rows = JoinRequest.objects.select_related("organisation", "programme", "person")
    locked = rows.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.answered_at is not None:
        raise Refused("Somebody answered this already.")
    locked.answered_at, locked.answered_by, locked.accepted = clock.now(), by, accepted
    locked.save(update_fields=["answered_at", "answered_by", "accepted"])
    verb = "joining:accepted" if accepted else "joining:declined"
    audit.record(verb, locked, by=by, person=str(locked.person), where=locked.organisation.name)
    return locked
