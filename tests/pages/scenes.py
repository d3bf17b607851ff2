"""Which scenes does the two-sided world lack? Empty programmes, long lists, and the rarer turns of the journey.

Everything is built by the actions the pages call, in the transaction of the caller.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
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
    lapsing,
    parties,
    returns,
    sections,
    self_reviews,
    sending,
    withdrawal,
)
from applications.models import Application, Evidence
from assessment.actions import assigning, conflicts, moderation, scoring
from assessment.enums import Connection
from assessment.models import Moderation, Review, Seat
from awards.actions import revoking
from awards.models import Award
from charter import selectors
from charter.actions import cohorts, frameworks, memberships, organisations, privacy, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import arrival, clock, outbox
from charter.models import Cohort, Framework, Person, Programme, Service
from tests import world
from tests.access.words import given_up

MANY = 30
LONG = (
    "The Royal Borough of Kensington, Chelsea and Neighbouring Districts Partnership for Liaison, Diversion and "
    "Community Resettlement"
)
FILE_NAME = "Peer mentoring and supervision policy, reviewed with people with lived experience, 2026.txt"
TEXT = (
    "We pair each new colleague with a peer mentor for their first six months. Mentors are paid for their time and "
    "meet every fortnight.\n\nIn the last year eleven of twelve people who started this way were still with us "
    "after six months, and three have since become mentors themselves."
)


def build(built: world.World) -> None:
    """All scenes; those of the first house are added to its applications under names of their own."""
    quiet()
    _staff(_programme("barley", "BAR"))
    crowd()
    turns(built.sides[0])


def _programme(slug: str, prefix: str, **fields: Any) -> Programme:
    named = {
        "name": f"{slug.title()} Charter",
        "operator_name": f"{slug.title()} Operator",
        "contact_name": "Jo Contact",
        "contact_email": f"jo@{slug}.example.org",
        "contact_phone": "020 7946 0000",
        **fields,
    }
    return programmes.create(by=selectors.system_person(), slug=slug, prefix=prefix, **named)


def _staff(programme: Programme) -> dict[str, Person]:
    """One person for each role of the programme."""
    people = {}
    for name, role in world.PROGRAMME_ROLES.items():
        people[name] = world.person(name, programme.slug)
        memberships.grant(people[name], role=role, programme=programme, by=selectors.system_person())
    return people


def _framework(programme: Programme, by: Person) -> Framework:
    document = json.loads((world.DATA / "framework-lec-1.json").read_text())
    return frameworks.publish(frameworks.load(programme, document=document, by=by), by=by)


def _cohort(programme: Programme, framework: Framework, slug: str, by: Person, **fields: Any) -> Cohort:
    now = clock.now()
    dates = {
        "evidence_opens_at": now,
        "closes_at": now + timedelta(days=30),
        "scores_due_at": now + timedelta(days=50),
        "decisions_by": now + timedelta(days=60),
    }
    return cohorts.create(programme, slug=slug, framework=framework, by=by, **dates, **fields)


def quiet() -> None:
    """``newbury``: everybody has arrived, a cohort is set up, and nothing has happened: the empty states."""
    programme = _programme("newbury", "NEW")
    lead = _staff(programme)["programme_lead"]
    _cohort(programme, _framework(programme, lead), "first", lead, name="Spring 2027")
    elder = organisations.register(
        programme,
        name="Elder Trust",
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        services=["Elder service"],
        by=world.person("lead", "elder"),
    )
    organisations.approve(elder, by=lead)
    signs = {"role": Role.SIGNATORY, "programme": programme, "organisation": elder}
    memberships.grant(world.person("signatory", "elder"), **signs, by=lead)


def crowd() -> None:
    """``brimham``: thirty organisations that are interested, the first with a very long name; all names long."""
    programme = _programme(
        "brimham",
        "BRM",
        name="Brimham Charter for Employing People with Lived Experience",
        operator_name="Brimham and District Voluntary Action",
        contact_name="Alexandra Featherstonehaugh-Cholmondeley",
        contact_email="alexandra.featherstonehaugh-cholmondeley@brimham.example.org",
        contact_phone="020 7946 0000",
    )
    lead = _staff(programme)["programme_lead"]
    name = "Spring 2027, the first one with partner organisations"
    cohort = _cohort(programme, _framework(programme, lead), "first", lead, name=name)
    cohort = cohorts.open_for_interest(cohort, by=lead)
    for number in range(MANY):
        # Nobody looks through their eyes, so the demonstration's page, too, may leave them out.
        head = Person.objects.create_user(f"lead@brimham{number}.example.net", name=f"Lead {number}")
        organisation = organisations.register(
            programme,
            name=f"Brimham {number:02d} Trust" if number else LONG,
            kind=OrganisationKind.values[number % len(OrganisationKind.values)],
            region=Region.values[number % len(Region.values)],
            services=["Liaison and diversion", "Community reconnect and resettlement"],
            by=head,
        )
        organisations.approve(organisation, by=lead)
        interest.express(cohort, organisation=organisation, services=list(organisation.services.all()), by=head)


# The rarer turns --------------------------------------------------------------------------------------


def turns(side: world.Side) -> None:
    """In the first side: blank, joint, late, waitlisted, declined, withdrawn, begun, disputed; and awards' ends."""
    first, second = side.houses
    officer, lead = side.people["officer"], side.people["programme_lead"]
    _cohort(side.programme, side.cohort.framework, "second", lead, name="Second cohort")
    with clock.at(clock.now() - timedelta(days=90)):
        past = _cohort(side.programme, side.cohort.framework, "past", lead, name="Past cohort")
        past = cohorts.open_for_interest(past, by=lead)
        first.applications["late"] = _asked(past, first, "late")
        first.applications["lapsed"] = _asked(past, first, "lapsed")
        for name in ("late", "lapsed"):
            interest.select(first.applications[name], by=officer)
        # Whoever waits for an answer does not lapse, also where beat runs.
        extensions.ask(first.applications["late"], reason="Our network was down.", by=first.people["lead"])
    lapsing.lapse(first.applications["lapsed"], by=selectors.system_person())
    for name in ("blank", "joint", "waitlisted", "declined", "withdrawn"):
        first.applications[name] = _asked(side.cohort, first, name)
    for name in ("blank", "joint", "withdrawn"):
        interest.select(first.applications[name], by=officer)
    parties.add(
        first.applications["joint"],
        organisation=second.organisation,
        services=[_service(second, "joint")],
        by=officer,
    )
    interest.waitlist(first.applications["waitlisted"], by=officer)
    reason = "This cohort is full. The next one opens in the spring."
    interest.decline(first.applications["declined"], reason=reason, by=officer)
    withdrawal.withdraw(first.applications["withdrawn"], by=first.people["lead"])
    _time(side, first)
    first.applications["written"] = _asked(side.cohort, first, "written")
    interest.select(first.applications["written"], by=officer)
    _write_together(first, first.applications["written"])
    _full(side, first)
    _ready(side, first)
    for name in ("begun", "disputed"):
        first.applications[name] = _assigned(side, first, name)
    _begin(side, first.applications["begun"])
    _dispute(side, first.applications["disputed"])
    _awards(side)
    # One for each width at which its button is pressed, and one that nobody presses.
    for _ in range(3):
        given_up(side.programme)
    given_up(side.programme, "SMTPRecipientsRefused: {'lead@a-very-long-host-name-indeed.example.org': (550, b'No')}")
    _several(side)
    _reads_large(side)
    for application in first.applications.values():
        application.refresh_from_db()


