"""What do pages and other apps ask about the Charter itself?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import F, Q, QuerySet

from charter import framework_file, framework_gaps, standing
from charter.enums import Role
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
    Service,
    Standard,
    Theme,
    Value,
)
from charter.models.people import SYSTEM_EMAIL


def system_person() -> Person:
    """The named person that stands for Charter itself where an act needs somebody."""
    return Person.objects.get(email=SYSTEM_EMAIL)


@lru_cache(maxsize=64)
def frozen_form(framework_id: int) -> FrameworkForm:
    """A published framework's rules, scale and policy as frozen values; read once a process."""
    return framework_file.parse(Framework.objects.values_list("document", flat=True).get(pk=framework_id))


def framework_form(framework: Framework) -> FrameworkForm:
    """A framework's rules, scale and policy as frozen values; a published one is read once a process."""
    if framework.published_at is None:
        return framework_file.parse(framework.document)
    return frozen_form(framework.pk)


def published_framework(programme: Programme) -> Framework | None:
    """The programme's newest published framework version, or None."""
    return Framework.objects.filter(programme=programme, published_at__isnull=False).order_by("-version").first()


def standards_of(framework: Framework) -> QuerySet[Standard]:
    """A framework's standards in order, each with its theme and value."""
    return Standard.objects.filter(framework=framework).select_related("theme", "value")


@lru_cache(maxsize=64)
def frozen_standards(framework_id: int) -> tuple[Standard, ...]:
    """The standards of a published framework in order, each with its theme and value; read once a process.

    Raises ``Framework.DoesNotExist`` where whoever acts may not see them, so that nothing wrong is kept.
    """
    rows = tuple(Standard.objects.filter(framework_id=framework_id).select_related("theme", "value"))
    if not rows:
        raise Framework.DoesNotExist(framework_id)
    return rows


def themes_of(framework: Framework) -> QuerySet[Theme]:
    """A framework's themes in order."""
    return Theme.objects.filter(framework=framework)


def values_of(framework: Framework) -> QuerySet[Value]:
    """A framework's values in order."""
    return Value.objects.filter(framework=framework)


def levels_of(framework: Framework) -> QuerySet[Level]:
    """A framework's levels, best first."""
    return Level.objects.filter(framework=framework)


def programmes() -> QuerySet[Programme]:
    """Every programme that runs here, the oldest first."""
    return Programme.objects.order_by("pk")


def programmes_with_open_cohorts() -> list[tuple[Programme, Cohort | None]]:
    """Every programme with its open cohort that closes first, or None. Two queries."""
    first: dict[int, Cohort] = {}
    for cohort in Cohort.objects.filter(opened_at__isnull=False, closes_at__gt=clock.now()).order_by("closes_at"):
        first.setdefault(cohort.programme_id, cohort)
    return [(programme, first.get(programme.pk)) for programme in programmes()]


def cohorts_of(programme: Programme) -> QuerySet[Cohort]:
    """All cohorts of the programme with their frameworks, the one that closes last in front."""
    return Cohort.objects.filter(programme=programme)


def frameworks_of(programme: Programme) -> list[tuple[Framework, tuple[str, ...]]]:
    """The programme's framework versions, newest first, each with what keeps it from being published."""
    rows = Framework.objects.filter(programme=programme)
    return [
        (row, () if row.published_at else framework_gaps.gaps(framework_file.parse(row.document))) for row in rows
    ]


def open_cohorts(programme: Programme) -> QuerySet[Cohort]:
    """Cohorts that take expressions of interest now, the one that closes first in front."""
    return Cohort.objects.filter(programme=programme, opened_at__isnull=False, closes_at__gt=clock.now()).order_by(
        "closes_at"
    )


@dataclass(frozen=True)
class HatOffer:
    """A hat somebody may wear, and where it leads: a programme, and an organisation for the applicant's."""

    hat: Hat
    programme: standing.Place
    organisation: standing.Place | None = None


