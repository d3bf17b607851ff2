"""Who are the people of the access tests, and what do they have? Two whole programmes, built by the actions.

Each programme has two organisations with the same roles, staff, a panel, and for each organisation one
application in each stage of the journey. Every text that somebody wrote carries a mark that names whose it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import (
    acceptance,
    answers,
    comments,
    declarations,
    evidence,
    extensions,
    interest,
    partners,
    plans,
    pledges,
    returns,
    sections,
    self_reviews,
    sending,
)
from applications.models import Application
from assessment.actions import assigning, conflicts, deciding, moderation, scoring, seats
from assessment.enums import Connection, SeatKind
from assessment.models import Moderation, Review, Seat
from awards.actions import releasing, revoking
from awards.models import Award
from charter import selectors
from charter.actions import (
    acting,
    cohorts,
    frameworks,
    invitations,
    join_requests,
    memberships,
    organisations,
    privacy,
    programmes,
    registration_drafts,
)
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock, outbox, tenancy
from charter.models import Cohort, Membership, Organisation, Person, Programme
from training import actions as training

DATA = Path(__file__).resolve().parent.parent / "charter" / "data"
# An organisation of each side that waits for approval, by the mark of its lead's address.
WAITING = {"oakland": "sapling", "elmham": "seedling"}
STAGES = (
    "interest",
    "draft",
    "sent",
    "accepted",
    "assessing",
    "scored",
    "moderating",
    "proposed",
    "decided",
    "released",
)
SECOND_HOUSE = ("draft", "sent")
ORGANISATION_ROLES = {
    "lead": Role.ORGANISATION_LEAD,
    "contributor": Role.CONTRIBUTOR,
    "signatory": Role.SIGNATORY,
    "viewer": Role.VIEWER,
}
PROGRAMME_ROLES = {
    "officer": Role.OFFICER,
    "programme_lead": Role.PROGRAMME_LEAD,
    "chair": Role.CHAIR,
    "observer": Role.OBSERVER,
    "commissioner": Role.COMMISSIONER,
    "assessor": Role.ASSESSOR,
    "second_assessor": Role.ASSESSOR,
    "third_assessor": Role.ASSESSOR,
    "conflicted": Role.ASSESSOR,
    "unassigned": Role.ASSESSOR,
}
ASSIGNED = ("assessor", "second_assessor", "third_assessor")


@dataclass
class House:
    """One organisation with its people and its application in each stage."""

    organisation: Organisation
    people: dict[str, Person]
    applications: dict[str, Application] = field(default_factory=dict)
    mark: str = ""

    def text(self, what: str) -> str:
        """Words that name whose they are: ``mk-oak-answer``."""
        return f"mk-{self.mark}-{what}"


@dataclass
class Side:
    """One programme with its staff, panel, cohort and two houses."""

    programme: Programme
    people: dict[str, Person]
    cohort: Cohort | None = None
    houses: list[House] = field(default_factory=list)

    def everybody(self) -> dict[str, Person]:
        """The programme's people, and the first house's, by name."""
        return {**self.people, **self.houses[0].people}


@dataclass
class World:
    """Two sides that must never meet, and people who belong to neither."""

    sides: list[Side]
    stranger: Person
    former: Person


def person(name: str, place: str) -> Person:
    """A person whose address is made of their part and place."""
    return Person.objects.create_user(f"{name}@{place}.example.org", name=f"{name} of {place}".replace("_", " "))


def build() -> World:
    """Both sides, by the same actions the pages call."""
    system = selectors.system_person()
    with tenancy.acting(system), tenancy.as_system("a test sets the scene"):
        sides = [
            _side("oakland", "OAK", "framework-lec-1.json", ("oak", "ash"), system),
            _side("elmham", "ELM", "framework-ele-1.json", ("elm", "fir"), system),
        ]
        stranger = person("stranger", "nowhere")
        former = person("former", "oak")
        house = sides[0].houses[0]
        memberships.grant(
            former,
            role=Role.CONTRIBUTOR,
            programme=sides[0].programme,
            organisation=house.organisation,
            by=system,
        )
        memberships.end(Membership.objects.get(person=former), by=system)
    return World(sides, stranger, former)


def _side(slug: str, prefix: str, file: str, houses: tuple[str, str], system: Person) -> Side:
    programme = programmes.create(
        by=system,
        slug=slug,
        name=f"{slug.title()} Charter",
        prefix=prefix,
        operator_name=f"{slug.title()} Operator",
        contact_name="Jo Contact",
        contact_email=f"contact@{slug}.example.org",
        contact_phone="020 7946 0000",
        certificate_signatories=[["Jo Contact", "Director"], ["Sam Second", "Chair"]],
    )
    side = Side(programme, {name: person(name, slug) for name in PROGRAMME_ROLES})
    for name, role in PROGRAMME_ROLES.items():
        memberships.grant(side.people[name], role=role, programme=programme, by=system)
    framework = frameworks.load(programme, document=json.loads((DATA / file).read_text()), by=system)
    framework = frameworks.publish(framework, by=side.people["programme_lead"])
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
        by=side.people["programme_lead"],
    )
    side.cohort = cohorts.open_for_interest(side.cohort, by=side.people["programme_lead"])
    _seats(side)
    invitations.invite(
        programme, email=f"invited@{slug}.example.org", role=Role.OBSERVER, by=side.people["programme_lead"]
    )
    side.houses = [_house(side, name) for name in houses]
    # A release takes the whole cohort, so what stays under embargo is decided after it.
    for house in side.houses:
        house.applications["released"] = _application(side, house, "released")
    _release(side)
    # The second house is there to be foreign to the first; it need not be everywhere.
    for house, stages in zip(side.houses, (STAGES[:-1], SECOND_HOUSE), strict=True):
        for stage in stages:
            house.applications[stage] = _application(side, house, stage)
    _open_matters(side)
    _newcomers(side)
    _return(side, side.houses[0])
    return side


def _seats(side: Side) -> None:
    officer, today = side.people["officer"], clock.today()
    for name in (*ASSIGNED, "conflicted", "unassigned"):
        seats.give(
            side.cohort,
            person=side.people[name],
            kind=SeatKind.ASSESSOR,
            lived_experience=name == "assessor",
            trained_on=today,
            by=officer,
        )
    seats.give(side.cohort, person=side.people["chair"], kind=SeatKind.CHAIR, trained_on=today, by=officer)


def _house(side: Side, mark: str) -> House:
    lead = person("lead", mark)
    organisation = organisations.register(
        side.programme,
        name=f"{mark.title()} Trust",
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        # The register tells a released service's name to everybody, so that one carries no mark.
        services=[f"mk-{mark}-service {stage}" for stage in (*STAGES[:-1], "returned")]
        + [f"{mark.title()} service released"],
        by=lead,
    )
    organisations.approve(organisation, by=side.people["officer"])
    people = {"lead": lead}
    for name, role in ORGANISATION_ROLES.items():
        if name not in people:
            people[name] = person(name, mark)
        memberships.grant(people[name], role=role, programme=side.programme, organisation=organisation, by=lead)
    house = House(organisation, people, mark=mark)
    invitations.invite(
        side.programme,
        email=f"mk-{mark}-invited@example.org",
        role=Role.VIEWER,
        organisation=organisation,
        by=lead,
    )
    pledges.sign(
        organisation,
        framework=side.cohort.framework,
        signed_name=house.text("signature"),
        signed_role="Director",
        by=people["signatory"],
    )
    session = training.add_session(
        side.cohort,
        title=f"Training for {mark}",
        begins_at=clock.now() - timedelta(days=5),
        place="Online",
        by=side.people["officer"],
    )
    training.mark_attendance(session, organisation=organisation, by=side.people["officer"])
    return house


def _return(side: Side, house: House) -> None:
    """One more application that was sent: returned for more on its first standard, with a wish for more time."""
    application = _application(side, house, "sent", service="returned")
    standard = selectors.standards_of(application.framework)[0]
    returns.send_back(
        application,
        standards={standard: house.text("asked")},
        request=house.text("request"),
        due_at=clock.now() + timedelta(days=10),
        by=side.people["officer"],
    )
    extensions.ask(application, reason=house.text("reason"), by=house.people["lead"])
    house.applications["returned"] = application


def _application(side: Side, house: House, stage: str, *, service: str = "") -> Application:
    """One application taken as far as ``stage``, for the service of that name or of another one."""
    people, officer = house.people, side.people["officer"]
    service = house.organisation.services.get(name__endswith=service or stage)
    application = interest.express(
        side.cohort, organisation=house.organisation, services=[service], by=people["lead"]
    )
    steps = STAGES[: STAGES.index(stage) + 1]
    if "draft" in steps:
        interest.select(application, by=officer)
        _write(application, house)
    if stage == "draft":
        _share(application, house)
    if "sent" in steps:
        declarations.sign(
            application,
            organisation=house.organisation,
            signed_name=house.text("signature"),
            signed_role="Director",
            by=people["signatory"],
        )
        sending.send(application, key=uuid4(), digest=None, by=people["lead"])
    if "accepted" in steps:
        acceptance.accept(application, by=officer)
    if "assessing" in steps:
        _assign(side, application)
    if "scored" in steps:
        _score(side, house, application)
    _decide(side, house, application, steps)
    application.refresh_from_db()
    return application


def _write(application: Application, house: House) -> None:
    for standard in selectors.standards_of(application.framework):
        answers.save(
            application,
            standard=standard,
            text=f"{house.text('answer')} for {standard.code}.",
            version=0,
            by=house.people["contributor"],
        )
    first = selectors.standards_of(application.framework)[0]
    evidence.add_file(
        application,
        standard=first,
        upload=SimpleUploadedFile(f"{house.text('file')}.txt", house.text("inside").encode(), "text/plain"),
        by=house.people["contributor"],
    )
    evidence.add_link(
        application,
        standard=first,
        title=house.text("link"),
        url="https://example.org/policy",
        by=house.people["contributor"],
    )


def _share(application: Application, house: House) -> None:
    """What a team does around its answers: the second standard is the contributor's, and completed."""
    second = selectors.standards_of(application.framework)[1]
    sections.give(application, standard=second, owner=house.people["contributor"], by=house.people["lead"])
    sections.complete(application, standard=second, by=house.people["contributor"])
    first = selectors.standards_of(application.framework)[0]
    lead, contributor = house.people["lead"], house.people["contributor"]
    thread = comments.write(application, standard=first, text=f"{house.text('comment')}, @{lead}?", by=contributor)
    comments.write(application, standard=first, text=house.text("reply"), thread=thread, by=lead)
    comments.let_staff_in(application, allowed=True, by=lead)
    words = {"text": house.text("aside"), "version": 0, "why": "Somebody else saved first."}
    answers.set_aside(application, standard=first, by=contributor, **words)
    _review_self(application, house)


