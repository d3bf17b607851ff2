"""Why can this person see that? Asked of the real rules, one hat at a time, and told to staff in sentences.

The one who asks never learns of an object that they may not see themself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from applications.enums import WITH_PANEL, State
from applications.models import Application, Recusal
from assessment.models import Seat
from awards.models import Award
from charter import standing
from charter.enums import Role
from charter.kit import grants, tenancy
from charter.kit.tenancy import Hat
from charter.models import Organisation, Person, Programme
from charter.roles import ROLES

HIDES = "A connection on record hides this application from them."


@dataclass(frozen=True)
class Answer:
    """Whether the person sees the object under one hat, and every reason for it or against it."""

    hat: Hat
    sees: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """What was asked about, by its name, and the answer for each hat."""

    about: str
    answers: tuple[Answer, ...]

    @property
    def sees(self) -> bool:
        """Whether the person sees it under any hat."""
        return any(answer.sees for answer in self.answers)


def explain(asker: Any, person: Person, programme: Programme, about: str) -> Explanation | None:
    """The answer about an application's reference, an award's code, or an organisation's name or address word.

    None when there is no such thing that the asker may see themself.
    """
    found = _find(asker, programme, about)
    if found is None:
        return None
    with tenancy.as_system("staff ask why somebody can see what they see themselves"):
        reasons = _of_organisation if isinstance(found, Organisation) else _of_application
        answers = [Answer(hat, *_judged(hat, person, programme, found, reasons)) for hat in Hat]
    return Explanation(_name(found), tuple(answers))


def _find(asker: Any, programme: Programme, about: str) -> Application | Award | Organisation | None:
    """What the asker means, among what they see as staff."""
    word = about.strip()
    seen = Application.objects.visible_to(asker, programme, Hat.STAFF).without_own(asker, programme)
    application = seen.select_related("organisation", "cohort").filter(reference__iexact=word).first()
    if application is not None:
        return application
    award = Award.objects.visible_to(asker, programme, Hat.STAFF).filter(code__iexact=word, application__in=seen)
    organisations = Organisation.objects.visible_to(asker, programme, Hat.STAFF)
    return (
        award.select_related("application__organisation", "application__cohort").first()
        or organisations.filter(slug=word.lower()).first()
        or organisations.filter(name__iexact=word).first()
    )


def _name(found: Application | Award | Organisation) -> str:
    if isinstance(found, Award):
        return f"the award {found.code} of {found.application.reference}"
    return f"{found.reference} of {found.organisation}" if isinstance(found, Application) else str(found)


def _judged(
    hat: Hat, person: Person, programme: Programme, found: Any, reasons: Callable[..., list[str]]
) -> tuple[bool, tuple[str, ...]]:
    if not person.is_active:
        return False, ("Their account is closed or suspended.",)
    if hat not in standing.of(person).hats(programme.pk):
        return False, (f"They hold no role here that opens the pages of a {str(hat.label).lower()}.",)
    application = found.application if isinstance(found, Award) else found
    # The rule that the pages themselves ask.
    sees = type(found).objects.visible_to(person, programme, hat).filter(pk=found.pk).exists()
    return sees, tuple(reasons(hat, person, programme, application))


def _of_organisation(hat: Hat, person: Person, programme: Programme, organisation: Organisation) -> list[str]:
    if hat == Hat.APPLICANT:
        return _roles_in(person, organisation) or [f"They hold no role in {organisation}."]
    if hat == Hat.STAFF:
        return _programme_roles(person, programme, hat)
    return [f"Under this hat nobody sees organisations, only what they {_given(hat)}."]


def _given(hat: Hat) -> str:
    return {Hat.COMMISSIONER: "count together"}.get(hat, "were given to read")


def _of_application(hat: Hat, person: Person, programme: Programme, application: Application) -> list[str]:
    if hat == Hat.APPLICANT:
        parties = [party.organisation for party in application.parties.select_related("organisation")]
        return [told for organisation in parties for told in _roles_in(person, organisation)] or [
            "None of their organisations stands behind it."
        ]
    if hat == Hat.COMMISSIONER:
        return ["Commissioners see numbers for the whole programme, never an application."]
    told = _programme_roles(person, programme, hat)
    if hat == Hat.ASSESSOR:
        told += _as_assessor(person, application)
    if hat == Hat.CHAIR:
        told += _as_chair(person, programme, application)
    if Recusal.objects.filter(application=application, person=person, lifted_at__isnull=True).exists():
        told.append(HIDES)
    return told


def _as_assessor(person: Person, application: Application) -> list[str]:
    seat = Seat.objects.filter(person=person, cohort=application.cohort_id, ended_at__isnull=True).first()
    told = [
        f"They have a seat on the panel of {application.cohort}."
        if seat is not None
        else f"They have no seat on the panel of {application.cohort}."
    ]
    if grants.is_lent(person, "view_application", application):
        return [*told, "The application has been lent to them to read."]
    return [*told, "The application has not been lent to them."]


def _as_chair(person: Person, programme: Programme, application: Application) -> list[str]:
    if Role.CHAIR not in standing.of(person).in_programme(programme.pk):
        return ["Observers see only a moderation that has been lent to them, and none has."]
    if application.state in (*WITH_PANEL, State.RELEASED):
        return ["The application is with the panel, or has been."]
    return ["The application is not with the panel yet."]


def _roles_in(person: Person, organisation: Organisation) -> list[str]:
    held = standing.of(person).in_organisation(organisation.pk)
    return [f"They are {_a(Role(role))} of {organisation}: {ROLES[role].sentence}" for role in sorted(held)]


def _programme_roles(person: Person, programme: Programme, hat: Hat) -> list[str]:
    held = standing.of(person).in_programme(programme.pk) & standing.HAT_ROLES[hat]
    return [f"They are {_a(Role(role))} of the programme: {ROLES[role].sentence}" for role in sorted(held)]


def _a(role: Role) -> str:
    word = str(role.label).lower()
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
