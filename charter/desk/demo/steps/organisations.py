"""How does an employer register, bring its people in, sign the values and come to the training?"""

from __future__ import annotations

from datetime import timedelta

from applications.actions import pledges
from applications.enums import State
from charter.actions import join_requests, organisations
from charter.desk.demo import cast, story
from charter.desk.demo.organisations import BY_KEY, EMPLOYERS, NEWCOMER, Employer
from charter.desk.demo.steps import people, programmes
from charter.desk.demo.story import Round
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.models import Person, Service
from training.actions import mark_attendance
from training.selectors import sessions_of

# After the cohort's opening, in days. Three days later is always a later working day.
REGISTERS, SIGNS = 1, 10
# Who asks to join, and the employer they work for as well.
ASKS = ("Corin Hathersage", "harbourlane")
# How many of a cohort's first sessions an employer comes to.
ATTENDED = 3
AFTER_SESSION = timedelta(hours=3)


def gather(timeline: Timeline) -> None:
    """Every employer, in the first cohort it takes part in; its attendance in each of them."""
    for place, employer in enumerate(EMPLOYERS):
        taken = rounds_of(employer)
        _register(timeline, employer, taken[0], place)
        _sign(timeline, employer, taken[0], place)
        for row in taken:
            _attend(timeline, employer, row)
    _waits(timeline)
    _asks(timeline)


def rounds_of(employer: Employer) -> list[Round]:
    """The cohorts that the employer takes part in, as lead or partner, the earliest first."""
    keys = {
        entry.round
        for entry in story.ENTRIES
        if employer.key in (entry.employer, *(partner for partner, _ in entry.partners))
    }
    return [row for row in story.ROUNDS if row.key in keys]


def _register(timeline: Timeline, employer: Employer, row: Round, place: int) -> None:
    """The lead registers the employer with its services and invites everybody else."""
    hour = 9 + place % 8

    def register(world: World, person: Person) -> None:
        organisation = organisations.register(
            world.programmes[employer.programme],
            name=employer.name,
            kind=employer.kind,
            region=employer.region,
            services=list(employer.services),
            by=person,
        )
        world.organisations[employer.key] = organisation
        named = {service.name: service for service in Service.objects.filter(organisation=organisation)}
        world.services[employer.key] = [named[name] for name in employer.services]

    def sign_up(world: World, _person: Person) -> None:
        people.sign_up(world, employer.lead)

    def approve(world: World, person: Person) -> None:
        organisations.approve(world.organisations[employer.key], by=person)

    begins = row.opens + REGISTERS
    timeline.on(begins, hour, "", "", sign_up)
    timeline.on(begins, hour, employer.lead, employer.programme, register, minute=20)
    officer = cast.in_role(employer.programme, Role.OFFICER)
    timeline.on(begins, hour, officer, employer.programme, approve, minute=50)
    for name, role in _others(employer):
        people.invite(
            timeline,
            name=name,
            role=role,
            programme=employer.programme,
            employer=employer.key,
            by=employer.lead,
            days=begins + 3,
            hour=hour,
        )


def _waits(timeline: Timeline) -> None:
    """The newcomer registered a few days ago; an officer has asked its lead a question."""

    def register(world: World, person: Person) -> None:
        world.organisations[NEWCOMER.key] = organisations.register(
            world.programmes[NEWCOMER.programme],
            name=NEWCOMER.name,
            kind=NEWCOMER.kind,
            region=NEWCOMER.region,
            services=list(NEWCOMER.services),
            ods_code="RX9",
            about="Colleagues in Liaison and Diversion take part already. We are another team.",
            by=person,
        )

    def ask(world: World, person: Person) -> None:
        question = "Are you the trust that Priti Ashgrove registered? Then she can let you in, with your own service."
        organisations.ask(world.organisations[NEWCOMER.key], text=question, by=person)

    officer = cast.in_role(NEWCOMER.programme, Role.OFFICER)
    timeline.on(-4, 10, "", "", lambda world, _person: people.sign_up(world, NEWCOMER.lead))
    timeline.on(-4, 10, NEWCOMER.lead, NEWCOMER.programme, register, minute=20)
    timeline.on(-2, 15, officer, NEWCOMER.programme, ask)


def _asks(timeline: Timeline) -> None:
    """Somebody who helps another employer as well asks its lead to let them in."""
    name, employer = ASKS

    def ask(world: World, person: Person) -> None:
        join_requests.ask(world.organisations[employer], note="I train your volunteers.", by=person)

    timeline.on(-3, 14, name, BY_KEY[employer].programme, ask)


def _others(employer: Employer) -> list[tuple[str, Role]]:
    """Everybody but the lead, with their roles."""
    return [
        *((name, Role.CONTRIBUTOR) for name in employer.contributors),
        (employer.signatory.name, Role.SIGNATORY),
        *((name, Role.VIEWER) for name in employer.viewers),
    ]


def _sign(timeline: Timeline, employer: Employer, row: Round, place: int) -> None:
    """The signatory signs the values of the framework in force, once for all applications."""

    def sign(world: World, person: Person) -> None:
        pledges.sign(
            world.organisations[employer.key],
            framework=world.frameworks[employer.programme],
            signed_name=employer.signatory.name,
            signed_role=employer.signatory.job,
            by=person,
        )

    timeline.on(row.opens + SIGNS, 9 + place % 8, employer.signatory.name, employer.programme, sign, minute=30)


def _attend(timeline: Timeline, employer: Employer, row: Round) -> None:
    """An officer marks the employer at the first sessions of the cohort, on the day after each."""
    officer = cast.in_role(row.programme, Role.OFFICER)
    if not any(entry.round == row.key and _takes_part(entry, employer) for entry in story.ENTRIES):
        return
    for number in range(ATTENDED):
        begins_at = programmes.sessions(timeline, row)[number][1]
        if begins_at >= timeline.calendar.now:
            continue

        def mark(world: World, person: Person, number: int = number) -> None:
            session = sessions_of(world.cohorts[row.key])[number]
            mark_attendance(session, organisation=world.organisations[employer.key], by=person)

        timeline.at(begins_at + AFTER_SESSION, officer, row.programme, mark)


def _takes_part(entry: story.Entry, employer: Employer) -> bool:
    """Whether the employer has a place in the cohort through this entry."""
    waiting = {State.INTEREST, State.WAITLISTED, State.DECLINED}
    return entry.state not in waiting and employer.key in (
        entry.employer,
        *(partner for partner, _ in entry.partners),
    )
