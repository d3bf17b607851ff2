"""What do pages and other apps ask about the Charter itself?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from charter import framework_file, standing
from charter.enums import ORGANISATION_ROLES, Role
from charter.framework_form import Framework as FrameworkForm
from charter.kit import clock
from charter.kit.tenancy import Hat
from charter.models import (
    Cohort,
    Framework,
    Invitation,
    Level,
    Membership,
    Organisation,
    Person,
    Programme,
    Standard,
    Theme,
    Value,
)
from charter.models.people import SYSTEM_EMAIL


def system_person() -> Person:
    """The named person that stands for Charter itself where an act needs somebody."""
    return Person.objects.get(email=SYSTEM_EMAIL)


@lru_cache(maxsize=64)
def _published_form(framework_id: int) -> FrameworkForm:
    return framework_file.parse(Framework.objects.values_list("document", flat=True).get(pk=framework_id))


def framework_form(framework: Framework) -> FrameworkForm:
    """A framework's rules, scale and policy as frozen values; a published one is read once a process."""
    if framework.published_at is None:
        return framework_file.parse(framework.document)
    return _published_form(framework.pk)


def published_framework(programme: Programme) -> Framework | None:
    """The programme's newest published framework version, or None."""
    return Framework.objects.filter(programme=programme, published_at__isnull=False).order_by("-version").first()


def standards_of(framework: Framework) -> QuerySet[Standard]:
    """A framework's standards in order, each with its theme and value."""
    return Standard.objects.filter(framework=framework).select_related("theme", "value")


def themes_of(framework: Framework) -> QuerySet[Theme]:
    """A framework's themes in order."""
    return Theme.objects.filter(framework=framework)


def values_of(framework: Framework) -> QuerySet[Value]:
    """A framework's values in order."""
    return Value.objects.filter(framework=framework)


def levels_of(framework: Framework) -> QuerySet[Level]:
    """A framework's levels, best first."""
    return Level.objects.filter(framework=framework)


def open_cohorts(programme: Programme) -> QuerySet[Cohort]:
    """Cohorts that take expressions of interest now, the one that closes first in front."""
    return (
        Cohort.objects.filter(programme=programme, opened_at__isnull=False, closes_at__gt=clock.now())
        .select_related("framework")
        .order_by("closes_at")
    )


@dataclass(frozen=True)
class HatOffer:
    """A hat somebody may wear, and where it leads: a programme, and an organisation for the applicant's."""

    hat: Hat
    programme: Programme
    organisation: Organisation | None = None


def hats_of(person: Person) -> list[HatOffer]:
    """Every hat the person may wear in every programme, applicant hats one an organisation. Two queries more."""
    worn = standing.of(person)
    programmes = list(Programme.objects.filter(pk__in=worn.programme_ids()))
    organisation_ids = {o for _, o, role in worn.held if role in ORGANISATION_ROLES and o is not None}
    organisations = list(Organisation.objects.filter(pk__in=organisation_ids)) if organisation_ids else []
    offers = []
    for programme in programmes:
        for hat in worn.hats(programme.pk):
            if hat == Hat.APPLICANT:
                own = [row for row in organisations if row.programme_id == programme.pk]
                offers += [HatOffer(hat, programme, row) for row in own]
            else:
                offers.append(HatOffer(hat, programme))
    return offers


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """An organisation's current memberships with their people, by role and name."""
    return (
        Membership.objects.current()
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("role", "person__name", "pk")
    )


def invitations_open(programme: Programme, organisation: Organisation | None) -> QuerySet[Invitation]:
    """Invitations that can still be accepted, newest first."""
    return Invitation.objects.filter(
        programme=programme,
        organisation=organisation,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    ).order_by("-pk")


def people_with_role(programme: Programme, *roles: str) -> QuerySet[Person]:
    """People who hold one of ``roles`` in the programme now, by name."""
    held = Membership.objects.with_role(*roles).filter(programme=programme, organisation__isnull=True)
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("name", "email")


def leads_of(organisation: Organisation) -> QuerySet[Person]:
    """The organisation's applicant leads, who are told what concerns it."""
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(organisation=organisation)
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("pk")
