"""How do the demonstration's people come in: an account, an invitation, and its acceptance a day later?"""

from __future__ import annotations

from allauth.account.models import EmailAddress

from charter.actions import invitations
from charter.desk.demo.cast import address
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.models import Invitation, Person


def sign_up(world: World, name: str) -> Person:
    """The account of ``name``, made when first wanted: a confirmed address and no password."""
    if name not in world.people:
        person = Person.objects.create_user(address(name), name=name)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        world.people[name] = person
    return world.people[name]


def invite(
    timeline: Timeline, *, name: str, role: Role, programme: str, employer: str, by: str, days: int, hour: int
) -> None:
    """Gather an invitation by ``by`` on that day and its acceptance by ``name`` on the next working day."""
    kept: list[Invitation] = []

    def ask(world: World, person: Person) -> None:
        sign_up(world, name)
        kept.append(
            invitations.invite(
                world.programmes[programme],
                email=address(name),
                role=role,
                organisation=world.organisations[employer] if employer else None,
                by=person,
            )
        )

    def accept(world: World, person: Person) -> None:
        invitations.accept(kept[0], by=person)

    timeline.on(days, hour, by, programme, ask)
    timeline.on(days + 3, hour, name, programme, accept)
