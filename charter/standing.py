"""What roles does a person hold just now, and which hats may they wear?

One query a transaction: memberships are read on every request, so a right that ends is gone at the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from charter.enums import ORGANISATION_ROLES, STAFF_ROLES, Role
from charter.kit import tenancy
from charter.kit.tenancy import Hat

HAT_ROLES: dict[Hat, frozenset[str]] = {
    Hat.APPLICANT: ORGANISATION_ROLES,
    Hat.ASSESSOR: frozenset({Role.ASSESSOR, Role.CHAIR}),
    Hat.CHAIR: frozenset({Role.CHAIR, Role.OBSERVER}),
    Hat.STAFF: STAFF_ROLES,
    Hat.COMMISSIONER: frozenset({Role.COMMISSIONER}),
}


@dataclass(frozen=True)
class Place:
    """A programme, or an organisation of one, by the names that lead to it; ``prefix`` is a programme's."""

    pk: int
    programme_id: int
    slug: str
    name: str
    prefix: str = ""


@dataclass(frozen=True)
class Standing:
    """A person's current roles as (programme id, organisation id or None, role), and where they hold them."""

    held: frozenset[tuple[int, int | None, str]] = frozenset()
    programmes: tuple[Place, ...] = field(default=(), compare=False)
    organisations: tuple[Place, ...] = field(default=(), compare=False)

    def in_programme(self, programme_id: int) -> frozenset[str]:
        """The person's roles in the programme itself."""
        return frozenset(r for p, o, r in self.held if p == programme_id and o is None)

    def in_organisation(self, organisation_id: int) -> frozenset[str]:
        """The person's roles in one organisation."""
        return frozenset(r for _, o, r in self.held if o == organisation_id)

    def organisation_ids(self, programme_id: int) -> frozenset[int]:
        """Ids of the programme's organisations in which the person holds any role."""
        return frozenset(o for p, o, _ in self.held if p == programme_id and o is not None)

    def wears(self, hat: Hat | None, programme_id: int) -> bool:
        """Whether the person holds a role that ``hat`` stands for, in this programme."""
        if hat is None:
            return False
        return any(p == programme_id and r in HAT_ROLES[hat] for p, _, r in self.held)

    def hats(self, programme_id: int) -> tuple[Hat, ...]:
        """Every hat the person may wear in this programme, in the order of the enumeration."""
        return tuple(hat for hat in Hat if self.wears(hat, programme_id))

    def programme_ids(self) -> frozenset[int]:
        """Ids of the programmes in which the person holds any role."""
        return frozenset(p for p, _, _ in self.held)


NOBODY = Standing()


def of(person: Any) -> Standing:
    """The person's standing at this moment; nobody's for somebody who is not signed in or not active."""
    if person is None or not person.is_authenticated or not person.is_active:
        return NOBODY
    return tenancy.remembered(("standing", person.pk), lambda: _look_up(person.pk))


def forget(person: Any) -> None:
    """Ask again next time, because the present transaction changed this person's memberships."""
    tenancy.forget(("standing", person.pk))


def _look_up(person_id: int) -> Standing:
    """The names come with the roles, so that the switcher on every page asks nothing more."""
    memberships = apps.get_model("charter", "Membership").objects.current().filter(person_id=person_id)
    rows = memberships.values_list(
        "role",
        "programme_id",
        "programme__slug",
        "programme__name",
        "programme__prefix",
        "organisation_id",
        "organisation__slug",
        "organisation__name",
    )
    held, programmes, organisations = set(), set(), set()
    for role, programme_id, slug, name, prefix, organisation_id, organisation_slug, organisation_name in rows:
        held.add((programme_id, organisation_id, role))
        programmes.add(Place(programme_id, programme_id, slug, name, prefix))
        if organisation_id is not None:
            organisations.add(Place(organisation_id, programme_id, organisation_slug, organisation_name))
    return Standing(frozenset(held), _by_name(programmes), _by_name(organisations))


def _by_name(places: set[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.name, place.pk)))