def _review_self(application: Application, house: House) -> None:
    """Where the house sees itself in its first three standards, shared with staff; the first one is in its plan."""
    by, standards = house.people["contributor"], list(selectors.standards_of(application.framework)[:3])
    for place, standard in enumerate(standards):
        note = house.text("self-note") if place == 0 else ""
        self_reviews.save(application, standard=standard, score=place, note=note, version=0, by=by)
    self_reviews.share(application, shared=True, by=house.people["lead"])
    goals = {standards[0]: 2}
    (step,) = plans.choose(application, organisation=house.organisation, goals=goals, by=house.people["lead"])
    due = clock.today() + timedelta(days=40)
    wish = plans.Wish(owner=by, due_on=due, note=house.text("plan"), done=False)
    plans.change(step, wish=wish, version=1, by=house.people["lead"])


def _assign(side: Side, application: Application) -> None:
    officer = side.people["officer"]
    for seat in Seat.objects.filter(cohort=side.cohort, person__in=[side.people[n] for n in ASSIGNED]):
        assigning.assign(application, seat=seat, by=officer)
    assigning.start(application, by=officer)
    for name in ASSIGNED:
        review = Review.objects.get(application=application, assignment__seat__person=side.people[name])
        conflicts.answer(review, connection=Connection.NONE, by=side.people[name])
    conflicts.set_by_staff(application, person=side.people["conflicted"], by=officer)


