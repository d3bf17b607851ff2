"""How does an application come about: interest, its answer, words and evidence, declaration, sending?"""

from __future__ import annotations

import uuid
from random import Random

from applications.actions import acceptance, answers, declarations, evidence, interest, parties, sending, withdrawal
from applications.enums import State
from assessment.actions import conflicts
from charter.desk.demo import cast, story, words
from charter.desk.demo.organisations import Employer, employer
from charter.desk.demo.shelf import upload
from charter.desk.demo.steps import clock_work
from charter.desk.demo.story import Entry, Round
from charter.desk.demo.timeline import Timeline, World
from charter.desk.demo.words import Voice
from charter.enums import Role
from charter.models import Person, Standard
from charter.selectors import framework_form

ASKED = (State.INTEREST, State.WAITLISTED, State.DECLINED)
WRITING = (*ASKED, State.DRAFT, State.LAPSED)
# Days after the cohort's opening; three days later is always a later working day.
INTEREST, ANSWERED, PARTNERS = 4, 9, 12
SITTINGS = 3


def gather(timeline: Timeline) -> None:
    """Every application up to its sending and acceptance."""
    for number, entry in enumerate(story.ENTRIES):
        _ask(timeline, entry, number)
        if entry.state in ASKED:
            continue
        _write(timeline, entry)
        if entry.state not in WRITING:
            _send(timeline, entry, number)
        if entry.state in (State.RETURNED, State.LAPSED) or entry.key == story.MORE_TIME:
            clock_work.gather(timeline, entry, said(entry))
        elif entry.state not in (*WRITING, State.SENT):
            _accept(timeline, entry, number)


def label(entry: Entry) -> str:
    """How progress lines and reports call an application: employer and first service."""
    own = employer(entry.employer)
    names = [own.short, *(employer(key).short for key, _ in entry.partners)]
    services = ", ".join(own.services[place] for place in entry.services)
    return f"{' with '.join(names)} ({services})"


def said(entry: Entry) -> str:
    """The sentence for the step that brings an application to where it stays."""
    return f"{label(entry)}: {State(entry.state).label.lower()}"


def _ask(timeline: Timeline, entry: Entry, number: int) -> None:
    """The expression of interest, the officer's answer, and the partners that the lead brings in."""
    row, own = story.BY_KEY[entry.round], employer(entry.employer)
    officer = cast.in_role(row.programme, Role.OFFICER)

    def express(world: World, person: Person) -> None:
        world.applications[entry.key] = interest.express(
            world.cohorts[entry.round],
            organisation=world.organisations[own.key],
            services=[world.services[own.key][place] for place in entry.services],
            by=person,
        )

    def reply(world: World, person: Person) -> None:
        application = world.applications[entry.key]
        if entry.state == State.DECLINED:
            interest.decline(application, reason=entry.reason, by=person)
        elif entry.state == State.WAITLISTED:
            interest.waitlist(application, by=person)
        else:
            interest.select(application, by=person)
        _set_conflicts(world, entry, person)

    def bring_in(world: World, person: Person) -> None:
        for key, services in entry.partners:
            parties.add(
                world.applications[entry.key],
                organisation=world.organisations[key],
                services=[world.services[key][place] for place in services],
                by=person,
            )

    stays = entry.state if entry.state in ASKED else None
    asked, answered = row.opens + INTEREST, row.opens + ANSWERED
    hour, minute = 9 + number % 8, number % 4 * 13
    told = said(entry) if stays == State.INTEREST else ""
    timeline.on(asked, hour, own.lead, row.programme, express, minute=minute, said=told)
    if stays != State.INTEREST:
        told = said(entry) if stays else ""
        timeline.on(answered, hour, officer, row.programme, reply, minute=minute, said=told)
    if entry.partners:
        timeline.on(row.opens + PARTNERS, hour, own.lead, row.programme, bring_in, minute=minute)


def _set_conflicts(world: World, entry: Entry, officer: Person) -> None:
    """The connections that staff know of before anybody is asked."""
    for name in entry.conflicts:
        conflicts.set_by_staff(world.applications[entry.key], person=world.people[name], by=officer)


