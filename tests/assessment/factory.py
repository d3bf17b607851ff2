"""How do the panel's tests come to a programme, people and an application that can be read?"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from applications.enums import State
from applications.models import Application, ApplicationParty, PartyService, Snapshot
from assessment.actions import assigning, conflicts, deciding, moderation, scoring, seats
from assessment.models import Moderation, Review, Score
from charter.actions import cohorts, frameworks, memberships, organisations, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock
from charter.models import Cohort, Framework, Level, Organisation, Person, Programme, Standard
from charter.selectors import standards_of, system_person

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TRAINED = date(2026, 9, 1)
NAMES = ("Tess", "Gethin", "Denzil", "Roisin")
numbers = count(1)


def document(prefix: str = "TST") -> dict:
    """A framework of four standards in two themes: two are key, with floors at 1 and 2."""
    standards = [
        {
            "code": code,
            "theme": theme,
            "value": value,
            "key": key,
            "title": f"Title of {code}",
            "guidance": f"Guidance for {code}.",
            "evidence_examples": ["policy"],
            "descriptors": [f"{code} described {score}" for score in range(4)],
        }
        for code, theme, value, key in [
            ("A1", "TA", "VA", True),
            ("A2", "TA", "VB", False),
            ("B1", "TB", "VA", False),
            ("B2", "TB", "VB", True),
        ]
    ]
    levels = [
        {
            "code": code,
            "name": code.title(),
            "rank": rank,
            "valid_months": 24,
            "rules": [
                {"rule": "total_at_least", "fraction": f"{fraction}/100"},
                {"rule": "standards_at_least", "standards": ["A1", "B2"], "score": floor, "count": "all"},
            ],
        }
        for code, rank, fraction, floor in [("upper", 3, 80, 2), ("middle", 2, 50, 2), ("lower", 1, 25, 1)]
    ]
    return {
        "programme": "Test",
        "slug": prefix.lower(),
        "prefix": prefix,
        "version": 1,
        "title": "Test framework",
        "language": "en-GB",
        "scale": [
            {"score": score, "name": name, "meaning": f"Means {name}."}
            for score, name in enumerate(["None", "Some", "Most", "Whole"])
        ],
        "values": [{"code": c, "name": f"Value {c}", "statement": f"We hold {c}."} for c in ("VA", "VB")],
        "themes": [{"code": c, "name": f"Theme {c}"} for c in ("TA", "TB")],
        "standards": standards,
        "levels": levels,
        "policy": {"override_levels": 1},
        "source": "Made for tests.",
    }


@dataclass
class World:
    """A programme with its cohort, staff, chair, four assessors, and what tests add."""

    programme: Programme
    framework: Framework
    cohort: Cohort
    officer: Person
    lead: Person
    second_lead: Person
    chair: Person
    assessors: list[Person]
    seats: dict[Person, object] = field(default_factory=dict)

    @property
    def standards(self) -> list[Standard]:
        return list(standards_of(self.framework))

    def level(self, code: str) -> Level:
        return Level.objects.get(framework=self.framework, code=code)

    def application(self, state=State.ACCEPTED, services=("Peer team",), secret="words") -> Application:
        return make_application(self, state, services, secret)

    def assigned(self, people=None) -> Application:
        """An accepted application assigned to three assessors."""
        application = self.application()
        for person in people or self.assessors[:3]:
            assigning.assign(application, seat=self.seats[person], by=self.officer)
        return application

    def assessing(self, people=None) -> Application:
        """An application that the panel has been given; nobody has answered the question yet."""
        application = self.assigned(people)
        assigning.start(application, by=self.officer)
        application.refresh_from_db()
        return application

    def review(self, application, person) -> Review:
        return Review.objects.get(application=application, assignment__seat__person=person)

    def open(self, application, person) -> Review:
        """A review whose assessor has no connection."""
        review = self.review(application, person)
        conflicts.answer(review, connection="none", by=person)
        review.refresh_from_db()
        return review

    def score_all(self, review, points, reason="Because of the evidence.") -> None:
        """Score every standard, as the action would; ``points`` is one score, or one a standard."""
        each = [points] * len(self.standards) if isinstance(points, int) else points
        Score.objects.bulk_create(
            Score(
                programme=self.programme,
                review=review,
                standard=standard,
                points=value,
                reason=reason,
                saved_at=clock.now(),
            )
            for standard, value in zip(self.standards, each, strict=True)
        )

    def score_rest(self, application, person, points=2) -> None:
        """Finish a review that has been begun."""
        review = self.review(application, person)
        scored = set(review.scores.filter(points__isnull=False).values_list("standard_id", flat=True))
        for standard in self.standards:
            if standard.pk not in scored:
                scoring.save(review, standard=standard, points=points, reason="Yes.", version=0, by=person)
        scoring.lock(review, by=person)

    def lock(self, application, person, points=2, reason="Because of the evidence.") -> Review:
        """A finished review."""
        review = self.open(application, person)
        self.score_all(review, points, reason)
        scoring.lock(review, by=person)
        review.refresh_from_db()
        return review

    def ready(self, points=(2, 2, 2)) -> Application:
        """An application whose three reviews are finished."""
        application = self.assessing()
        for person, given in zip(self.assessors[:3], points, strict=True):
            self.lock(application, person, given)
        return application

    def moderating(self, points=(2, 2, 2)) -> Moderation:
        """A moderation that has begun."""
        return moderation.reveal(self.ready(points), by=self.chair)

    def agreed(self, points=2, given=(2, 2, 2)) -> Moderation:
        """A moderation with a score agreed for every standard."""
        meeting = self.moderating(given)
        each = [points] * len(self.standards) if isinstance(points, int) else points
        for standard, value in zip(self.standards, each, strict=True):
            moderation.agree(meeting, standard=standard, points=value, by=self.chair)
        return meeting

    def proposed(self, points=2) -> Application:
        """An application whose computed level has been proposed by the chair."""
        application = self.agreed(points).application
        code = {2: "middle", 3: "upper", 1: "lower", 0: None}[points]
        deciding.propose(application, level=self.level(code) if code else None, by=self.chair)
        application.refresh_from_db()
        return application


def person(name: str, *roles: str, programme: Programme) -> Person:
    number = next(numbers)
    made = Person.objects.create_user(f"{name.lower()}-{programme.slug}-{number}@example.org", name=name)
    for role in roles:
        memberships.grant(made, role=role, programme=programme, by=system_person())
    return made


def make_world(slug: str = "tst") -> World:
    """A complete programme; call it inside a transaction that is Charter's own."""
    system = system_person()
    programme = programmes.create(
        by=system,
        slug=slug,
        name=f"Test Charter {slug}",
        prefix=slug.upper()[:6],
        operator_name="Operator",
        contact_name="Jo Malik",
        contact_email="help@example.org",
        contact_phone="020 7946 0000",
    )
    framework = frameworks.load(programme, document=document(slug.upper()), by=system)
    frameworks.publish(framework, by=system)
    cohort = make_cohort(programme, framework)
    world = World(
        programme=programme,
        framework=framework,
        cohort=cohort,
        officer=person("Officer", Role.OFFICER, programme=programme),
        lead=person("Lead", Role.PROGRAMME_LEAD, programme=programme),
        second_lead=person("Second", Role.PROGRAMME_LEAD, programme=programme),
        chair=person("Marlow", Role.CHAIR, programme=programme),
        assessors=[
            person(name, Role.ASSESSOR, programme=programme) for name in ("Tess", "Gethin", "Denzil", "Roisin")
        ],
    )
    for one in world.assessors:
        world.seats[one] = seats.give(
            cohort,
            person=one,
            kind="assessor",
            lived_experience=one is world.assessors[0],
            trained_on=TRAINED,
            by=world.officer,
        )
    world.seats[world.chair] = seats.give(
        cohort, person=world.chair, kind="chair", trained_on=TRAINED, by=world.officer
    )
    return world


