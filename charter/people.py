"""What do staff read about the people of a programme: a list to search, one person's page, who has to take over?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from charter.enums import ORGANISATION_ROLES, Role
from charter.models import ActingAs, ClosureRequest, Membership, Person, Programme

MOST_SHOWN = 50
# Roles that somebody must always hold (charter.actions.memberships).
LEADING = (Role.ORGANISATION_LEAD, Role.PROGRAMME_LEAD)


@dataclass(frozen=True)
class Found:
    """Somebody with their roles in the programme, each in words: ``Viewer, Oak Trust``."""

    person: Person
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """What was asked for and who was found; ``more`` when the list is longer than a page."""

    words: str
    role: str
    found: tuple[Found, ...]
    more: bool


def search(programme: Programme, *, words: str, role: str) -> Search:
    """People of the programme by a part of their name or address, and by a role they hold now. Two queries.

    Without words and role, nobody: the page has its own list then. At most fifty, by name.
    """
    if not words and not role:
        return Search(words, role, (), False)
    current = Membership.objects.current().filter(programme=programme, person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(current.filter(role=role) if role else current))
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    people = list(rows.order_by("name", "email")[: MOST_SHOWN + 1])
    roles = _roles_of(people[:MOST_SHOWN], programme)
    found = tuple(Found(person, tuple(roles.get(person.pk, ()))) for person in people[:MOST_SHOWN])
    return Search(words, role, found, len(people) > MOST_SHOWN)


def _roles_of(people: list[Person], programme: Programme) -> dict[int, list[str]]:
    held = Membership.objects.current().filter(programme=programme, person__in=people).select_related("organisation")
    found: dict[int, list[str]] = {}
    for row in held.order_by("organisation__name", "role", "pk"):
        found.setdefault(row.person_id, []).append(in_words(row))
    return found


def in_words(membership: Membership) -> str:
    """A role with its organisation, if it has one: ``Viewer, Oak Trust``."""
    label = membership.get_role_display()
    return f"{label}, {membership.organisation}" if membership.organisation_id is not None else label


@dataclass(frozen=True)
class PersonPage:
    """What staff read about one person: roles now and before, wishes, and who looked at pages as them."""

    person: Person
    current: tuple[Membership, ...]
    past: tuple[Membership, ...]
    closure: ClosureRequest | None
    acted: tuple[ActingAs, ...]
    hand_over: tuple[str, ...]


def person_page(person: Person, programme: Programme) -> PersonPage:
    """Everything on the page but what the person needs to take part, which is a page of its own."""
    held = Membership.objects.filter(person=person, programme=programme).select_related("organisation", "person")
    rows = list(held.order_by("-began_at", "pk"))
    wishes = ClosureRequest.objects.filter(person=person, done_at__isnull=True, taken_back_at__isnull=True)
    acted = ActingAs.objects.filter(as_person=person, programme=programme).select_related("person")
    return PersonPage(
        person=person,
        current=tuple(row for row in rows if row.ended_at is None),
        past=tuple(row for row in rows if row.ended_at is not None),
        closure=wishes.filter(programme=programme).first(),
        acted=tuple(acted[:5]),
        hand_over=tuple(first_to_hand_over(person, programme)),
    )


def first_to_hand_over(person: Person, programme: Programme) -> list[str]:
    """What somebody else has to take over before ``person`` can leave, a sentence each. Two queries."""
    leading = Membership.objects.current().filter(person=person, programme=programme, role__in=LEADING)
    others = (
        Membership.objects.current()
        .filter(role=OuterRef("role"), programme=programme, person__is_active=True)
        .exclude(person=person)
    )
    alone = leading.filter(
        ~Exists(others.filter(organisation=OuterRef("organisation"))) & Q(organisation__isnull=False)
        | ~Exists(others.filter(organisation__isnull=True)) & Q(organisation__isnull=True)
    )
    return [
        f"{row.organisation} needs another lead first."
        if row.role in ORGANISATION_ROLES
        else f"{programme} needs another programme lead first."
        for row in alone.select_related("organisation").order_by("pk")
    ]
