"""What does the applicant's side do when somebody has lost roles in an organisation?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import partners, pledges
from applications.enums import ENDED, State
from applications.models import Application, ImprovementStep, PartyInvitation, Pledge
from charter import standing
from charter.enums import Role
from charter.kit import audit, clock, duties
from charter.models import Person, Programme
from charter.roles import roles_with
from charter.selectors import published_framework


@duties.on_leaving
@transaction.atomic
def leave(person: Person, programme: Programme, *, by: Any) -> list[str]:
    """Take back invitations they sent, ask for signatures anew, and free what they were to do; gives sentences.

    What they wrote and signed stays. Each part looks at the roles they hold now, organisation by organisation.
    """
    standing.forget(person)
    return [
        *_take_back_invitations(person, programme, by),
        *_ask_for_signatures(person, programme, by),
        *_free_steps(person, programme, by),
    ]


def _take_back_invitations(person: Person, programme: Programme, by: Any) -> list[str]:
    """A partner is not let in by the word of somebody who may not invite any more."""
    rows = PartyInvitation.objects.filter(
        programme=programme, invited_by=person, used_at__isnull=True, revoked_at__isnull=True
    )
    may_invite, worn, done = set(roles_with("applications.invite_partner")), standing.of(person), []
    for row in rows.select_related("application").order_by("pk"):
        if worn.in_organisation(row.organisation_id) & may_invite:
            continue
        partners.revoke(row, by=by)
        done.append(f"The invitation of {row.partner_name} to {row.application.reference} was taken back.")
    return done


def _ask_for_signatures(person: Person, programme: Programme, by: Any) -> list[str]:
    """Where the signature still counts for something, somebody who signs now is asked for theirs."""
    worn, newest, done = standing.of(person), published_framework(programme), []
    live = Application.objects.filter(programme=programme).exclude(state__in=[*ENDED, State.RELEASED])
    rows = Pledge.objects.filter(
        programme=programme, signed_by=person, asked_again_at__isnull=True, replaced_at__isnull=True
    )
    for row in rows.select_related("organisation").order_by("pk"):
        if Role.SIGNATORY in worn.in_organisation(row.organisation_id):
            continue
        used = live.filter(framework_id=row.framework_id, parties__organisation_id=row.organisation_id)
        if used.exists() or (newest is not None and newest.pk == row.framework_id):
            pledges.ask_again(row, by=by)
            done.append(f"{row.organisation.name} was asked to sign the values again.")
    return done


def _free_steps(person: Person, programme: Programme, by: Any) -> list[str]:
    """Steps of an improvement plan that are not done need another owner."""
    rows = ImprovementStep.objects.select_for_update(of=("self",)).filter(
        programme=programme, owner=person, done_at__isnull=True
    )
    worn, done = standing.of(person), []
    for row in rows.select_related("organisation", "standard").order_by("pk"):
        if worn.in_organisation(row.organisation_id):
            continue
        row.owner, row.version = None, row.version + 1
        row.changed_by, row.changed_at = by, clock.now()
        row.save(update_fields=["owner", "version", "changed_by", "changed_at"])
        audit.record("plan:owner-left", row, by=by, person=str(person), who=row.organisation.name)
        done.append(f"A step in the improvement plan of {row.organisation.name} needs another owner.")
    return done