def hats_of(person: Person) -> list[HatOffer]:
    """Every hat the person may wear in every programme, applicant hats one an organisation. No query more."""
    worn = standing.of(person)
    offers = []
    for programme in worn.programmes:
        for hat in worn.hats(programme.pk):
            if hat == Hat.APPLICANT:
                own = [row for row in worn.organisations if row.programme_id == programme.pk]
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
    """Invitations that were neither used nor taken back, newest first; those that ran out can be sent again."""
    return Invitation.objects.filter(
        programme=programme, organisation=organisation, used_at__isnull=True, revoked_at__isnull=True
    ).order_by("-pk")


def people_with_role(programme: Programme, *roles: str) -> QuerySet[Person]:
    """People who hold one of ``roles`` in the programme now, by name."""
    held = Membership.objects.with_role(*roles).filter(programme=programme, organisation__isnull=True)
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("name", "email")


def leads_of(organisation: Organisation) -> QuerySet[Person]:
    """The organisation's applicant leads, who are told what concerns it."""
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(organisation=organisation)
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("pk")


def services_of(organisation: Organisation) -> QuerySet[Service]:
    """The organisation's services by name, those that have ended last."""
    return Service.objects.filter(organisation=organisation).order_by(F("ended_at").asc(nulls_first=True), "name")


@dataclass(frozen=True)
class Member:
    """Somebody in an organisation's team with all their roles, the weightiest first."""

    person: Person
    memberships: tuple[Membership, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """Their roles."""
        return tuple(Role(row.role) for row in self.memberships)

    @property
    def since(self) -> datetime:
        """When they first came to hold one of them."""
        return min(row.began_at for row in self.memberships)


def team_of(organisation: Organisation) -> list[Member]:
    """Everybody in the organisation's team once, leads first, then by name. One query."""
    order = list(Role)
    held: dict[int, list[Membership]] = {}
    for row in people_of(organisation):
        held.setdefault(row.person_id, []).append(row)
    members = [
        Member(rows[0].person, tuple(sorted(rows, key=lambda row: order.index(Role(row.role)))))
        for rows in held.values()
    ]
    return sorted(members, key=lambda one: (order.index(one.roles[0]), str(one.person).lower(), one.person.pk))


def people_in(programme: Programme) -> QuerySet[Membership]:
    """Current memberships in the programme itself with their people, by name."""
    return (
        Membership.objects.current()
        .filter(programme=programme, organisation__isnull=True)
        .select_related("person")
        .order_by("person__name", "pk")
    )


def by_role(memberships: Iterable[Membership]) -> list[tuple[Role, list[Membership]]]:
    """Memberships under their roles, in the order of the enumeration; roles nobody holds are left out."""
    rows = list(memberships)
    grouped = [(role, [row for row in rows if row.role == role]) for role in Role]
    return [(role, held) for role, held in grouped if held]


@dataclass(frozen=True)
class PersonWithRoles:
    """Somebody in one programme, with each role as words: "Viewer, Tidewell Integrated Care Board"."""

    person: Person
    programme: Programme
    roles: tuple[str, ...]


def people_with_roles() -> list[PersonWithRoles]:
    """Active people at ``example.org`` and their roles, by programme and first role. One query.

    The demonstration's people are those; nobody real ever has such an address.
    """
    made_up = Q(person__email__endswith="@example.org") | Q(person__email__endswith=".example.org")
    held = (
        Membership.objects.current()
        .filter(made_up, person__is_active=True)
        .select_related("person", "programme", "organisation")
    )
    order = list(Role)
    found: dict[tuple[int, int], list[Membership]] = {}
    for row in sorted(held, key=lambda row: (order.index(Role(row.role)), row.pk)):
        found.setdefault((row.programme_id, row.person_id), []).append(row)
    people = [
        PersonWithRoles(
            rows[0].person,
            rows[0].programme,
            tuple(", ".join(filter(None, (str(Role(r.role).label), str(r.organisation or "")))) for r in rows),
        )
        for rows in found.values()
    ]
    # Sorting is stable, so people stay in the order of their first role.
    return sorted(people, key=lambda one: one.programme.name)


def by_programme(people: Iterable[PersonWithRoles]) -> list[tuple[Programme, list[PersonWithRoles]]]:
    """The same people under their programmes, in the order they came."""
    grouped: dict[int, tuple[Programme, list[PersonWithRoles]]] = {}
    for one in people:
        grouped.setdefault(one.programme.pk, (one.programme, []))[1].append(one)
    return list(grouped.values())
