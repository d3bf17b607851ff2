"""What are people told about awards? One function a message, each to one person."""

from __future__ import annotations

from applications.models import Application
from awards.models import Award
from charter.enums import Role
from charter.kit import messages
from charter.kit.models import Message
from charter.models import Membership, Organisation, Person


def still_leads(message: Message) -> bool:
    """Whether the recipient may still sign in and still leads the organisation the message is about."""
    if message.organisation_id is None or message.person_id is None:
        return False
    led = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(
        organisation_id=message.organisation_id, person_id=message.person_id, person__is_active=True
    )
    return led.exists()


messages.kind("awards.released", still_right=still_leads)
messages.kind("awards.not_yet_awarded", still_right=still_leads)
messages.kind("awards.revoked", still_right=still_leads)


def _awards_page(organisation: Organisation) -> str:
    """The path of the organisation's awards page; a plain string, so that a letter needs no routes."""
    return f"/{organisation.programme.slug}/org/{organisation.slug}/awards/"


def award_released(award: Award, *, organisation: Organisation, to: Person) -> None:
    """Tell a lead of one of the parties which level was awarded, once a person and application."""
    messages.send(
        "awards.released",
        to=to,
        context={
            "level": award.level.name,
            "holders": award.holders,
            "services": award.services,
            "code": award.code,
            "awarded_on": award.awarded_on,
            "valid_until": award.valid_until,
            "reference": award.application.reference,
        },
        link=_awards_page(organisation),
        key=f"awards.result:{award.application_id}:{to.pk}",
        programme=organisation.programme,
        organisation=organisation,
    )


def not_yet_awarded(application: Application, *, organisation: Organisation, to: Person) -> None:
    """Tell a lead that no level is awarded yet and what comes next, once a person and application."""
    messages.send(
        "awards.not_yet_awarded",
        to=to,
        context={"reference": application.reference, "cohort": application.cohort.name},
        link=_awards_page(organisation),
        key=f"awards.result:{application.pk}:{to.pk}",
        programme=organisation.programme,
        organisation=organisation,
    )


def award_revoked(award: Award, *, reason: str, organisation: Organisation, to: Person) -> None:
    """Tell a lead that an award no longer holds, and why, once a person and award."""
    messages.send(
        "awards.revoked",
        to=to,
        context={"level": award.level.name, "code": award.code, "services": award.services, "reason": reason},
        link=_awards_page(organisation),
        key=f"awards.revoked:{award.pk}:{to.pk}",
        programme=organisation.programme,
        organisation=organisation,
    )