def make_cohort(programme: Programme, framework: Framework, slug: str = "spring") -> Cohort:
    cohort = cohorts.create(
        programme,
        by=system_person(),
        slug=slug,
        name=f"Cohort {slug}",
        framework=framework,
        evidence_opens_at=NOW - timedelta(days=60),
        closes_at=NOW - timedelta(days=10),
        scores_due_at=NOW + timedelta(days=20),
        decisions_by=NOW + timedelta(days=40),
    )
    Cohort.objects.filter(pk=cohort.pk).update(opened_at=NOW - timedelta(days=70))
    cohort.refresh_from_db()
    return cohort


def make_organisation(programme: Programme, name: str, services=("Peer team",)) -> tuple[Organisation, Person]:
    owner = person(f"Owner{next(numbers)}", programme=programme)
    organisation = organisations.register(
        programme,
        name=name,
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        services=list(services),
        by=owner,
    )
    organisations.approve(organisation, by=system_person())
    return organisation, owner


def make_application(world: World, state: str, services, secret: str) -> Application:
    """An application in ``state`` with what was sent; ``secret`` stands in every answer."""
    number = next(numbers)
    organisation, owner = make_organisation(world.programme, f"Northfield {number}", services)
    application = Application.objects.create(
        programme=world.programme,
        organisation=organisation,
        reference=f"{world.programme.prefix}-{number:04d}",
        cohort=world.cohort,
        framework=world.framework,
        state=state,
        state_at=NOW,
        began_at=NOW - timedelta(days=60),
        sent_at=NOW - timedelta(days=11),
    )
    party = ApplicationParty.objects.create(
        programme=world.programme, organisation=organisation, application=application, position=0
    )
    for service in organisation.services.all():
        PartyService.objects.create(programme=world.programme, party=party, service=service)
    Snapshot.objects.create(
        programme=world.programme,
        organisation=organisation,
        application=application,
        number=1,
        content={
            "form": 1,
            "reference": application.reference,
            "parties": [
                {
                    "organisation": organisation.slug,
                    "name": organisation.name,
                    "certificate_name": organisation.name,
                    "services": list(services),
                }
            ],
            "answers": {row.code: f"{secret} for {row.code}. " * 5 for row in world.standards},
            "evidence": [],
        },
        sha256="0" * 64,
        receipt=f"{application.reference}-S1",
        key=uuid.uuid4(),
        sent_by=owner,
        sent_at=clock.now(),
    )
    return Application.objects.for_pages().get(pk=application.pk)


def canonical_document() -> dict:
    """The first framework that ships, as its file has it."""
    with open("charter/data/framework-lec-1.json", encoding="utf-8") as file:
        return json.load(file)
