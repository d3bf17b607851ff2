"""What are people told about the Charter itself? One function a message; each names its kind once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from charter import selectors
from charter.enums import STAFF_ROLES, Mail, RegistrationNoteKind, Role
from charter.kit import clock, messages
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import (
    ActingAs,
    ClosureRequest,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Person,
    Programme,
    RegistrationNote,
)
from charter.permissions import APPROVE_ORGANISATIONS, INVITE_TO_ORGANISATION, INVITE_TO_PROGRAMME
from charter.roles import ROLES


def still_leads(message: Message) -> bool:
    """Whether the recipient is active and still leads the organisation that the message is about."""
    if message.person_id is None or message.organisation_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD)
    return held.filter(person_id=message.person_id, organisation_id=message.organisation_id).exists()


def still_staff(message: Message) -> bool:
    """Whether the recipient is active and still staff of the programme."""
    if message.person_id is None or message.programme_id is None or not messages.recipient_is_active(message):
        return False
    held = Membership.objects.with_role(*STAFF_ROLES)
    return held.filter(person_id=message.person_id, programme_id=message.programme_id).exists()


def still_invites(message: Message) -> bool:
    """Whether the recipient is active and may still invite to where the invitation was to."""
    if message.person_id is None or message.programme_id is None or not messages.recipient_is_active(message):
        return False
    person = Person.objects.get(pk=message.person_id)
    programme = Programme.objects.get(pk=message.programme_id)
    place = message.organisation_id
    return _invites(person, programme, Organisation.objects.get(pk=place) if place is not None else None)


def _invites(person: Person, programme: Programme, organisation: Organisation | None) -> bool:
    """Whether somebody may invite to an organisation, or with None to the programme itself."""
    if organisation is None:
        return bool(INVITE_TO_PROGRAMME.check(person, programme))
    invites = INVITE_TO_ORGANISATION.check(person, organisation)
    return bool(invites or APPROVE_ORGANISATIONS.check(person, organisation))


messages.kind("charter.invitation", secret=True)
messages.kind("account.code", secret=True)
messages.kind("account.notice")
# What changed about an account goes also to somebody whose account was closed meanwhile.
messages.kind("account.alert", still_right=lambda message: True)
for _name in ("organisation_approved", "organisation_declined", "registration_question", "join_asked"):
    messages.kind(f"charter.{_name}", still_right=still_leads)
for _name in ("registration_arrived", "registration_reply"):
    messages.kind(f"charter.{_name}", still_right=still_staff, purpose=Purpose.ASKS)
messages.kind("charter.lead_handed_over", still_right=still_leads)
messages.kind("charter.join_answered")
messages.kind("charter.invitation_wanted", still_right=still_invites)
messages.kind("charter.role_given")
messages.kind("charter.role_ended")
# Whoever leaves may have no account to read it in, so it is written to the address.
messages.kind("charter.left")
messages.kind("charter.acted_as")
messages.kind("charter.closure_asked", purpose=Purpose.ASKS)
messages.kind("charter.account_closed", last=True)


def _wants_news(message: Message) -> bool:
    """Whether the recipient wants news by e-mail; an address without an account gets it."""
    return not Person.objects.filter(pk=message.person_id or 0, mail=Mail.NEEDS_ME).exists()


messages.news_is_wanted_by(_wants_news)


def invitation(invitation: Invitation, token: str) -> None:
    """Send an invitation's single-use link to the address it is bound to."""
    where = invitation.organisation or invitation.programme
    messages.send(
        "charter.invitation",
        to=invitation.email,
        context={
            "where": str(where),
            "role": invitation.roles_words.lower(),
            "invited_by": str(invitation.invited_by),
            "expires_at": invitation.expires_at,
        },
        link=f"/invite/{token}/",
        key=f"invitation:{invitation.pk}",
        programme=invitation.programme,
        organisation=invitation.organisation,
    )


def account_changed(person: Person, sentence: str, *, to: str = "") -> None:
    """Tell a person what has just changed about their account, at their address or at an older one."""
    _alert(person, sentence, subject="Something about your account changed", to=to)


