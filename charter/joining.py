"""What do people who register, and staff who answer them, need to know?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from charter import near_names, ods_codes
from charter.enums import OrganisationState, RegistrationNoteKind, Role
from charter.kit import tenancy
from charter.models import JoinRequest, Membership, Organisation, Programme, RegistrationDraft, RegistrationNote

SAME_CODE = "It has the same ODS code."
SAME_NAME = "It has the same name."
NEAR_NAME = "Its name is nearly the same."


@dataclass(frozen=True)
class Match:
    """An organisation that may be the one somebody registers: why, who leads it (names only), is it the same name."""

    organisation: Organisation
    why: str
    leads: tuple[str, ...]
    is_same: bool


def draft_of(person: Any, programme: Programme) -> dict[str, Any]:
    """What ``person`` has typed so far about the organisation they want to register; empty at first."""
    row = RegistrationDraft.objects.filter(programme=programme, person=person).first()
    return row.answers if row is not None else {}


def matches(programme: Programme, *, name: str, ods_code: str) -> list[Match]:
    """Organisations of the programme with the same or a near name, or the same ODS code; declined ones left out.

    The closest come first. Gives names of leads and never an address. Two queries.
    """
    with tenancy.as_system("somebody who registers is told who has registered their organisation"):
        rows = list(Organisation.objects.filter(programme=programme).exclude(state=OrganisationState.DECLINED))
        found = near(rows, name=name, ods_code=ods_code)
        leads = leads_by_organisation([row for row, _ in found])
    return [Match(row, why, tuple(leads.get(row.pk, ())), why == SAME_NAME) for row, why in found]


def near(rows: Iterable[Organisation], *, name: str, ods_code: str) -> list[tuple[Organisation, str]]:
    """Those of ``rows`` that may be the same organisation, each with the sentence why; same names first."""
    code, found = ods_code.strip().upper(), []
    for row in rows:
        verdict = near_names.compare(name, row.name)
        if verdict == near_names.SAME:
            found.append((row, SAME_NAME))
        elif code and row.ods_code == code:
            found.append((row, SAME_CODE))
        elif verdict == near_names.NEAR:
            found.append((row, NEAR_NAME))
    order = (SAME_NAME, SAME_CODE, NEAR_NAME)
    return sorted(found, key=lambda pair: (order.index(pair[1]), pair[0].name))


def leads_by_organisation(rows: Iterable[Organisation]) -> dict[int, list[str]]:
    """The names of the organisations' leads, by the organisation's id. One query; none for no rows."""
    ids = [row.pk for row in rows]
    if not ids:
        return {}
    named: dict[int, list[str]] = {}
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(
        organisation_id__in=ids, person__is_active=True
    )
    for row in held.select_related("person").order_by("person__name", "pk"):
        # Whoever has not given a name is not named by their address.
        named.setdefault(row.organisation_id or 0, []).append(row.person.name or "Somebody")
    return named


def notes_of(organisation: Organisation) -> QuerySet[RegistrationNote]:
    """What was written about a registration, oldest first; the policies keep staff's notes from its people."""
    return RegistrationNote.objects.filter(organisation=organisation).select_related("written_by")


def letters_of(organisation: Organisation) -> QuerySet[RegistrationNote]:
    """Questions of the programme team and what its people wrote back; never a note among staff."""
    return notes_of(organisation).exclude(kind=RegistrationNoteKind.NOTE)


def requests_open(organisation: Organisation) -> QuerySet[JoinRequest]:
    """Who asks to join the organisation and has no answer yet, oldest first."""
    return JoinRequest.objects.filter(organisation=organisation, answered_at__isnull=True).select_related("person")


def open_request(person: Any, organisation: Organisation) -> JoinRequest | None:
    """The person's own unanswered request to join the organisation."""
    return JoinRequest.objects.filter(organisation=organisation, person=person, answered_at__isnull=True).first()


@dataclass(frozen=True)
class Waiting:
    """A registration that waits for staff: its leads, what it looks like, and what its ODS code tells."""

    organisation: Organisation
    leads: tuple[str, ...]
    near: tuple[tuple[Organisation, str], ...]
    code: ods_codes.Finding
    asked: bool


@dataclass(frozen=True)
class Approvals:
    """What staff answer: registrations, oldest first, and requests to join that wait for a lead."""

    waiting: tuple[Waiting, ...]
    requests: tuple[JoinRequest, ...]


def approvals(programme: Programme) -> Approvals:
    """Everything that waits in the programme. Four queries, however much it is."""
    everybody = list(Organisation.objects.filter(programme=programme))
    pending = [row for row in everybody if row.state == OrganisationState.PENDING]
    leads = leads_by_organisation(pending)
    newest: dict[int, str] = {}
    letters = RegistrationNote.objects.filter(organisation__in=pending).exclude(kind=RegistrationNoteKind.NOTE)
    for organisation_id, kind in letters.values_list("organisation_id", "kind"):
        newest[organisation_id] = kind
    rows = tuple(
        _waiting(row, everybody, leads, newest.get(row.pk) == RegistrationNoteKind.QUESTION)
        for row in sorted(pending, key=lambda row: (row.registered_at, row.pk))
    )
    asked = JoinRequest.objects.filter(programme=programme, answered_at__isnull=True)
    return Approvals(rows, tuple(asked.select_related("organisation", "person")))


def waiting(organisation: Organisation) -> Waiting:
    """One registration as staff look at it. Three queries."""
    everybody = list(Organisation.objects.filter(programme_id=organisation.programme_id))
    leads = leads_by_organisation([organisation])
    letters = list(letters_of(organisation).values_list("kind", flat=True))
    return _waiting(organisation, everybody, leads, letters[-1:] == [RegistrationNoteKind.QUESTION])


def _waiting(row: Organisation, everybody: list[Organisation], leads: dict[int, list[str]], asked: bool) -> Waiting:
    others = [other for other in everybody if other.pk != row.pk]
    return Waiting(
        organisation=row,
        leads=tuple(leads.get(row.pk, ())),
        near=tuple(near(others, name=row.name, ods_code=row.ods_code)),
        code=ods_codes.check(row.ods_code, row.kind),
        asked=asked,
    )


def count_pending(programme: Programme) -> int:
    """How many registrations wait for staff."""
    return Organisation.objects.filter(programme=programme, state=OrganisationState.PENDING).count()
