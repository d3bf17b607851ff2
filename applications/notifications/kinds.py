"""Which messages about applications are there, and who may still get one when it goes out?"""

from __future__ import annotations

from applications.enums import WRITABLE
from applications.models import Application, Declaration
from applications.selectors import values_page
from charter.enums import ORGANISATION_ROLES, STAFF_ROLES, Role
from charter.kit import messages
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import Membership, Organisation
from charter.roles import roles_with


def _holds(message: Message, *roles: str) -> bool:
    """Whether the recipient is active and has one of ``roles`` in the organisation that the message is about."""
    if message.person_id is None or message.organisation_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(*roles)
    return held.filter(person_id=message.person_id, organisation_id=message.organisation_id).exists()


def still_leads(message: Message) -> bool:
    """Whether the recipient still leads the organisation."""
    return _holds(message, Role.ORGANISATION_LEAD)


def still_takes_part(message: Message) -> bool:
    """Whether the recipient still has a role in the organisation."""
    return _holds(message, *sorted(ORGANISATION_ROLES))


def still_writes(message: Message) -> bool:
    """Whether the recipient may still write for the organisation."""
    return _holds(message, *roles_with("applications.write_answer"))


def still_to_sign(message: Message) -> bool:
    """Whether the recipient still signs for the organisation, and it still has values to sign."""
    if message.organisation_id is None or not _holds(message, Role.SIGNATORY):
        return False
    return values_page(Organisation.objects.get(pk=message.organisation_id)).framework is not None


def still_to_declare(message: Message) -> bool:
    """Whether the recipient still signs for the organisation, and its declaration of this round is still missing."""
    if message.programme_id is None or message.organisation_id is None or not _holds(message, Role.SIGNATORY):
        return False
    # The letter leads to the application's own page, whose address names it.
    application = Application.objects.filter(
        programme_id=message.programme_id, reference=message.link.split("/")[3], state__in=WRITABLE
    ).first()
    if application is None:
        return False
    signed = Declaration.objects.filter(application=application, round=application.round)
    return not signed.filter(organisation_id=message.organisation_id).exists()


def still_staff(message: Message) -> bool:
    """Whether the recipient is active and still staff of the programme."""
    if message.person_id is None or message.programme_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(*STAFF_ROLES)
    return held.filter(person_id=message.person_id, programme_id=message.programme_id).exists()


# A refusal is never withheld, nor what changes somebody's work at once; the others ask for something, or are news.
for _name in ("declined", "extension_declined", "lapsed", "restored"):
    messages.kind(f"applications.{_name}", still_right=still_leads)
for _name in ("selected", "party_added", "withdrawal_asked", "returned", "extension_granted"):
    messages.kind(f"applications.{_name}", still_right=still_leads, purpose=Purpose.ASKS)
for _name in ("values_to_sign", "values_again", "values_reminder"):
    messages.kind(f"applications.{_name}", still_right=still_to_sign, purpose=Purpose.ASKS)
messages.kind("applications.declaration_reminder", still_right=still_to_declare, purpose=Purpose.ASKS)
messages.kind("applications.signatory_needed", still_right=still_leads, purpose=Purpose.ASKS)
for _name in ("waitlisted", "sent", "accepted", "withdrawn"):
    messages.kind(f"applications.{_name}", still_right=still_leads, purpose=Purpose.NEWS)
for _name in ("arrived", "extension_asked", "extension_waits"):
    messages.kind(f"applications.{_name}", still_right=still_staff, purpose=Purpose.ASKS)
messages.kind("applications.withdrawal_arrived", still_right=still_staff, purpose=Purpose.NEWS)
messages.kind("applications.partner_joined", still_right=still_leads, purpose=Purpose.NEWS)
messages.kind("applications.partner_invited", secret=True)
messages.kind("applications.section_given", still_right=still_writes, purpose=Purpose.ASKS)
messages.kind("applications.comment_named", still_right=still_takes_part, purpose=Purpose.ASKS)
messages.kind("applications.comments_opened", still_right=still_staff, purpose=Purpose.ASKS)
messages.kind("applications.virus_found", still_right=still_takes_part)
messages.kind("applications.virus_found_staff", still_right=still_staff)
messages.kind("applications.evidence_attached", still_right=still_leads)
