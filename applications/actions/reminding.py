"""How does a lead remind the organisation's signatories that a signature is waited for?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import notifications, permissions
from applications.enums import WRITABLE
from applications.models import Application
from applications.selectors import evidence_is_open, gaps, reminded_at, signatories_of, values_page
from applications.selectors.reminders import PAUSE, about_declaration, about_values
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.jinja import london, sentence_list
from charter.models import Organisation, Person


@transaction.atomic
def remind_of_values(organisation: Organisation, *, by: Any) -> list[Person]:
    """Write to those who can sign the values for ``organisation``; gives them. Once in 24 hours at most.

    Refuses somebody who does not lead it, when nothing waits to be signed, and when nobody can sign.
    """
    _hold(organisation, by)
    page = values_page(organisation)
    if page.framework is None:
        raise Refused(f"{organisation.name} has signed the values already.")
    people = _people(organisation, about_values(organisation, page.framework))
    notifications.values_reminder(organisation, page.framework, people, by)
    audit.record("signature:reminded", organisation, by=by, who=organisation.name, what="the values")
    return people


@transaction.atomic
def remind_of_declaration(application: Application, *, organisation: Organisation, by: Any) -> list[Person]:
    """Write to those who can sign the declaration of ``organisation``; gives them. Once in 24 hours at most.

    Refuses somebody who does not lead this party, a declaration that is signed, an application that is not ready to
    be declared or no longer being written, and when nobody can sign.
    """
    _hold(organisation, by)
    if application.state not in WRITABLE or application.deadline.has_passed(clock.now()):
        raise Refused("This application is not being written now, so nothing waits to be signed.")
    waiting = {gap.organisation_id for gap in gaps(application) if gap.route == "applications:declare"}
    if organisation.pk not in waiting:
        raise Refused(f"{organisation.name} has signed the declaration already.")
    opened = evidence_is_open(application)
    if not opened or any(gap.route == "applications:answer" for gap in gaps(application)):
        raise Refused("The declaration is signed when every standard has an answer.")
    people = _people(organisation, about_declaration(organisation, application))
    notifications.declaration_reminder(application, organisation, people, by)
    audit.record(
        "signature:reminded",
        application,
        by=by,
        organisation=organisation,
        who=organisation.name,
        what=f"the declaration for {application.reference}",
    )
    return people


def _hold(organisation: Organisation, by: Any) -> None:
    """Only a lead of this very organisation; two presses of the button follow each other."""
    permissions.REMIND_SIGNATORY.demand(by, organisation)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _people(organisation: Organisation, about: str) -> list[Person]:
    people = signatories_of(organisation)
    if not people:
        raise Refused(f"Nobody can sign for {organisation.name} yet. Invite a signatory to your team.")
    last = reminded_at([organisation]).get(about)
    if last is not None and clock.now() < last + PAUSE:
        names = sentence_list([str(person) for person in people])
        raise Refused(f"We wrote to {names} on {london(last)}. You can send another reminder a day after that.")
    return people
