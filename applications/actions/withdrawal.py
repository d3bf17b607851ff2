"""How does an organisation withdraw its application, several a joint one, and how do staff bring it back?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, signals, workflow
from applications.actions import answers, interest
from applications.enums import State
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
    the last one withdraws it; a second press changes nothing. Refuses somebody who leads none of the parties, and a
    state that is over.
    """
    locked = answers.lock(application)
    parties = [party.organisation for party in locked.parties.all()]
    own = [organisation for organisation in parties if leads(by, organisation)]
    if not own:
        raise Refused("Only an applicant lead can do this.")
    if locked.state == State.WITHDRAWN:
        return locked
    if not allows(workflow.WITHDRAW, locked.state):
        raise Refused(workflow.WITHDRAW.refusal)
    if len(parties) > 1:
        waiting = _ask(locked, parties, own, by)
        if waiting:
            return locked
    locked.withdrawn_from = locked.state
    locked.save(update_fields=["withdrawn_from"])
    move(locked, workflow.WITHDRAW, by=by)
    application.state, application.state_at = locked.state, locked.state_at
    with tenancy.as_system("withdrawing an application tells its other parties, staff and panel"):
        notifications.withdrawn(locked)
        signals.withdrawal_changed.send(sender=Application, application=locked, withdrawn=True, by=by)
    return locked


@transaction.atomic
def restore(application: Application, *, reason: str, by: Any) -> Application:
    """Bring a withdrawn application back to where it was, before the decision; parties and panel are told.

    The wishes of its parties to withdraw are over with that. Refuses without a reason, once its level was
    decided or the cohort's decisions are due, and when one of its services is in another application by now.
    """
    locked = answers.lock(application)
    words = reason.strip()
    if not words:
        raise Refused("Enter a reason. It goes on record.")
    if not allows(next(iter(workflow.RESTORE.values())), locked.state):
        raise Refused("Only a withdrawn application can be brought back.")
    step = workflow.RESTORE.get(State(locked.withdrawn_from)) if locked.withdrawn_from else None
    if step is None or clock.now() >= locked.cohort.decisions_by:
        raise Refused("Its decision is over, so it can no longer be brought back. It can apply to the next cohort.")
    interest.demand_free(locked)
    locked.withdrawal_requests.all().delete()
    locked.withdrawn_from = ""
    locked.save(update_fields=["withdrawn_from"])
    move(locked, step, by=by, reason=words)
    application.state, application.state_at = locked.state, locked.state_at
    notifications.restored(locked)
    signals.withdrawal_changed.send(sender=Application, application=locked, withdrawn=False, by=by)
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