def new_device(person: Person, device: str) -> None:
    """Tell a person that somebody signed in as them on a device that was not theirs before."""
    _alert(person, f"Your account was used on a new device: {device}.", subject="Your account on a new device")


def _alert(person: Person, sentence: str, *, subject: str, to: str = "") -> None:
    messages.send(
        "account.alert",
        to=person,
        context={"subject_line": subject, "sentence": sentence, "at": clock.now()},
        link="/account/security/",
        key=f"account:{uuid.uuid4()}",
        address=to,
    )


def _to_leads(name: str, organisation: Organisation, key: str, link: str, **context: Any) -> None:
    """One message to each lead of the organisation, once for the occasion that ``key`` names."""
    for person in selectors.leads_of(organisation):
        messages.send(
            f"charter.{name}",
            to=person,
            context={"organisation_name": organisation.name, **context},
            link=link,
            key=f"{name}:{key}:{person.pk}",
            programme=organisation.programme,
            organisation=organisation,
        )


def _own(organisation: Organisation, page: str = "") -> str:
    """The path of a page of the organisation's own."""
    return f"/{organisation.programme.slug}/org/{organisation.slug}/{page}"


def registration_arrived(organisation: Organisation, registered_by: Person) -> None:
    """Tell the officers that an organisation waits for approval."""
    for person in selectors.people_with_role(organisation.programme, Role.OFFICER):
        messages.send(
            "charter.registration_arrived",
            to=person,
            context={"organisation_name": organisation.name, "who": str(registered_by)},
            link=f"/{organisation.programme.slug}/staff/approvals/{organisation.slug}/",
            key=f"registration_arrived:{organisation.pk}:{person.pk}",
            programme=organisation.programme,
        )


def organisation_approved(organisation: Organisation) -> None:
    """Tell the leads that they can take part from now on."""
    _to_leads("organisation_approved", organisation, str(organisation.pk), _own(organisation))


def organisation_declined(organisation: Organisation, reason: str) -> None:
    """Tell the leads that the registration was declined, and why."""
    link = _own(organisation, "welcome/")
    _to_leads("organisation_declined", organisation, str(organisation.pk), link, reason=reason)


def registration_question(organisation: Organisation, note: RegistrationNote) -> None:
    """Put the programme team's question to the leads."""
    link = _own(organisation, "welcome/")
    _to_leads("registration_question", organisation, str(note.pk), link, question=note.text)


def registration_reply(organisation: Organisation, note: RegistrationNote) -> None:
    """Tell whoever of the staff asked last, else every officer, what the organisation wrote."""
    programme = organisation.programme
    asked = organisation.registration_notes.filter(kind=RegistrationNoteKind.QUESTION).last()
    officers = selectors.people_with_role(programme, Role.OFFICER)
    staff = selectors.people_with_role(programme, *STAFF_ROLES)
    people = list(staff.filter(pk=asked.written_by_id)) if asked is not None else []
    for person in people or list(officers):
        messages.send(
            "charter.registration_reply",
            to=person,
            context={"organisation_name": organisation.name, "text": note.text},
            link=f"/{programme.slug}/staff/approvals/{organisation.slug}/",
            key=f"registration_reply:{note.pk}:{person.pk}",
            programme=programme,
        )


def join_asked(request: JoinRequest) -> None:
    """Tell the leads that somebody asks to join, under which name and with which address they can be known."""
    organisation = request.organisation
    who = {"who": request.person.name or "Somebody", "their_address": request.person.email}
    _to_leads("join_asked", organisation, str(request.pk), _own(organisation, "team/"), **who)


def join_answered(request: JoinRequest) -> None:
    """Tell somebody whether they may join."""
    organisation = request.organisation
    messages.send(
        "charter.join_answered",
        to=request.person,
        context={
            "organisation_name": organisation.name,
            "answer": "accepted" if request.accepted else "declined",
        },
        link=_own(organisation) if request.accepted else f"/{organisation.programme.slug}/join/",
        key=f"join_answered:{request.pk}",
        programme=organisation.programme,
        organisation=organisation,
    )


