"""What are people told about applications? One function a message; who gets it and whether they still may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from applications.models import Application, Extension, PartyInvitation, Pledge, Return, Snapshot
from applications.selectors import signatories_of, values_page
from applications.selectors.people import Colleague
from charter import selectors as charter
from charter.enums import STAFF_ROLES, Role
from charter.kit import clock, messages
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import Membership, Organisation, Standard
from charter.roles import roles_with


def still_leads(message: Message) -> bool:
    """Whether the recipient is active and still leads the organisation that the message is about."""
    if message.person_id is None or message.organisation_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD)
    return held.filter(person_id=message.person_id, organisation_id=message.organisation_id).exists()


def still_to_sign(message: Message) -> bool:
    """Whether the recipient still signs for the organisation, and it still has values to sign."""
    if message.person_id is None or message.organisation_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(Role.SIGNATORY)
    if not held.filter(person_id=message.person_id, organisation_id=message.organisation_id).exists():
        return False
    return values_page(Organisation.objects.get(pk=message.organisation_id)).framework is not None


def still_staff(message: Message) -> bool:
    """Whether the recipient is active and still staff of the programme."""
    if message.person_id is None or message.programme_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(*STAFF_ROLES)
    return held.filter(person_id=message.person_id, programme_id=message.programme_id).exists()


def still_writes(message: Message) -> bool:
    """Whether the recipient is active and may still write for the organisation that the message is about."""
    if message.person_id is None or message.organisation_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(*roles_with("applications.write_answer"))
    return held.filter(person_id=message.person_id, organisation_id=message.organisation_id).exists()


# A refusal is never withheld, nor what changes somebody's work at once; the others ask for something, or are news.
for _name in ("declined", "extension_declined", "lapsed", "restored"):
    messages.kind(f"applications.{_name}", still_right=still_leads)
for _name in ("selected", "party_added", "withdrawal_asked", "returned", "extension_granted"):
    messages.kind(f"applications.{_name}", still_right=still_leads, purpose=Purpose.ASKS)
for _name in ("values_to_sign", "values_again"):
    messages.kind(f"applications.{_name}", still_right=still_to_sign, purpose=Purpose.ASKS)
messages.kind("applications.signatory_needed", still_right=still_leads, purpose=Purpose.ASKS)
for _name in ("waitlisted", "sent", "accepted", "withdrawn"):
    messages.kind(f"applications.{_name}", still_right=still_leads, purpose=Purpose.NEWS)
for _name in ("arrived", "extension_asked", "extension_waits"):
    messages.kind(f"applications.{_name}", still_right=still_staff, purpose=Purpose.ASKS)
messages.kind("applications.withdrawal_arrived", still_right=still_staff, purpose=Purpose.NEWS)
messages.kind("applications.partner_joined", still_right=still_leads, purpose=Purpose.NEWS)
messages.kind("applications.partner_invited", secret=True)
messages.kind("applications.section_given", still_right=still_writes, purpose=Purpose.ASKS)


def _page(application: Application) -> str:
    """The path of the application's task list."""
    return f"/{application.programme.slug}/apply/{application.reference}/"


def _to_leads(
    name: str, application: Application, organisations: Iterable[Organisation], link: str, **context: Any
) -> None:
    """One message to each lead of ``organisations``, once for this application and instant."""
    for organisation in organisations:
        for person in charter.leads_of(organisation):
            messages.send(
                f"applications.{name}",
                to=person,
                context={
                    "reference": application.reference,
                    "organisation_name": organisation.name,
                    "cohort": application.cohort.name,
                    **context,
                },
                link=link,
                key=f"{name}:{application.pk}:{organisation.pk}:{person.pk}:{clock.now().isoformat()}",
                programme=application.programme,
                organisation=organisation,
            )


def _to_officers(
    name: str,
    application: Application,
    *,
    roles: Iterable[Role] = (Role.OFFICER,),
    but: Any = None,
    page: str = "",
    **context: Any,
) -> None:
    """One message to each person with one of ``roles`` from whom no conflict hides the application, once an instant.

    ``but`` is left out. ``page`` is the last part of the staff address it leads to.
    """
    programme = application.programme
    hidden = application.recusals.filter(lifted_at__isnull=True).values("person_id")
    people = charter.people_with_role(programme, *roles).exclude(pk__in=hidden)
    for person in people.exclude(pk=but.pk) if but is not None else people:
        messages.send(
            f"applications.{name}",
            to=person,
            context={"reference": application.reference, "cohort": application.cohort.name, **context},
            link=f"/{programme.slug}/staff/apply/{application.reference}/{page}",
            key=f"{name}:{application.pk}:{person.pk}:{clock.now().isoformat()}",
            programme=programme,
        )


def _organisations(application: Application) -> list[Organisation]:
    """Every party's organisation, the lead's first."""
    return [party.organisation for party in application.parties.select_related("organisation")]


