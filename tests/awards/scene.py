"""A small programme in which applications can be decided at once, for the tests of awards."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from applications.enums import State
from applications.models import Application, ApplicationParty, PartyService
from assessment.models import Decision
from awards.actions import awarding, certificates, releasing
from awards.models import Award, Release
from charter import selectors
from charter.actions import frameworks, memberships, organisations, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock, outbox
from charter.models import Cohort, Organisation, Person, Programme, Service

DATA = Path(__file__).resolve().parents[2] / "charter" / "data"
SIGNATORIES = [["Bea Winscombe", "Programme lead"], ["Hamza Dalbury", "Chair of the panel"]]


class Scene:
    """A programme with an officer, two leads and a cohort; ``decided`` adds a decided application to it."""

    def __init__(self, slug: str = "lec", prefix: str = "LEC", file: str = "framework-lec-1.json") -> None:
        self.slug = slug
        self.system = selectors.system_person()
        self.programme: Programme = programmes.create(
            by=self.system,
            slug=slug,
            name=f"{slug.upper()} Charter",
            prefix=prefix,
            operator_name="Career Matters",
            contact_name="Hamza Dalbury",
            contact_email=f"contact@{slug}.example.org",
            contact_phone="020 7946 0000",
            certificate_signatories=SIGNATORIES,
        )
        self.framework = frameworks.load(
            self.programme, document=json.loads((DATA / file).read_text()), by=self.system
        )
        frameworks.publish(self.framework, by=self.system)
        self.levels = {level.code: level for level in selectors.levels_of(self.framework)}
        self.officer = self.person("officer", Role.OFFICER)
        self.lead = self.person("lead", Role.PROGRAMME_LEAD)
        self.second = self.person("second", Role.PROGRAMME_LEAD)
        self.chair = self.person("chair", Role.CHAIR)
        self.cohort = self.add_cohort("spring")
        self.number = 0

    def person(self, name: str, role: str, organisation: Organisation | None = None) -> Person:
        """Somebody with a role in the programme, or in ``organisation``."""
        person = Person.objects.create_user(f"{name}@{self.slug}.example.org", name=f"{name.title()} Person")
        memberships.grant(person, role=role, programme=self.programme, organisation=organisation, by=self.system)
        return person

    def add_cohort(self, slug: str) -> Cohort:
        """A cohort of the programme's framework."""
        now = clock.now()
        return Cohort.objects.create(
            programme=self.programme,
            slug=slug,
            name=f"{slug.title()} cohort",
            framework=self.framework,
            evidence_opens_at=now - timedelta(days=90),
            closes_at=now - timedelta(days=30),
            scores_due_at=now - timedelta(days=20),
            decisions_by=now + timedelta(days=10),
            opened_at=now - timedelta(days=100),
        )

    def organisation(
        self,
        name: str,
        *services: str,
        region: str = Region.LONDON,
        kind: str = OrganisationKind.CHARITY,
        certificate_name: str = "",
    ) -> Organisation:
        """An organisation with its services; its lead has the address ``lead-<number>``."""
        number = Organisation.objects.count() + 1
        lead = Person.objects.create_user(f"lead-{number}@{self.slug}.example.org", name=f"Lead {number}")
        organisation = organisations.register(
            self.programme,
            name=name,
            kind=kind,
            region=region,
            services=list(services) or ["Whole service"],
            certificate_name=certificate_name,
            by=lead,
        )
        return organisations.approve(organisation, by=selectors.system_person())

    def lead_of(self, organisation: Organisation) -> Person:
        """The organisation's first lead."""
        return selectors.leads_of(organisation)[0]

    def decided(
        self,
        *parties: Organisation,
        level: str | None = "silver",
        services: list[Service] | None = None,
        cohort: Cohort | None = None,
    ) -> Application:
        """An application of these parties, decided; ``level`` is a code, or None for "not yet awarded"."""
        self.number += 1
        now = clock.now()
        lead = parties[0]
        application = Application.objects.create(
            programme=self.programme,
            organisation=lead,
            reference=f"{self.programme.prefix}-{self.number:04d}",
            cohort=cohort or self.cohort,
            framework=self.framework,
            state=State.DECIDED,
            state_at=now,
            began_at=now,
            sent_at=now,
        )
        for position, organisation in enumerate(parties):
            party = ApplicationParty.objects.create(
                programme=self.programme, application=application, organisation=organisation, position=position
            )
            brought = organisation.services.all()
            if services is not None:
                brought = [service for service in services if service.organisation_id == organisation.pk]
            for service in brought:
                PartyService.objects.create(programme=self.programme, party=party, service=service)
        Decision.objects.create(
            programme=self.programme,
            application=application,
            scores={},
            rules=[],
            computed_level=self.levels.get(level),
            level=self.levels.get(level),
            proposed_by=self.chair,
            proposed_at=now,
            confirmed_by=self.lead,
            confirmed_at=now,
        )
        return application

    def award(self, *parties: Organisation, **options) -> Award:
        """A scheduled award of a decided application."""
        award = awarding.make_award(self.decided(*parties, **options), by=self.lead)
        assert award is not None
        return award

    def plan(self, cohort: Cohort | None = None, minutes: int = 5) -> Release:
        """A release planned by the officer."""
        at = clock.now() + timedelta(minutes=minutes)
        return releasing.plan(cohort or self.cohort, at=at, by=self.officer)

    def approved(self, cohort: Cohort | None = None, minutes: int = 5) -> Release:
        """A release approved by the programme lead."""
        return releasing.approve(self.plan(cohort, minutes), by=self.lead)

    def release(self, cohort: Cohort | None = None) -> Release:
        """Plan, approve and carry out, with certificates made by the jobs."""
        release = self.approved(cohort)
        with clock.at(release.at + timedelta(seconds=1)):
            outbox.run_due()
        release.refresh_from_db()
        assert release.done_at is not None
        return release

    def released(self, *parties: Organisation, **options) -> Award:
        """An award that is out, alone in its release."""
        award = self.award(*parties, **options)
        self.release(award.application.cohort)
        award.refresh_from_db()
        return award

    def make_certificates(self) -> None:
        """Render what the approved release owes, without carrying it out."""
        for award in Award.objects.filter(awarded_on__isnull=False):
            certificates.render(award, by=self.lead)