def _write_together(house: world.House, application: Application) -> None:
    """The first standard in full: many versions by two people, a long answer, and more comments than fit a page."""
    standard = selectors.standards_of(application.framework)[0]
    lead, contributor = house.people["lead"], house.people["contributor"]
    began = clock.now() - timedelta(days=9)
    for number in range(24):
        with clock.at(began + timedelta(hours=number)):
            by = (lead, contributor)[number % 2]
            text = "\n\n".join([TEXT] * (number % 3 + 1)) + f" We met {number} times."
            answers.save(application, standard=standard, text=text, version=number, by=by)
    told = " Sam (born 3 March 1987) was convicted of burglary and now leads our training. Ring 07700 900123."
    full = "\n\n".join([TEXT] * 9) + told
    answers.save(application, standard=standard, text=full, version=24, by=lead)
    why = f"{lead} saved a newer version at 3:14pm. Compare the two, then choose which to keep."
    answers.set_aside(application, standard=standard, text=f"{TEXT} Mine.", version=20, why=why, by=contributor)
    sections.give(application, standard=standard, owner=contributor, by=lead)
    sections.complete(application, standard=standard, by=contributor)
    for number in range(23):
        with clock.at(began + timedelta(hours=number)):
            text = f"@{lead} can we add the {'long ' * number}policy?"
            thread = comments.write(application, standard=standard, text=text, by=contributor)
            if number < 3:
                comments.resolve(thread, by=lead)
    for number in range(35):
        with clock.at(began + timedelta(days=2, minutes=number)):
            said = f"Answer {number}: yes, @{contributor}, I asked about it. supervision-policy-{'x' * 60}"
            comments.write(application, standard=standard, text=said, thread=thread, by=lead)


