"""How does a partner organisation come to stand behind an application?"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from applications import notifications
from applications.actions import interest
from applications.enums import State
from applications.models import Application, ApplicationParty
from charter.actions import organisations
from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Organisation, Service


@transaction.atomic
def add(
    application: Application, *, organisation: Organisation, services: list[Service], by: Any
) -> ApplicationParty:
    """Add a partner organisation with its services after the parties there are; its leads are told.

    It then signs the values and the declaration like the lead, and its people may read and write. Refuses
    another programme's organisation, one that is not approved or a party already, and what is not a draft.
    """
    locked = Application.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=application.pk)
    if locked.state != State.DRAFT:
        raise Refused("Partner organisations can be added only while the application is being written.")
    if organisation.programme_id != locked.programme_id:
        raise Refused("This organisation is in another programme.")
    organisations.demand_approved(organisation)
    if locked.parties.filter(organisation=organisation).exists():
        raise Refused(f"{organisation.name} is a party of this application already.")
    interest.check_services(organisation, services, locked.cohort)
    last = locked.parties.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    party = interest.add_party(locked, organisation=organisation, services=services, position=position)
    audit.record("application:party-added", locked, by=by, organisation=organisation, who=organisation.name)
    notifications.party_added(locked, organisation)
    notifications.values_to_sign(locked, organisation)
    return party