def _sittings(timeline: Timeline, row: Round) -> list[int]:
    """The days of the sittings in which an application is written, spread over what there is of the round."""
    first, last = max(row.evidence + 4, row.opens + PARTNERS + 4), min(row.closes - 9, -7)
    return [first + (last - first) * place // (SITTINGS - 1) for place in range(SITTINGS)]


def _write(timeline: Timeline, entry: Entry) -> None:
    """Answers and evidence in a few sittings, by the lead and the contributors in turn."""
    row, own = story.BY_KEY[entry.round], employer(entry.employer)
    random = Random(entry.key)  # noqa: S311  # A world to look at, not a secret.
    writers = [own.lead, *own.contributors]
    days = _sittings(timeline, row)
    for sitting, day in enumerate(days):

        def write(world: World, person: Person, sitting: int = sitting) -> None:
            standards = world.standards[row.programme]
            most = len(standards) if entry.answered is None else entry.answered
            share = -(-most // SITTINGS)
            for standard in standards[sitting * share : min(most, (sitting + 1) * share)]:
                _answer(world, entry, own, standard, person)
            if sitting == SITTINGS - 1:
                _attach(world, entry, own, person)

        stays = sitting == SITTINGS - 1 and entry.state == State.DRAFT
        timeline.on(
            day,
            random.randint(9, 16),
            writers[sitting % len(writers)],
            row.programme,
            write,
            minute=random.randint(0, 59),
            said=said(entry) if stays else "",
        )


def _answer(world: World, entry: Entry, own: Employer, standard: Standard, person: Person) -> None:
    """One answer; now and then the writer reads it again and saves a second version."""
    form = framework_form(world.frameworks[own.programme])
    points = entry.points(standard.position)
    text = words.answer(Voice(entry.key, own.short), standard, points=points, maximum=form.score_maximum)
    application = world.applications[entry.key]
    if standard.position % 7 == len(entry.key) % 7:
        first = text.partition("\n\n")[0]
        answers.save(application, standard=standard, text=first, version=0, by=person)
        answers.save(application, standard=standard, text=text, version=1, by=person)
    else:
        answers.save(application, standard=standard, text=text, version=0, by=person)


def _attach(world: World, entry: Entry, own: Employer, person: Person) -> None:
    """Two to four files and a link under standards that have words; two applications send the awkward ones."""
    random = Random(f"{entry.key}|files")  # noqa: S311
    standards = world.standards[own.programme]
    written = standards[: len(standards) if entry.answered is None else entry.answered]
    if not written:
        return
    application = world.applications[entry.key]
    chosen = random.sample(world.shelf.of(own.name, written[0].name), random.randint(2, 4))
    if entry.key == story.BIG_FILE:
        chosen.append(world.shelf.big())
    if entry.key == story.LONG_NAMED_FILE:
        chosen.append(world.shelf.long_named())
    places = random.sample(written, min(len(chosen) + 1, len(written)))
    for document, standard in zip(chosen, places, strict=False):
        evidence.add_file(application, standard=standard, upload=upload(document), by=person)
    evidence.add_link(
        application,
        standard=places[-1],
        title=f"How {own.short} works with people with lived experience",
        url=f"https://{own.key}.example.org/lived-experience/",
        by=person,
    )


def _send(timeline: Timeline, entry: Entry, number: int) -> None:
    """Every party's signatory declares, then the lead sends, in the last days before the closing time."""
    row = story.BY_KEY[entry.round]
    hour, minute = 9 + number % 8, number % 5 * 11
    declares, sends = min(row.closes - 6, -5), min(row.closes - 3, -2)
    for key in (entry.employer, *(partner for partner, _ in entry.partners)):
        party = employer(key)

        def declare(world: World, person: Person, party: Employer = party) -> None:
            declarations.sign(
                world.applications[entry.key],
                organisation=world.organisations[party.key],
                signed_name=party.signatory.name,
                signed_role=party.signatory.job,
                by=person,
            )

        timeline.on(declares, hour, party.signatory.name, row.programme, declare, minute=minute)

    def send(world: World, person: Person) -> None:
        sending.send(
            world.applications[entry.key], key=uuid.uuid5(uuid.NAMESPACE_URL, entry.key), digest=None, by=person
        )
        world.applications[entry.key].refresh_from_db()

    told = f"{label(entry)}: {State.SENT.label.lower()}"
    timeline.on(sends, hour, employer(entry.employer).lead, row.programme, send, minute=minute, said=told)


def _accept(timeline: Timeline, entry: Entry, number: int) -> None:
    """The officer's check, a few days after the closing time; one applicant withdraws once the panel reads."""
    row = story.BY_KEY[entry.round]
    officer = cast.in_role(row.programme, Role.OFFICER)

    def accept(world: World, person: Person) -> None:
        acceptance.accept(world.applications[entry.key], by=person)

    def withdraw(world: World, person: Person) -> None:
        withdrawal.withdraw(world.applications[entry.key], by=person)

    told = said(entry) if entry.state == State.ACCEPTED else ""
    timeline.on(row.closes + 4, 9 + number % 6, officer, row.programme, accept, minute=number % 6 * 9, said=told)
    if entry.state == State.WITHDRAWN:
        lead = employer(entry.employer).lead
        timeline.on(row.scored + 1, 16, lead, row.programme, withdraw, said=said(entry))
