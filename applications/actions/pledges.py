"""How does an organisation sign the values?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, permissions
from applications.models import Pledge
from charter.actions import organisations
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Framework, Organisation
from charter.selectors import values_of


@transaction.atomic
def sign(organisation: Organisation, *, framework: Framework, signed_name: str, signed_role: str, by: Any) -> Pledge:
    """Sign every value of ``framework`` for ``organisation``; the exact words are kept with the signature.

    One pledge an organisation and framework version (settled 16); where whoever signed no longer signs for the
    organisation, a new signature takes its place and the old one stays to be read. Refuses somebody who is no
    signatory, a framework that is not published or another programme's, and a second signature.
    """
    permissions.SIGN_PLEDGE.demand(by, organisation)
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    organisations.demand_approved(locked)
    if framework.programme_id != locked.programme_id or framework.published_at is None:
        raise Refused("These values cannot be signed yet. Ask the programme team when they open.")
    standing_one = Pledge.objects.filter(organisation=locked, framework=framework, replaced_at__isnull=True).first()
    if standing_one is not None:
        if standing_one.asked_again_at is None:
            raise Refused("Your organisation has signed these values already.")
        standing_one.replaced_at = clock.now()
        standing_one.save(update_fields=["replaced_at"])
    pledge = Pledge.objects.create(
        programme_id=locked.programme_id,
        organisation=locked,
        framework=framework,
        signed_by=by,
        signed_name=" ".join(signed_name.split()),
        signed_role=" ".join(signed_role.split()),
        statements=[
            {"code": value.code, "name": value.name, "statement": value.statement} for value in values_of(framework)
        ],
        signed_at=clock.now(),
    )
    audit.record("pledge:signed", pledge, by=by, who=locked.name, version=framework.version)
    return pledge


@transaction.atomic
def ask_again(pledge: Pledge, *, by: Any) -> Pledge:
    """Ask the organisation to have its values signed by somebody who signs for it now; the signatories are told.

    The signature counts on until then (docs/decisions/2026-11-22-signing-again.md). Asking twice changes nothing.
    """
    locked = (
        Pledge.objects.select_for_update(of=("self",)).select_related("organisation", "signed_by").get(pk=pledge.pk)
    )
    if locked.asked_again_at is not None or locked.replaced_at is not None:
        return locked
    locked.asked_again_at = clock.now()
    locked.save(update_fields=["asked_again_at"])
    who, person = locked.organisation.name, str(locked.signed_by)
    audit.record("pledge:asked-again", locked, by=by, who=who, person=person)
    notifications.values_again(locked)
    return locked
