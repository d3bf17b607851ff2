"""What does one unit of twenty applications look like, made by the same actions as the pages?

Eight organisations with two or three applications each, in every state, and a panel of their own: an assessor
has twelve of them, as many as one person reads in a cohort. A cohort of 100 is five such units.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from assessment.actions import seats
from assessment.enums import SeatKind
from charter import selectors
from charter.actions import cohorts, frameworks, memberships, programmes
from charter.enums import Role
from charter.kit import clock, outbox, tenancy
from tests import world
from tests.bench.factories import TOKEN, Unit, unit_of
from tests.bench.words import ANSWER, REASON

SIZE = 20
HOUSES = (
    ("draft", "assessing", "released"),
    ("interest", "draft"),
    ("draft", "sent"),
    ("draft", "assessing", "moderating"),
    ("sent", "accepted"),
    ("assessing", "scored"),
    ("assessing", "moderating", "released"),
    ("assessing", "proposed", "decided"),
)
PANEL = (*world.ASSIGNED, "conflicted")


class WordyHouse(world.House):
    """A house whose people write as much as people do."""

    def text(self, what: str) -> str:
        longer = ANSWER if what == "answer" else REASON if what.startswith("reason") else ""
        return longer + super().text(what)


@dataclass
class Made:
    """A unit as it was made: its side (programme, cohort, people, houses) and its rows."""

    side: world.Side
    unit: Unit


def make_side(slug: str = "lec", prefix: str = "LEC") -> world.Side:
    """A programme with its staff and one open cohort; nobody on the panel yet but the chair."""
    system = selectors.system_person()
    staff = {name: role for name, role in world.PROGRAMME_ROLES.items() if name not in PANEL}
    programme = programmes.create(
        by=system,
        slug=slug,
        name="Lived Experience Charter",
        prefix=prefix,
        operator_name="Operator",
        contact_name="Jo Contact",
        contact_email=f"contact@{slug}.example.org",
        contact_phone="020 7946 0000",
        certificate_signatories=[["Jo Contact", "Director"], ["Sam Second", "Chair"]],
    )
    side = world.Side(programme, {name: world.person(name, slug) for name in staff})
    for name, role in staff.items():
        memberships.grant(side.people[name], role=role, programme=programme, by=system)
    lead = side.people["programme_lead"]
    document = json.loads((world.DATA / "framework-lec-1.json").read_text())
    framework = frameworks.load(programme, document=document, by=system)
    framework = frameworks.publish(framework, by=lead)
    now = clock.now()
    side.cohort = cohorts.create(
        programme,
        slug="first",
        name="First cohort",
        framework=framework,
        evidence_opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=30),
        scores_due_at=now + timedelta(days=50),
        decisions_by=now + timedelta(days=60),
        by=lead,
    )
    side.cohort = cohorts.open_for_interest(side.cohort, by=lead)
    seats.give(side.cohort, person=side.people["chair"], kind=SeatKind.CHAIR, trained_on=clock.today(), by=lead)
    return side


def make_unit(side: world.Side, token: int = TOKEN, houses: tuple[tuple[str, ...], ...] = HOUSES) -> Made:
    """One unit by the actions, inside a transaction in which the system acts; names hold ``token``."""
    panel = {name: world.person(name, f"panel{token}") for name in PANEL}
    own = world.Side(side.programme, {**side.people, **panel}, side.cohort)
    for name, person in panel.items():
        memberships.grant(person, role=Role.ASSESSOR, programme=side.programme, by=selectors.system_person())
        seats.give(
            side.cohort,
            person=person,
            kind=SeatKind.ASSESSOR,
            lived_experience=name == "assessor",
            trained_on=clock.today(),
            by=side.people["officer"],
        )
    built = [WordyHouse(**vars(world._house(own, f"n{token}h{n}"))) for n, _ in enumerate(houses)]
    # A release takes the whole cohort, so what stays under embargo is decided after it.
    own.houses = [house for house, stages in zip(built, houses, strict=True) if "released" in stages]
    for house in own.houses:
        house.applications["released"] = world._application(own, house, "released")
    if own.houses:
        world._release(own)
    for house, stages in zip(built, houses, strict=True):
        for stage in stages:
            if stage != "released":
                house.applications[stage] = world._application(own, house, stage)
    own.houses = built
    outbox.run_due()
    people = [person for house in built for person in house.people.values()] + list(panel.values())
    unit = unit_of([house.organisation.pk for house in built], [person.pk for person in people], "default")
    return Made(own, unit)


@contextmanager
def acting():
    """The transaction in which units are made."""
    with tenancy.acting(selectors.system_person()), tenancy.as_system("a test sets the scene"):
        yield
