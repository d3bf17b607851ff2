"""What does the Charter itself keep about a person? For their own eyes, and nothing about anybody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from charter.kit import duties, secrecy, tenancy
from charter.kit.duties import Section
from charter.kit.models import AuditEvent, Message
from charter.models import (
    AccessNeeds,
    ActingAs,
    ClosureRequest,
    Invitation,
    JoinRequest,
    Membership,
    Person,
    RegistrationDraft,
)
from charter.sign_in_methods import known_sessions, ways_in


def everything(person: Person) -> list[Section]:
    """All that every app keeps about ``person``, under headings, from every programme."""
    with tenancy.as_system("a person reads what is kept about them in every programme"), tenancy.entering(None):
        return duties.export(person)


def closure_of(person: Person) -> ClosureRequest | None:
    """The person's wish to close their account that still waits, or None."""
    return ClosureRequest.objects.filter(person=person, done_at__isnull=True, taken_back_at__isnull=True).first()


def as_plain(sections: list[Section]) -> dict[str, Any]:
    """The same for a JSON file: instants as text in UTC."""
    return {
        section.title: [{name: _plain(value) for name, value in row.items()} for row in section.rows]
        for section in sections
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def charters_part(person: Person) -> list[Section]:
    """The person, their roles, invitations, letters, sessions, wishes, and what is on record of them."""
    return [_person(person), _roles(person), *_around(person), _acting(person), _letters(person), _record(person)]


def _person(person: Person) -> Section:
    needs = AccessNeeds.objects.filter(person=person).first()
    row: dict[str, Any] = {
        "Name": person.name,
        "Email address": person.email,
        "Account since": person.joined_at,
        "Signed in last": person.last_login,
        "Pronouns": person.pronouns,
        "Letters": person.get_mail_display(),
        "Text size": person.get_text_size_display(),
        "Reduced motion": "Yes" if person.reduced_motion else "No",
        "What you need to take part": secrecy.unseal(needs.sealed) if needs is not None else "",
    }
    return Section("You", [row])


def _roles(person: Person) -> Section:
    held = Membership.objects.filter(person=person).select_related("programme", "organisation").order_by("-pk")
    return Section(
        "Your roles",
        [
            {
                "Role": row.get_role_display(),
                "Where": str(row.organisation or row.programme),
                "Programme": row.programme.name,
                "From": row.began_at,
                "Until": row.ended_at,
            }
            for row in held
        ],
    )


def _around(person: Person) -> list[Section]:
    invited = (
        Invitation.objects.filter(email=person.email).select_related("programme", "organisation").order_by("-pk")
    )
    wishes = ClosureRequest.objects.filter(person=person).select_related("programme")
    return [
        Section(
            "Invitations to your address",
            [
                {
                    "Role": row.get_role_display(),
                    "Where": str(row.organisation or row.programme),
                    "Sent": row.invited_at,
                    "Accepted": row.used_at,
                    "Taken back": row.revoked_at,
                }
                for row in invited
            ],
        ),
        *_coming_in(person),
        Section("Ways to sign in", ways_in(person)),
        Section("Where you are signed in", _sessions(person)),
        Section(
            "Your wish to close your account",
            [
                {
                    "Programme": row.programme.name,
                    "Asked": row.asked_at,
                    "Done": row.done_at,
                    "Kept": row.taken_back_at,
                }
                for row in wishes
            ],
        ),
    ]


def _coming_in(person: Person) -> list[Section]:
    """What they asked of organisations, and what they typed about one that they did not register yet."""
    asked = JoinRequest.objects.filter(person=person).select_related("organisation").order_by("-pk")
    drafts = RegistrationDraft.objects.filter(person=person).select_related("programme").order_by("-pk")
    return [
        Section(
            "Organisations you asked to join",
            [
                {
                    "Organisation": row.organisation.name,
                    "What you wrote": row.note,
                    "Asked": row.asked_at,
                    "Answered": row.answered_at,
                }
                for row in asked
            ],
        ),
        Section(
            "Registrations you began",
            [{"Programme": row.programme.name, "Typed": "; ".join(map(str, row.answers.values()))} for row in drafts],
        ),
    ]


def _sessions(person: Person) -> list[dict[str, Any]]:
    rows = known_sessions(person).order_by("-pk")
    return [
        {"Since": row.created_at, "Last seen": row.last_seen_at, "From": str(row.ip), "Browser": row.user_agent}
        for row in rows
    ]


def _acting(person: Person) -> Section:
    rows = ActingAs.objects.filter(as_person=person).select_related("person", "programme")
    return Section(
        "Who looked at pages as you",
        [
            {
                "Who": str(row.person),
                "Programme": row.programme.name,
                "From": row.began_at,
                "Until": min(row.ended_at or row.ends_at, row.ends_at),
                "Why": row.reason,
            }
            for row in rows
        ],
    )


def _letters(person: Person) -> Section:
    rows = Message.objects.filter(Q(person_id=person.pk) | Q(to_address=person.email))
    return Section(
        "Messages to you",
        [
            {
                "Subject": row.subject,
                "Written": row.created_at,
                "Sent": row.sent_at,
                "To": row.to_address,
                "Text": row.text,
            }
            for row in rows
        ],
    )


def _record(person: Person) -> Section:
    """What they did, and what somebody did in their place; whom it was done to is somebody else's data."""
    rows = AuditEvent.objects.filter(Q(actor_id=person.pk) | Q(on_behalf_of_id=person.pk)).order_by("-id")
    told: list[dict[str, Any]] = []
    for row in rows.values_list("at", "verb", "about", "address", "actor_id", named=True).iterator():
        at: datetime = row.at
        told.append(
            {
                "When": at,
                "What": row.verb.replace(":", ": ").replace("-", " ").capitalize(),
                "About": row.about,
                "From": row.address or "",
                "By": "You" if row.actor_id == person.pk else "Somebody who looked at pages as you",
            }
        )
    return Section("What is on record of you", told)


duties.on_export(charters_part)