def selected(application: Application) -> None:
    """The lead organisation may begin; says what comes first and until when."""
    cohort = application.cohort
    _to_leads(
        "selected",
        application,
        [application.organisation],
        _page(application),
        opens_at=cohort.evidence_opens_at,
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def waitlisted(application: Application) -> None:
    """The lead organisation is on the waiting list."""
    _to_leads("waitlisted", application, [application.organisation], _page(application))


def declined(application: Application, reason: str) -> None:
    """The lead organisation is not in this cohort, with the officer's reason."""
    _to_leads("declined", application, [application.organisation], _page(application), reason=reason)


def party_added(application: Application, organisation: Organisation) -> None:
    """A partner organisation learns which application it now stands behind, and what it signs."""
    _to_leads(
        "party_added",
        application,
        [organisation],
        _page(application),
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
    link = _page(application)
    _to_leads("partner_joined", application, [application.organisation], link, partner_name=organisation.name)


def sent(application: Application, snapshot: Snapshot) -> None:
    """Every party has the receipt; every officer learns that there is something to check."""
    _to_leads(
        "sent",
        application,
        _organisations(application),
        _page(application) + "receipt/",
        receipt=snapshot.receipt,
        sent_at=snapshot.sent_at,
        closes_at=application.deadline.at,
        decisions_by=application.cohort.decisions_by,
    )
    _to_officers("arrived", application, sent_at=snapshot.sent_at)


def accepted(application: Application) -> None:
    """Every party learns that the application is complete and goes to the panel."""
    _to_leads(
        "accepted",
        application,
        _organisations(application),
        _page(application),
        decisions_by=application.cohort.decisions_by,
    )


def withdrawn(application: Application) -> None:
    """Every party and every officer learns that the application was withdrawn."""
    _to_leads("withdrawn", application, _organisations(application), _page(application))
    _to_officers("withdrawal_arrived", application)


def withdrawal_asked(application: Application, by_organisation: Organisation, waiting: list[Organisation]) -> None:
    """The other parties learn that one wants to withdraw, and that nothing happens until they ask as well."""
    _to_leads(
        "withdrawal_asked",
        application,
        waiting,
        _page(application) + "withdraw/",
        asked_by=by_organisation.name,
    )


def section_given(application: Application, standards: list[Standard], to: Colleague, *, by: Any) -> None:
    """Somebody of a party learns which standards are theirs to write now, and by when; once for this instant."""
    first = standards[0]
    messages.send(
        "applications.section_given",
        to=to.person,
        context={
            "reference": application.reference,
            "cohort": application.cohort.name,
            "given_by": str(by),
            "standards": [f"{standard.code} {standard.name}" for standard in standards],
            "organisation_name": to.organisation_name,
            "closes_at": application.cohort.closes_at,
        },
        link=_page(application) + (f"evidence/{first.code.lower()}/" if len(standards) == 1 else ""),
        key=f"section_given:{application.pk}:{to.person.pk}:{first.pk}:{clock.now().isoformat()}",
        programme=application.programme,
        organisation=_party_of(application, to),
    )


def _party_of(application: Application, colleague: Colleague) -> Organisation:
    """The party through which somebody takes part."""
    parties = {party.organisation_id: party.organisation for party in application.parties.all()}
    return parties[colleague.organisation_id]


def returned(application: Application, returned: Return) -> None:
    """Every party reads what is asked for, on which standards, and until when."""
    rows = returned.standards.select_related("standard").order_by("standard__position")
    _to_leads(
        "returned",
        application,
        _organisations(application),
        _page(application),
        request=returned.request,
        standards=[{"code": row.standard.code, "name": row.standard.name, "comment": row.comment} for row in rows],
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def lapsed(application: Application) -> None:
    """Every party learns that the application was not sent in time, and whom it can ask."""
    _to_leads(
        "lapsed",
        application,
        _organisations(application),
        _page(application),
        closed_at=application.deadline.last_moment,
        contact=application.programme.contact_name,
    )


def restored(application: Application) -> None:
    """Every party learns that staff brought the application back."""
    _to_leads("restored", application, _organisations(application), _page(application))


def extension_asked(application: Application, extension: Extension) -> None:
    """Every officer learns that somebody asks for more time."""
    _to_officers(
        "extension_asked",
        application,
        page="extension/",
        asked_by=extension.organisation.name,
        closes_at=application.deadline.at,
    )


def extension_waits(application: Application, extension: Extension, by: Any) -> None:
    """The others of the team learn that a second person must confirm more time after the deadline."""
    _to_officers(
        "extension_waits",
        application,
        roles=STAFF_ROLES,
        but=by,
        page="extension/",
        proposed_by=str(by),
        until=extension.until,
    )


def extension_granted(application: Application, extension: Extension) -> None:
    """Every party learns the new deadline of this application."""
    _to_leads(
        "extension_granted",
        application,
        _organisations(application),
        _page(application),
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def extension_declined(application: Application, extension: Extension) -> None:
    """The party that asked reads the answer and when the deadline is."""
    _to_leads(
        "extension_declined",
        application,
        [extension.organisation],
        _page(application),
        answer=extension.answer,
        closes_at=application.deadline.at,
    )
