"""A cohort with many decided applications, made in a site's own Django; prints what the drill needs to know."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from applications import canonical
from applications.models import Application, ApplicationParty, PartyService, Snapshot
from assessment.models import Decision
from awards.actions import awarding, releasing
from awards.models import Release
from charter import selectors
from charter.enums import Role
from charter.kit import audit, clock, outbox, tenancy
from charter.models import Membership, Organisation, Person, Service
from tests import world


def decided(side: world.Side, number: int) -> None:
    """``number`` more decided applications of the side, each with an award that waits."""
    programme, cohort = side.programme, side.cohort
    framework, now = cohort.framework, clock.now()
    best = selectors.levels_of(framework).first()
    form = selectors.framework_form(framework)
    scores = {standard.code: form.score_maximum for standard in form.standards}
    for index in range(number):
        organisation = Organisation.objects.create(
            programme=programme,
            slug=f"drill-{index}",
            name=f"Drill {index} Trust",
            certificate_name=f"Drill {index} NHS Foundation Trust",
            kind="charity",
            region="london",
            registered_at=now,
            state="approved",
            state_at=now,
        )
        # Whoever leads it is told of the result, once.
        person = Person.objects.create(email=f"lead@drill-{index}.example.org", name=f"Lead {index}")
        Membership.objects.create(
            programme=programme,
            organisation=organisation,
            person=person,
            role=Role.ORGANISATION_LEAD,
            began_at=now,
        )
        service = Service.objects.create(programme=programme, organisation=organisation, name=f"Service {index}")
        application = Application.objects.create(
            programme=programme,
            organisation=organisation,
            cohort=cohort,
            framework=framework,
            reference=f"{programme.prefix}-9{index:04d}",
            state="decided",
            state_at=now,
            began_at=now,
            sent_at=now,
        )
        party = ApplicationParty.objects.create(
            programme=programme, organisation=organisation, application=application, position=0
        )
        PartyService.objects.create(programme=programme, party=party, service=service)
        Decision.objects.create(
            programme=programme,
            application=application,
            scores=scores,
            rules=[],
            computed_level=best,
            level=best,
            proposed_by=side.people["chair"],
            proposed_at=now,
            confirmed_by=side.people["programme_lead"],
            confirmed_at=now,
        )
        content = {"reference": application.reference, "parties": [_party(organisation, service)]}
        Snapshot.objects.create(
            programme=programme,
            organisation=organisation,
            application=application,
            number=1,
            content=content,
            sha256=canonical.digest(content),
            receipt=f"{application.reference}-S1",
            key=uuid4(),
            sent_by=side.people["officer"],
            sent_at=now,
        )
        for verb in ("application:sent", "application:decided"):
            audit.record(verb, application, by=side.people["officer"], receipt="", sha256="", before="", after="")
        awarding.make_award(application, by=side.people["programme_lead"])


def _party(organisation: Organisation, service: Service) -> dict:
    """A party as a snapshot names it."""
    return {
        "organisation": organisation.slug,
        "name": organisation.name,
        "certificate_name": organisation.certificate_name,
        "services": [service.name],
    }


def main(number: int, seconds: int) -> None:
    """Build, then plan and approve a release ``seconds`` from now; the worker does the rest."""
    system = selectors.system_person()
    with tenancy.acting(system), tenancy.as_system("a test sets the scene"):
        side = world._side("oakland", "OAK", "framework-lec-1.json", ("oak", "ash"), system)
        outbox.run_due()
    with tenancy.acting(system, side.programme), tenancy.as_system("a test sets the scene"):
        decided(side, number)
        releasing.cancel(Release.objects.get(cohort=side.cohort, done_at__isnull=True), by=system)
        release = releasing.plan(side.cohort, at=clock.now() + timedelta(seconds=seconds), by=side.people["officer"])
        releasing.approve(release, by=side.people["programme_lead"])
    print(json.dumps({"release": release.pk, "role": Role.PROGRAMME_LEAD}))
