"""Who are the people of an application: its parties' teams, and which of them may write?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from applications.models import Application
from charter.enums import ORGANISATION_ROLES
from charter.kit import tenancy
from charter.models import Membership, Person
from charter.roles import roles_with


@dataclass(frozen=True)
class Colleague:
    """Somebody of one of the parties; ``organisation_id`` is the first of them, in the parties' order."""

    person: Person
    organisation_id: int
    organisation_name: str

    @property
    def name(self) -> str:
        """How the person is called."""
        return str(self.person)


def writers(application: Application) -> list[Colleague]:
    """Everybody who may write in the application, by name. One query; the parties come with the application."""
    return _with_roles(application, roles_with("applications.write_answer"))


def colleagues(application: Application) -> list[Colleague]:
    """Everybody of the parties in any role, by name. One query; the parties come with the application."""
    return _with_roles(application, tuple(sorted(ORGANISATION_ROLES)))


def _with_roles(application: Application, roles: tuple[str, ...]) -> list[Colleague]:
    """A joint application's teams are named to each other, which their own memberships would not show."""
    parties = {party.organisation_id: party for party in application.parties.all()}
    place = {key: number for number, key in enumerate(parties)}
    with tenancy.as_system("the teams of a joint application are named to each other"):
        held = Membership.objects.with_role(*roles).filter(
            programme_id=application.programme_id, organisation_id__in=list(parties), person__is_active=True
        )
        rows = [
            (row.organisation_id, row.person)
            for row in held.select_related("person")
            if row.organisation_id is not None
        ]
    found: dict[int, Any] = {}
    for organisation_id, person in sorted(rows, key=lambda row: place[row[0]]):
        name = parties[organisation_id].organisation.name
        found.setdefault(person.pk, Colleague(person, organisation_id, name))
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.person.email))
