"""A small programme with an open cohort, two organisations and their people, built by the actions."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from applications.actions import answers, declarations, interest, parties, pledges, sending
from applications.models import Application
from charter import selectors
from charter.actions import cohorts, frameworks, memberships, organisations, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock, tenancy
from charter.models import Cohort, Organisation, Person, Programme
from training import actions as training

DATA = Path(__file__).resolve().parents[2] / "charter" / "data"
ROLES = {"contributor": Role.CONTRIBUTOR, "signatory": Role.SIGNATORY, "viewer": Role.VIEWER}


@dataclass
class Party:
    """An organisation with its people by part."""

    organisation: Organisation
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, part: str) -> Person:
        try:
            return self.__dict__["people"][part]
        except KeyError:
            raise AttributeError(part) from None

    def services(self, *names: str):
        return list(self.organisation.services.filter(name__in=names) if names else self.organisation.services.all())


@dataclass
class Place:
    """One programme and what is in it."""

    programme: Programme
    cohort: Cohort
    officer: Person
    programme_lead: Person
    oak: Party
    ash: Party
    system: Person

    def url(self, path: str) -> str:
        return f"/{self.programme.slug}/{path}"

    @property
    def standards(self):
        return list(selectors.standards_of(self.cohort.framework))

    def interest(self, party: Party | None = None, *services: str) -> Application:
        party = party or self.oak
        return interest.express(
            self.cohort,
            organisation=party.organisation,
            services=party.services(*services or ("First",)),
            by=party.lead,
        )

    def draft(self, *services: str) -> Application:
        return interest.select(self.interest(None, *services), by=self.officer)

    def sign_values(self, *parties_: Party) -> None:
        for party in parties_ or (self.oak,):
            pledges.sign(
                party.organisation,
                framework=self.cohort.framework,
                signed_name="Sig Natory",
                signed_role="Director",
                by=party.signatory,
            )

    def train(self) -> None:
        session = training.add_session(
            self.cohort, title="Welcome", begins_at=clock.now() - timedelta(days=1), place="Online", by=self.officer
        )
        training.mark_attendance(session, organisation=self.oak.organisation, by=self.officer)

    def write(self, application: Application, text: str = "We do this every day.") -> None:
        for standard in self.standards:
            answers.save(application, standard=standard, text=text, version=0, by=self.oak.contributor)

    def declare(self, application: Application, *parties_: Party) -> None:
        for party in parties_ or (self.oak,):
            declarations.sign(
                application,
                organisation=party.organisation,
                signed_name="Sig Natory",
                signed_role="Director",
                by=party.signatory,
            )

    def ready(self) -> Application:
        """A draft in which nothing is missing."""
        application = self.draft()
        self.sign_values()
        self.train()
        self.write(application)
        self.declare(application)
        return application

    def sent(self) -> Application:
        application = self.ready()
        sending.send(application, key=uuid4(), digest=None, by=self.oak.lead)
        return application

    def joint(self) -> Application:
        """A draft with a partner, values signed by both."""
        application = self.draft()
        parties.add(
            application, organisation=self.ash.organisation, services=self.ash.services("First"), by=self.officer
        )
        self.sign_values(self.oak, self.ash)
        return Application.objects.for_pages().get(pk=application.pk)


def person(name: str, place: str) -> Person:
    return Person.objects.create_user(f"{name}@{place}.example.org", name=f"{name} of {place}")


def build(slug: str = "lec", prefix: str = "LEC", file: str = "framework-lec-1.json") -> Place:
    """A programme with an open cohort and the organisations Oak and Ash, each with every part."""
    system = selectors.system_person()
    programme = programmes.create(
        by=system,
        slug=slug,
        name=f"{prefix} Charter",
        prefix=prefix,
        operator_name="Operator",
        contact_name="Jo Contact",
        contact_email="jo@example.org",
        contact_phone="020 7946 0000",
    )
    officer, programme_lead = person(f"officer-{slug}", "staff"), person(f"head-{slug}", "staff")
    memberships.grant(officer, role=Role.OFFICER, programme=programme, by=system)
    memberships.grant(programme_lead, role=Role.PROGRAMME_LEAD, programme=programme, by=system)
    framework = frameworks.load(programme, document=json.loads((DATA / file).read_text()), by=programme_lead)
    framework = frameworks.publish(framework, by=programme_lead)
    now = clock.now()
    cohort = cohorts.create(
        programme,
        slug="spring",
        name="Spring cohort",
        framework=framework,
        evidence_opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=10),
        scores_due_at=now + timedelta(days=30),
        decisions_by=now + timedelta(days=40),
        by=programme_lead,
    )
    cohort = cohorts.open_for_interest(cohort, by=programme_lead)
    return Place(
        programme,
        cohort,
        officer,
        programme_lead,
        _party(programme, f"oak-{slug}"),
        _party(programme, f"ash-{slug}"),
        system,
    )


def _party(programme: Programme, mark: str) -> Party:
    lead = person("lead", mark)
    organisation = organisations.register(
        programme,
        name=f"{mark.split('-')[0].title()} Trust",
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        services=["First", "Second", "Third"],
        by=lead,
    )
    organisations.approve(organisation, by=selectors.system_person())
    people = {"lead": lead}
    for part, role in ROLES.items():
        people[part] = person(part, mark)
        memberships.grant(people[part], role=role, programme=programme, organisation=organisation, by=lead)
    return Party(organisation, people)


@contextmanager
def acting(place: Place):
    """A transaction in which Charter itself acts."""
    with tenancy.acting(place.system, place.programme), tenancy.as_system("a test sets the scene"):
        yield
