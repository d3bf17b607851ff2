"""How do the two programmes begin: frameworks, staff and panel members, then cohorts with their sessions?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from charter import selectors
from charter.actions import cohorts, frameworks, memberships, programmes
from charter.desk.demo import cast, story
from charter.desk.demo import sessions as plan
from charter.desk.demo.organisations import ELE, LEC
from charter.desk.demo.steps import people
from charter.desk.demo.story import Round
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.models import Person
from training.actions import add_session


@dataclass(frozen=True)
class Beginning:
    """A programme's own words, and the day on which it begins, in days from today."""

    slug: str
    days: int
    fields: dict[str, Any]


BEGINNINGS: tuple[Beginning, ...] = (
    Beginning(
        LEC,
        -900,
        {
            "name": "Lived Experience Charter",
            "prefix": "LEC",
            "operator_name": "Career Matters",
            "brand_line": "Commissioned by NHS England Health and Justice",
            "contact_name": "Hamza Dalbury",
            "contact_email": "charter@example.org",
            "contact_phone": "01632 960 118",
            "certificate_signatories": [
                ["Bea Winscombe", "Programme lead"],
                ["Winifred Abara-Stokes", "For the panel"],
            ],
        },
    ),
    Beginning(
        ELE,
        -240,
        {
            "name": "Employing People with Lived Experience Charter",
            "prefix": "ELE",
            "operator_name": "Brindlewick Works, Birmingham",
            "brand_line": "",
            "contact_name": "Imogen Farrier",
            "contact_email": "employing@example.org",
            "contact_phone": "0121 496 0142",
            "certificate_signatories": [
                ["Desmond Okafor-Lyle", "Programme lead"],
                ["Yusra Penhaligon", "For the panel"],
            ],
        },
    ),
)


def gather(timeline: Timeline) -> None:
    """Both programmes from their first day to their cohorts."""
    for beginning in BEGINNINGS:
        _begin(timeline, beginning)
        _staff(timeline, beginning)
    for row in story.ROUNDS:
        _cohort(timeline, row)


def _begin(timeline: Timeline, beginning: Beginning) -> None:
    """The programme, its first lead and its framework; its lead loads and publishes the shipped file."""
    slug, lead = beginning.slug, cast.in_role(beginning.slug, Role.PROGRAMME_LEAD)

    def create(world: World, person: Person) -> None:
        programme = programmes.create(by=person, slug=slug, **beginning.fields)
        world.programmes[slug] = programme
        memberships.grant(people.sign_up(world, lead), role=Role.PROGRAMME_LEAD, programme=programme, by=person)

    def publish(world: World, person: Person) -> None:
        path = settings.BASE_DIR / "charter" / "data" / f"framework-{slug}-1.json"
        framework = frameworks.load(
            world.programmes[slug], document=json.loads(path.read_text(encoding="utf-8")), by=person
        )
        world.frameworks[slug] = frameworks.publish(framework, by=person)
        world.standards[slug] = list(selectors.standards_of(framework))

    timeline.on(beginning.days, 9, "", "", create)
    timeline.on(beginning.days + 2, 10, lead, slug, publish, said=f"{beginning.fields['name']}: begun")


def _staff(timeline: Timeline, beginning: Beginning) -> None:
    """Everybody else of the programme, invited by its lead and accepting a few days later."""
    lead = cast.in_role(beginning.slug, Role.PROGRAMME_LEAD)
    for place, character in enumerate(cast.PROGRAMME_PEOPLE):
        part = character.parts[0]
        if part.programme == beginning.slug and character.name != lead:
            people.invite(
                timeline,
                name=character.name,
                role=part.role,
                programme=part.programme,
                employer="",
                by=lead,
                days=beginning.days + 4 + place % 5,
                hour=9 + place % 8,
            )


def _cohort(timeline: Timeline, row: Round) -> None:
    """One cohort, set up a week before it opens, with its training sessions."""
    calendar = timeline.calendar
    closes = calendar.at(row.closes, 17)
    name = f"{calendar.day(row.closes):%B %Y} cohort"

    def create(world: World, person: Person) -> None:
        world.cohorts[row.key] = cohorts.create(
            world.programmes[row.programme],
            slug=f"{calendar.day(row.closes):%B-%Y}".lower(),
            name=name,
            framework=world.frameworks[row.programme],
            evidence_opens_at=calendar.at(row.evidence, 9),
            closes_at=closes,
            scores_due_at=calendar.at(row.scores_due, 17),
            decisions_by=calendar.at(row.decisions_by, 17),
            by=person,
        )

    def open_it(world: World, person: Person) -> None:
        world.cohorts[row.key] = cohorts.open_for_interest(world.cohorts[row.key], by=person)

    lead = cast.in_role(row.programme, Role.PROGRAMME_LEAD)
    timeline.on(row.opens - 7, 11, lead, row.programme, create)
    timeline.on(row.opens, 9, lead, row.programme, open_it, said=f"{name}: opened")
    officer = cast.in_role(row.programme, Role.OFFICER)
    timeline.on(row.opens, 15, officer, row.programme, lambda world, person: _sessions(world, row, timeline, person))


def sessions(timeline: Timeline, row: Round) -> list[tuple[str, datetime]]:
    """The cohort's sessions as (title, instant): applicants' while evidence is open, then the panel's."""
    calendar = timeline.calendar
    # Half the time between opening and closing, so that words can still be written after the last one.
    gap = max(1, (row.closes - row.evidence) // (2 * len(plan.SESSIONS_FOR_APPLICANTS)))
    found = [
        (title, calendar.at(row.evidence + 2 + place * gap, 10 + 3 * (place % 2)))
        for place, title in enumerate(plan.SESSIONS_FOR_APPLICANTS)
    ]
    found += [
        (title, calendar.at(row.closes + 1 + place, 14)) for place, title in enumerate(plan.SESSIONS_FOR_PANELS)
    ]
    if row.release is not None:
        found.append((plan.SESSION_FOR_HOLDERS, calendar.at(row.release + 35, 11)))
    return sorted(found, key=lambda session: session[1])


def _sessions(world: World, row: Round, timeline: Timeline, person: Person) -> None:
    """Put every session on the cohort's page."""
    for place, (title, begins_at) in enumerate(sessions(timeline, row)):
        add_session(
            world.cohorts[row.key],
            title=title,
            begins_at=begins_at,
            place=plan.PLACES[place % len(plan.PLACES)],
            by=person,
        )
