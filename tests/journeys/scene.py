"""What stands on a site before somebody meets a hard moment? One organisation, its applications, and a panel.

``manage.py shell -c "from tests.journeys import scene; scene.main()"`` builds it by the actions the pages call
and prints one JSON line: ``sessions`` by person, those ``to_end`` in a test, ``references`` by application, ``last``
the standard that is left to write in each of them.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from applications.actions import acceptance, answers, declarations, interest, pledges, sending
from applications.models import Application
from assessment.actions import assigning, conflicts, seats
from assessment.enums import Connection, SeatKind
from assessment.models import Review
from charter import selectors
from charter.actions import cohorts, frameworks, memberships, organisations, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock, tenancy
from charter.models import Cohort, Organisation, Person, Programme
from tests.journeys import papers
from tests.seed import session_of
from training import actions as training

# Applications that are ready but for the answer to their last standard, by what a test does with them; whole ones.
DRAFTS = ("keyboard", "double", "writing")
WHOLE = ("slow", "sent-meanwhile", "assessing")
ORGANISATION_ROLES = {
    "asha": Role.ORGANISATION_LEAD,
    "ravi": Role.CONTRIBUTOR,
    "sam": Role.CONTRIBUTOR,
    "helen": Role.SIGNATORY,
}
PROGRAMME_ROLES = {
    "esme": Role.OFFICER,
    "noor": Role.ASSESSOR,
    "dilys": Role.ASSESSOR,
    "kwame": Role.ASSESSOR,
}


def main() -> None:
    """Build everything in one transaction, and print it as one line of JSON."""
    with tenancy.acting(selectors.system_person()), tenancy.as_system("a test sets the scene"):
        built = build()
    print(json.dumps(built))


def build() -> dict[str, Any]:
    """What the JSON line holds; see the module."""
    programme = programmes.create(
        by=selectors.system_person(),
        slug="lec",
        name="Lived Experience Charter",
        prefix="LEC",
        operator_name="Career Matters",
        contact_name="Esme Tallow",
        contact_email="hello@career-matters.example.org",
        contact_phone="020 7946 0018",
    )
    people = {
        name: Person.objects.create_user(f"{name}@northmoor.example.org", name=name.title())
        for name in (*PROGRAMME_ROLES, *ORGANISATION_ROLES)
    }
    for name, role in PROGRAMME_ROLES.items():
        memberships.grant(people[name], role=role, programme=programme, by=selectors.system_person())
    cohort = _cohort(programme, people["esme"])
    organisation = _organisation(cohort, people)
    made = {name: _application(cohort, organisation, name, people) for name in (*DRAFTS, *WHOLE)}
    _to_the_panel(made["assessing"], people)
    return {
        "sessions": {name: session_of(person) for name, person in people.items()},
        "to_end": {name: session_of(people[name]) for name in ("ravi", "sam")},
        "references": {name: application.reference for name, application in made.items()},
        "last": str(papers.titles()[-1]),
    }


def _cohort(programme: Programme, officer: Person) -> Cohort:
    """An open cohort whose evidence is open."""
    framework = frameworks.publish(frameworks.load(programme, document=papers.framework(), by=officer), by=officer)
    now = clock.now()
    cohort = cohorts.create(
        programme,
        slug="spring",
        name="Spring cohort",
        framework=framework,
        evidence_opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        scores_due_at=now + timedelta(days=50),
        decisions_by=now + timedelta(days=60),
        by=officer,
    )
    return cohorts.open_for_interest(cohort, by=officer)


def _organisation(cohort: Cohort, people: dict[str, Person]) -> Organisation:
    """An organisation that has signed the values and attended training, with a service for each application."""
    organisation = organisations.register(
        cohort.programme,
        name="Northmoor Community NHS Trust",
        kind=OrganisationKind.COMMUNITY_TRUST,
        region=Region.LONDON,
        services=[f"Team for {name}" for name in (*DRAFTS, *WHOLE)],
        by=people["asha"],
    )
    organisations.approve(organisation, by=people["esme"])
    for name, role in ORGANISATION_ROLES.items():
        memberships.grant(
            people[name], role=role, programme=cohort.programme, organisation=organisation, by=people["asha"]
        )
    pledges.sign(
        organisation,
        framework=cohort.framework,
        signed_name="Helen",
        signed_role="Chief executive",
        by=people["helen"],
    )
    session = training.add_session(
        cohort,
        title="Training day",
        begins_at=clock.now() - timedelta(hours=2),
        place="Online",
        by=people["esme"],
    )
    training.mark_attendance(session, organisation=organisation, by=people["esme"])
    return organisation


def _application(cohort: Cohort, organisation: Organisation, name: str, people: dict[str, Person]) -> Application:
    """Selected and declared, with every answer but the last; whole ones have them all."""
    service = organisation.services.get(name=f"Team for {name}")
    application = interest.express(cohort, organisation=organisation, services=[service], by=people["asha"])
    interest.select(application, by=people["esme"])
    standards = list(selectors.standards_of(application.framework))
    for standard in standards if name in WHOLE else standards[:-1]:
        answers.save(
            application, standard=standard, text=f"What we do for {standard.code}.", version=0, by=people["ravi"]
        )
    declarations.sign(
        application,
        organisation=organisation,
        signed_name="Helen",
        signed_role="Chief executive",
        by=people["helen"],
    )
    return application


def _to_the_panel(application: Application, people: dict[str, Person]) -> None:
    """Sent, accepted, with three assessors of whom the first has said that there is no connection."""
    sending.send(application, key=uuid4(), digest=None, by=people["asha"])
    acceptance.accept(application, by=people["esme"])
    for name in ("noor", "dilys", "kwame"):
        seat = seats.give(
            application.cohort,
            person=people[name],
            kind=SeatKind.ASSESSOR,
            lived_experience=name == "noor",
            trained_on=clock.today(),
            by=people["esme"],
        )
        assigning.assign(application, seat=seat, by=people["esme"])
    assigning.start(application, by=people["esme"])
    review = Review.objects.get(application=application, assignment__seat__person=people["noor"])
    conflicts.answer(review, connection=Connection.NONE, by=people["noor"])