def _service(house: world.House, name: str) -> Service:
    """A service of the house for one more application; partners and the public may read its name."""
    named = f"{house.mark.title()} {name} service"
    return organisations.add_service(house.organisation, name=named, by=house.people["lead"])


def _asked(cohort: Cohort, house: world.House, name: str) -> Application:
    return interest.express(
        cohort, organisation=house.organisation, services=[_service(house, name)], by=house.people["lead"]
    )


def _time(side: world.Side, house: world.House) -> None:
    """Returned for more, sent again since, and asked for more time: once waiting for staff, once for a second one."""
    officer, lead = side.people["officer"], house.people["lead"]
    for name in ("returned", "resent"):
        house.applications[name] = _sent(side, house, name)
        _returned(side, house.applications[name])
    _sent_again(house, house.applications["resent"])
    for name in ("extending", "extending_late"):
        house.applications[name] = _asked(side.cohort, house, name)
        interest.select(house.applications[name], by=officer)
        extension = extensions.ask(
            house.applications[name], reason="Our director signs it, and is back on Monday.", by=lead
        )
    with clock.at(side.cohort.closes_at + timedelta(days=1)):
        extensions.grant(extension, until=side.cohort.closes_at + timedelta(days=6), by=officer)


def _returned(side: world.Side, application: Application) -> None:
    """Two standards are asked about once more."""
    standards = list(selectors.standards_of(side.cohort.framework))
    returns.send_back(
        application,
        standards={standards[0]: "How many of those who started are still with you?", standards[4]: ""},
        request="The panel needs figures. Tell us how many people this reached, and what came of it.",
        due_at=clock.now() + timedelta(days=9),
        by=side.people["officer"],
    )


def _sent_again(house: world.House, application: Application) -> None:
    """What was asked is answered, with a file, declared and sent."""
    standard, by = selectors.standards_of(application.framework)[0], house.people["contributor"]
    text = TEXT.replace("eleven of twelve", "fourteen of sixteen") + "\n\nWe count them each March."
    answers.save(application, standard=standard, text=text, version=1, by=by)
    upload = SimpleUploadedFile("Figures, March.txt", b"Fourteen of sixteen.", "text/plain")
    evidence.add_file(application, standard=standard, upload=upload, by=by)
    _declare(application, house)
    sending.send(application, key=uuid4(), digest=None, by=house.people["lead"])


def _ready(side: world.Side, house: world.House) -> None:
    """``ready``: nothing is missing; one file had a virus, and one came too late."""
    application, by = _asked(side.cohort, house, "ready"), house.people["contributor"]
    interest.select(application, by=side.people["officer"])
    standards = list(selectors.standards_of(application.framework))
    for standard in standards:
        answers.save(application, standard=standard, text=TEXT, version=0, by=by)
    closed, minutes = side.cohort.last_moment, timedelta(minutes=2)
    came = arrival.Arrived(closed - minutes, closed + minutes)
    for name, standard in (("Policy from a colleague.txt", standards[0]), ("Board paper, final.txt", standards[1])):
        upload = SimpleUploadedFile(name, name.encode(), "text/plain")
        with clock.at(came.ended):
            evidence.add_file(application, standard=standard, upload=upload, came=came, by=by)
    # There is no scanner here that could say so.
    Evidence.objects.filter(title="Policy from a colleague.txt").update(scan_state="infected")
    _declare(application, house)
    house.applications["ready"] = application


def _declare(application: Application, house: world.House) -> None:
    declarations.sign(
        application,
        organisation=house.organisation,
        signed_name="Sam Signatory",
        signed_role="Chief executive",
        by=house.people["signatory"],
    )