def _score(side: Side, house: House, application: Application) -> None:
    points = selectors.framework_form(application.framework).score_maximum
    for name in ASSIGNED:
        review = Review.objects.get(application=application, assignment__seat__person=side.people[name])
        for standard in selectors.standards_of(application.framework):
            scoring.save(
                review,
                standard=standard,
                points=points,
                reason=house.text(f"reason-{name}"),
                version=0,
                by=side.people[name],
            )
        scoring.lock(review, by=side.people[name])


def _decide(side: Side, house: House, application: Application, steps: tuple[str, ...]) -> None:
    chair, lead = side.people["chair"], side.people["programme_lead"]
    if "moderating" in steps:
        moderation.reveal(application, by=chair)
        meeting = Moderation.objects.get(application=application)
        points = selectors.framework_form(application.framework).score_maximum
        for standard in selectors.standards_of(application.framework):
            moderation.agree(meeting, standard=standard, points=points, note=house.text("note"), by=chair)
    best = selectors.levels_of(application.framework).first()
    if "proposed" in steps:
        deciding.propose(application, level=best, override_reason="", by=chair)
    if "decided" in steps:
        deciding.confirm(application, by=lead)
        outbox.run_due()


def _release(side: Side) -> None:
    """Plan, approve and carry out a release of everything that is decided."""
    release = releasing.plan(side.cohort, at=clock.now() + timedelta(minutes=5), by=side.people["officer"])
    releasing.approve(release, by=side.people["programme_lead"])
    with clock.at(clock.now() + timedelta(minutes=6)):
        outbox.run_due()
    for house in side.houses:
        house.applications["released"].refresh_from_db()


