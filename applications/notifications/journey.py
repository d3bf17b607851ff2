"""What are people told on the way from a place in a cohort to what was sent?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from applications.models import (
    Application,
    PartyInvitation,
    Pledge,
    Snapshot,
)
from applications.notifications.reach import organisations_of, page_of, to_leads, to_officers
from applications.selectors import signatories_of, values_page
from applications.selectors.reminders import about_declaration, about_values
from charter import selectors as charter
from charter.kit import clock, messages
from charter.models import Framework, Organisation, Person


def selected(application: Application) -> None:
    """The lead organisation may begin; says what comes first and until when."""
    cohort = application.cohort
    to_leads(
        "selected",
        application,
        [application.organisation],
        page_of(application),
        opens_at=cohort.evidence_opens_at,
        opened=cohort.evidence_opens_at <= clock.now(),
        signed=values_page(application.organisation).framework is None,
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def waitlisted(application: Application) -> None:
    """The lead organisation is on the waiting list."""
    to_leads("waitlisted", application, [application.organisation], page_of(application))


def declined(application: Application, reason: str) -> None:
    """The lead organisation is not in this cohort, with the officer's reason."""
    to_leads("declined", application, [application.organisation], page_of(application), reason=reason)


def party_added(application: Application, organisation: Organisation) -> None:
    """A partner organisation learns which application it now stands behind, and what it signs."""
    to_leads(
        "party_added",
        application,
        [organisation],
        page_of(application),
        lead_name=application.organisation.name,
    )


def values_to_sign(application: Application, organisation: Organisation) -> None:
    """The organisation's signatories are led straight to the values, unless these are signed; once a version."""
    if values_page(organisation).framework is None:
        return
    for person in signatories_of(organisation):
        messages.send(
            "applications.values_to_sign",
            to=person,
            context={
                "organisation_name": organisation.name,
                "cohort": application.cohort.name,
                "opens_at": application.cohort.evidence_opens_at,
                "opened": application.cohort.evidence_opens_at <= clock.now(),
            },
            link=_values(organisation),
            key=f"values_to_sign:{organisation.pk}:{application.framework_id}:{person.pk}",
            programme=application.programme,
            organisation=organisation,
        )


def values_again(pledge: Pledge) -> None:
    """Another signatory is asked to sign the values anew; without one, the leads are asked to name one."""
    organisation = pledge.organisation
    signing = signatories_of(organisation)
    kind, people = "values_again", list(signing)
    if not signing:
        kind, people = "signatory_needed", list(charter.leads_of(organisation))
    for person in people:
        messages.send(
            f"applications.{kind}",
            to=person,
            context={"organisation_name": organisation.name, "signed_name": pledge.signed_name},
            link=_values(organisation),
            key=f"{kind}:{pledge.pk}:{person.pk}",
            programme=organisation.programme,
            organisation=organisation,
        )


def values_reminder(organisation: Organisation, framework: Framework, people: Iterable[Person], by: Any) -> None:
    """Each of ``people``, who sign for the organisation, is reminded of the values by name of who asks."""
    for person in people:
        messages.send(
            "applications.values_reminder",
            to=person,
            context={"organisation_name": organisation.name, "asked_by": str(by)},
            link=_values(organisation),
            key=f"{about_values(organisation, framework)}:{person.pk}:{clock.now().isoformat()}",
            programme=organisation.programme,
            organisation=organisation,
        )


def declaration_reminder(
    application: Application, organisation: Organisation, people: Iterable[Person], by: Any
) -> None:
    """Each of ``people``, who sign for the organisation, is reminded of its declaration, and until when."""
    for person in people:
        messages.send(
            "applications.declaration_reminder",
            to=person,
            context={
                "organisation_name": organisation.name,
                "asked_by": str(by),
                "reference": application.reference,
                "closes_at": application.deadline.at,
            },
            link=page_of(application) + "declare/",
            key=f"{about_declaration(organisation, application)}:{person.pk}:{clock.now().isoformat()}",
            programme=application.programme,
            organisation=organisation,
        )


def _values(organisation: Organisation) -> str:
    """The path of the page on which an organisation's values are signed."""
    return f"/{organisation.programme.slug}/org/{organisation.slug}/values/"


def partner_invited(invitation: PartyInvitation, token: str) -> None:
    """Send somebody of a partner organisation the single-use link that is bound to their address."""
    application = invitation.application
    messages.send(
        "applications.partner_invited",
        to=invitation.email,
        context={
            "partner_name": invitation.partner_name,
            "lead_name": application.organisation.name,
            "cohort": application.cohort.name,
            "invited_by": str(invitation.invited_by),
            "expires_at": invitation.expires_at,
        },
        link=f"/invite/partner/{token}/",
        key=f"partner-invited:{invitation.pk}",
        programme=application.programme,
        organisation=application.organisation,
    )


def partner_joined(application: Application, organisation: Organisation) -> None:
    """The lead organisation learns that a partner it invited stands behind the application now."""
    link = page_of(application)
    to_leads("partner_joined", application, [application.organisation], link, partner_name=organisation.name)


def sent(application: Application, snapshot: Snapshot) -> None:
    """Every party has the receipt; every officer learns that there is something to check."""
    to_leads(
        "sent",
        application,
        organisations_of(application),
        page_of(application) + "receipt/",
        receipt=snapshot.receipt,
        sent_at=snapshot.sent_at,
        closes_at=application.deadline.at,
        decisions_by=application.cohort.decisions_by,
    )
    to_officers("arrived", application, sent_at=snapshot.sent_at)


def accepted(application: Application) -> None:
    """Every party learns that the application is complete and goes to the panel."""
    to_leads(
        "accepted",
        application,
        organisations_of(application),
        page_of(application),
        decisions_by=application.cohort.decisions_by,
    )


def withdrawn(application: Application) -> None:
    """Every party and every officer learns that the application was withdrawn."""
    to_leads("withdrawn", application, organisations_of(application), page_of(application))
    to_officers("withdrawal_arrived", application)


def withdrawal_asked(application: Application, by_organisation: Organisation, waiting: list[Organisation]) -> None:
    """The other parties learn that one wants to withdraw, and that nothing happens until they ask as well."""
    to_leads(
        "withdrawal_asked",
        application,
        waiting,
        page_of(application) + "withdraw/",
        asked_by=by_organisation.name,
    )
