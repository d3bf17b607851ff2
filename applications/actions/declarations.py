"""How does a party declare that what is sent is true?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import answers
from applications.enums import WRITABLE
from applications.models import Application, Declaration
from charter import standing
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Organisation
from charter.roles import roles_with

STATEMENT = (
    "I may sign for my organisation. As far as I know, what we send is true and complete."
    " People whose stories we tell have agreed to it. The panel and the programme team may read it."
)


def signs_for(person: Any, organisation_id: int) -> bool:
    """Whether one of the person's roles in the organisation lets them sign its declaration."""
    return bool(
        standing.of(person).in_organisation(organisation_id) & set(roles_with("applications.sign_declaration"))
    )


@transaction.atomic
def sign(
    application: Application, *, organisation: Organisation, signed_name: str, signed_role: str, by: Any
) -> Declaration:
    """Sign the declaration of one party; the words signed are kept.

    Refuses somebody who does not sign for ``organisation``, one that is no party, a second signature, and an
    application that is no longer being written.
    """
    if not signs_for(by, organisation.pk):
        raise Refused(f"Only a signatory of {organisation.name} can sign its declaration.")
    locked = answers.lock(application)
    if locked.state not in WRITABLE:
        raise Refused("This application has been sent, so the declaration stands as it is.")
    if not any(party.organisation_id == organisation.pk for party in locked.parties.all()):
        raise Refused(f"{organisation.name} is not a party of this application.")
    if Declaration.objects.filter(application=locked, organisation=organisation, round=locked.round).exists():
        raise Refused(f"The declaration of {organisation.name} is signed already.")
    declaration = Declaration.objects.create(
        programme_id=locked.programme_id,
        organisation=organisation,
        application=locked,
        round=locked.round,
        signed_by=by,
        signed_name=" ".join(signed_name.split()),
        signed_role=" ".join(signed_role.split()),
        statement=STATEMENT,
        signed_at=clock.now(),
    )
    audit.record("declaration:signed", declaration, by=by, who=organisation.name, application=locked.reference)
    return declaration