def _full(side: world.Side, house: world.House) -> None:
    """``full``: five hundred words for every standard, each somebody's, 60 files, and a whole self-review."""
    people, application = house.people, _asked(side.cohort, house, "full")
    interest.select(application, by=side.people["officer"])
    rows = list(selectors.standards_of(application.framework))
    for place, standard in enumerate(rows):
        answers.save(application, standard=standard, text="word " * 500, version=0, by=people["contributor"])
        said = {"score": place % 4, "note": TEXT, "version": 0}
        self_reviews.save(application, standard=standard, **said, by=people["contributor"])
    for number in range(60):
        named = "Minutes of the lived experience working group" if number % 3 else "Policy"
        upload = SimpleUploadedFile(f"{named} {number + 1}.txt", f"Page {number}.".encode(), "text/plain")
        evidence.add_file(application, standard=rows[number // 20], upload=upload, by=people["contributor"])
    owners = {standard: people["contributor" if place % 2 else "lead"] for place, standard in enumerate(rows)}
    sections.share_out(application, owners=owners, by=people["lead"])
    house.applications["full"] = application


def _sent(side: world.Side, house: world.House, name: str) -> Application:
    """An application with long answers and a file that was sent."""
    people, officer = house.people, side.people["officer"]
    application = _asked(side.cohort, house, name)
    interest.select(application, by=officer)
    for place, standard in enumerate(selectors.standards_of(application.framework)):
        answers.save(application, standard=standard, text=TEXT, version=0, by=people["contributor"])
        if place == 0:
            upload = SimpleUploadedFile(FILE_NAME, TEXT.encode(), "text/plain")
            evidence.add_file(application, standard=standard, upload=upload, by=people["contributor"])
    _declare(application, house)
    sending.send(application, key=uuid4(), digest=None, by=people["lead"])
    return application


def _assigned(side: world.Side, house: world.House, name: str) -> Application:
    """An application with long answers and a file, sent once more after a return, whose panel may begin."""
    officer = side.people["officer"]
    application = _sent(side, house, name)
    if name == "begun":
        _returned(side, application)
        _sent_again(house, application)
    acceptance.accept(application, by=officer)
    for seat in Seat.objects.filter(cohort=side.cohort, person__in=[side.people[part] for part in world.ASSIGNED]):
        assigning.assign(application, seat=seat, by=officer)
    return assigning.start(application, by=officer)


def _begin(side: world.Side, application: Application) -> None:
    """The panel may begin: the first assessor has scored five standards, the others have not answered yet."""
    review = _review(side, application, "assessor")
    conflicts.answer(review, connection=Connection.NONE, by=side.people["assessor"])
    for standard in selectors.standards_of(application.framework)[:5]:
        scoring.save(review, standard=standard, points=2, reason=TEXT, version=0, by=side.people["assessor"])


def _dispute(side: world.Side, application: Application) -> None:
    """Scores far apart are revealed, and the first four standards are agreed."""
    top = selectors.framework_form(application.framework).score_maximum
    for points, name in zip((top, top - 2, top - 1), world.ASSIGNED, strict=True):
        review, person = _review(side, application, name), side.people[name]
        conflicts.answer(review, connection=Connection.NONE, by=person)
        for standard in selectors.standards_of(application.framework):
            scoring.save(review, standard=standard, points=points, reason=TEXT, version=0, by=person)
        scoring.lock(review, by=person)
    moderation.reveal(application, by=side.people["chair"])
    meeting = Moderation.objects.get(application=application)
    for standard in selectors.standards_of(application.framework)[:4]:
        note = "The panel heard both views."
        moderation.agree(meeting, standard=standard, points=top - 1, note=note, by=side.people["chair"])


def _review(side: world.Side, application: Application, name: str) -> Review:
    return Review.objects.get(application=application, assignment__seat__person=side.people[name])


def _several(side: world.Side) -> None:
    """Somebody with several hats: in an organisation, on the panel, and in another programme's staff."""
    person, system = world.person("several", "oak"), selectors.system_person()
    house = side.houses[0]
    memberships.grant(
        person, role=Role.CONTRIBUTOR, programme=side.programme, organisation=house.organisation, by=system
    )
    memberships.grant(person, role=Role.ASSESSOR, programme=side.programme, by=system)
    memberships.grant(person, role=Role.OFFICER, programme=Programme.objects.get(slug="newbury"), by=system)


def _reads_large(side: world.Side) -> None:
    """Somebody who reads large text, without movement; and one more officer, who helps by looking."""
    memberships.grant(
        world.person("helper", "oakland"), role=Role.OFFICER, programme=side.programme, by=selectors.system_person()
    )
    person, house = world.person("reader", "oak"), side.houses[0]
    memberships.grant(
        person,
        role=Role.VIEWER,
        programme=side.programme,
        organisation=house.organisation,
        by=selectors.system_person(),
    )
    chosen = {"mail": "needs_me", "text_size": "largest", "reduced_motion": True, "pronouns": "they/them"}
    privacy.prefer(person, **chosen, by=person)


def _awards(side: world.Side) -> None:
    """The second house's award is revoked; the first's revocation and the next release wait already."""
    officer, lead = side.people["officer"], side.people["programme_lead"]
    reason = "The service has closed, and nobody works to these standards any more."
    second = Award.objects.get(application=side.houses[1].applications["released"])
    revoking.approve(revoking.propose(second, reason=reason, by=officer), by=lead)
    outbox.run_due()