def _open_matters(side: Side) -> None:
    """A release and a revocation that wait for their second person; somebody was looked as, and wants to leave."""
    officer, lead = side.people["officer"], side.people["programme_lead"]
    house = side.houses[0]
    acting.allow(side.programme, allowed=True, by=lead)
    acting.begin(house.people["viewer"], programme=side.programme, reason=house.text("why"), by=lead)
    privacy.ask_to_close(house.people["contributor"], by=house.people["contributor"])
    privacy.tell_needs(house.people["contributor"], text=house.text("need"), by=house.people["contributor"])
    releasing.plan(side.cohort, at=clock.now() + timedelta(days=14), by=officer)
    award = Award.objects.get(application=side.houses[0].applications["released"])
    revoking.propose(award, reason=side.houses[0].text("revocation"), by=officer)


def _newcomers(side: Side) -> None:
    """A registration that waits, somebody who types, somebody who asks to join, a partner who is invited."""
    programme, officer, house = side.programme, side.people["officer"], side.houses[0]
    mark = WAITING[programme.slug]
    waiting = organisations.register(
        programme,
        name=f"{mark.title()} Trust",
        kind=OrganisationKind.MENTAL_HEALTH_TRUST,
        region=Region.LONDON,
        services=["Court team"],
        ods_code="RX1",
        about="We run the service with another trust.",
        by=person("lead", mark),
    )
    organisations.note(waiting, text="Rang them on Monday.", by=officer)
    organisations.ask(waiting, text="Which trust runs it with you?", by=officer)
    organisations.note(house.organisation, text="A note that only staff read.", by=officer)
    asker = person("asker", programme.slug)
    join_requests.ask(house.organisation, note="I work in the court team.", by=asker)
    typed = {"eligible": "yes", "name": f"The {house.mark.title()} NHS Trust", "ods_code": ""}
    registration_drafts.keep(programme, answers=typed, by=person("typist", programme.slug))
    whole = {"kind": "charity", "region": "london", "services": "Court team", "about": "", "your_name": "Un Sure"}
    typed = {"eligible": "yes", "name": "Linden Trust", "ods_code": "", **whole}
    registration_drafts.keep(programme, answers=typed, by=person("unsure", programme.slug))
    partners.invite(
        house.applications["draft"],
        partner_name="Partner Trust",
        email=f"mk-{house.mark}-partner@example.org",
        by=house.people["lead"],
    )
