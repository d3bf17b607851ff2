"""How does an organisation withdraw its application, and how do several withdraw a joint one?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, workflow
from applications.actions import answers
from applications.models import Application, WithdrawalRequest
from charter import standing
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.transitions import allows, move
from charter.models import Organisation
from charter.roles import roles_with


@transaction.atomic
def withdraw(application: Application, *, by: Any) -> Application:
    """Withdraw before the result is released; parties and officers are told.

    A joint application needs the wish of every party (settled 21): the first ones are kept as requests and
    the last one withdraws it. Refuses somebody who leads none of the parties, and a state that is over.
    """
    locked = answers.lock(application)
    if not allows(workflow.WITHDRAW, locked.state):
        raise Refused(workflow.WITHDRAW.refusal)
    parties = [party.organisation for party in locked.parties.all()]
    own = [organisation for organisation in parties if leads(by, organisation)]
    if not own:
        raise Refused("Only an applicant lead can do this.")
    if len(parties) > 1:
        waiting = _ask(locked, parties, own, by)
        if waiting:
            return locked
    move(locked, workflow.WITHDRAW, by=by)
    application.state, application.state_at = locked.state, locked.state_at
    with tenancy.as_system("withdrawing an application tells its other parties and staff"):
        notifications.withdrawn(locked)
    return locked


def leads(person: Any, organisation: Organisation) -> bool:
    """Whether one of the person's roles in the organisation lets them withdraw for it."""
    held = standing.of(person).in_organisation(organisation.pk)
    return bool(held & set(roles_with("applications.withdraw_application")))


def _ask(
    application: Application, parties: list[Organisation], own: list[Organisation], by: Any
) -> list[Organisation]:
    """Keep the wish of the person's organisations; gives the parties that have not asked yet, who are told."""
    asked = set(application.withdrawal_requests.values_list("organisation_id", flat=True))
    new = [organisation for organisation in own if organisation.pk not in asked]
    for organisation in new:
        WithdrawalRequest.objects.create(
            programme_id=application.programme_id,
            organisation=organisation,
            application=application,
            requested_by=by,
            requested_at=clock.now(),
        )
        audit.record(
            "application:withdrawal-asked", application, by=by, organisation=organisation, who=organisation.name
        )
        asked.add(organisation.pk)
    waiting = [organisation for organisation in parties if organisation.pk not in asked]
    if new and waiting:
        with tenancy.as_system("asking to withdraw a joint application tells its other parties"):
            notifications.withdrawal_asked(application, new[0], waiting)
    return waiting