def lead_handed_over(organisation: Organisation, to: Person, by: Any) -> None:
    """Tell somebody that they lead the organisation now, and who saw to it."""
    messages.send(
        "charter.lead_handed_over",
        to=to,
        context={"organisation_name": organisation.name, "who": str(by)},
        link=_own(organisation, "team/"),
        key=f"lead_handed_over:{organisation.pk}:{to.pk}:{clock.now().isoformat()}",
        programme=organisation.programme,
        organisation=organisation,
    )


def invitation_wanted(invitation: Invitation) -> bool:
    """Tell whoever invited that the link ran out and a new one is wanted; False when they were told before."""
    organisation, programme = invitation.organisation, invitation.programme
    team = _own(organisation, "team/") if organisation is not None else f"/{programme.slug}/staff/people/"
    told = [
        messages.send(
            "charter.invitation_wanted",
            to=person,
            context={"where": str(organisation or programme), "invited_address": invitation.email},
            link=team,
            key=f"invitation_wanted:{invitation.pk}:{person.pk}",
            programme=programme,
            organisation=organisation,
        )
        for person in _who_invites(invitation)
    ]
    return any(told)


def _who_invites(invitation: Invitation) -> list[Person]:
    """Whoever sent the invitation, if they may still invite there; else those who lead now."""
    inviter = invitation.invited_by
    if inviter.is_active and _invites(inviter, invitation.programme, invitation.organisation):
        return [inviter]
    if invitation.organisation is not None:
        return list(selectors.leads_of(invitation.organisation))
    return list(selectors.people_with_role(invitation.programme, Role.PROGRAMME_LEAD))


def role_given(membership: Membership, *, by: Any) -> None:
    """Tell somebody about a role of the programme that they hold from now on."""
    messages.send(
        "charter.role_given",
        to=membership.person,
        context={
            "role": membership.get_role_display(),
            "sentence": ROLES[Role(membership.role)].sentence,
            "given_by": str(by),
        },
        link="/start/",
        key=f"role-given:{membership.pk}",
        programme=membership.programme,
    )


def role_ended(membership: Membership, *, by: Any) -> None:
    """Tell somebody that they no longer hold a role of the programme."""
    messages.send(
        "charter.role_ended",
        to=membership.person,
        context={"role": membership.get_role_display(), "ended_by": str(by)},
        link="/start/",
        key=f"role-ended:{membership.pk}",
        programme=membership.programme,
    )


def left(person: Person, *, programme: Programme, roles: Sequence[str], key: str) -> None:
    """Tell whoever left a programme what ended; ``key`` names the occasion."""
    messages.send(
        "charter.left",
        to=person,
        context={"roles": tuple(roles)},
        link="/start/",
        key=f"left:{key}",
        programme=programme,
    )


def acted_as(row: ActingAs) -> None:
    """Tell somebody who looks at pages as them, and why."""
    messages.send(
        "charter.acted_as",
        to=row.as_person,
        context={"who": str(row.person), "reason": row.reason, "ends_at": row.ends_at},
        link=reverse("charter:own_data"),
        key=f"acted-as:{row.pk}",
        programme=row.programme,
    )


def closure_asked(request: ClosureRequest) -> None:
    """Tell the programme's leads that somebody wants their account closed."""
    words = {"programme": request.programme.slug, "who": request.person.uuid}
    for lead in selectors.people_with_role(request.programme, Role.PROGRAMME_LEAD):
        messages.send(
            "charter.closure_asked",
            to=lead,
            context={"who": str(request.person)},
            link=reverse("charter:person", kwargs=words),
            key=f"closure-asked:{request.pk}:{lead.pk}",
            programme=request.programme,
        )


def account_closed(address: str, *, key: str) -> None:
    """Tell an address for the last time; the letter is erased with the account once it is sent."""
    messages.send("charter.account_closed", to=address, context={}, link="/", key=f"account-closed:{key}")
