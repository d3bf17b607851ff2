"""How does a panel work: seats, assignments, conflict answers, sealed scores, moderation, proposal, decision?"""

from __future__ import annotations

from random import Random

from applications.enums import State
from assessment.actions import assigning, conflicts, deciding, moderation, scoring, seats
from assessment.enums import Connection
from assessment.models import Assignment, Moderation, Review, Seat
from charter import level_rules
from charter.desk.demo import cast, story, words
from charter.desk.demo.steps.applications import said
from charter.desk.demo.story import Entry, Reader, Round
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.framework_form import Framework as FrameworkForm
from charter.models import Person
from charter.selectors import framework_form, levels_of

READ_BY_PANEL = frozenset(
    {State.ASSESSING, State.MODERATING, State.PROPOSED, State.DECIDED, State.RELEASED, State.WITHDRAWN}
)
AGREED_ON = frozenset({State.MODERATING, State.PROPOSED, State.DECIDED, State.RELEASED})
PROPOSED = frozenset({State.PROPOSED, State.DECIDED, State.RELEASED})
DECIDED = frozenset({State.DECIDED, State.RELEASED})
ANSWER, REPLACED, FIRST_SITTING = 3, 6, 10
MEETING_HOURS = (10, 11, 13, 14, 15)


def gather(timeline: Timeline) -> None:
    """Every panel, and what it did with every application that came to it."""
    for row in story.ROUNDS:
        _seats(timeline, row)
    for number, entry in enumerate(story.ENTRIES):
        if not entry.readers:
            continue
        _assign(timeline, entry, number)
        for place, reader in enumerate(entry.readers):
            _review(timeline, entry, reader, place)
        if entry.state in AGREED_ON:
            _moderate(timeline, entry, number)
        if entry.state in PROPOSED:
            _decide(timeline, entry, number)


def officer_for_panels(programme: str) -> str:
    """The officer who looks after the panel: the programme's last one."""
    return [p.name for p in cast.PROGRAMME_PEOPLE if p.parts[0] == cast.Part(programme, Role.OFFICER)][-1]


def chair_of(row: Round) -> str:
    """Who chairs the cohort's panel."""
    return next(seat.name for seat in cast.SEATS if seat.kind == "chair" and row.key in seat.cohorts)


def _seats(timeline: Timeline, row: Round) -> None:
    """Everybody's seat on the cohort's panel, once they are trained."""

    def give(world: World, person: Person) -> None:
        for number, seat in enumerate(cast.SEATS):
            if row.key in seat.cohorts:
                seats.give(
                    world.cohorts[row.key],
                    person=world.people[seat.name],
                    kind=seat.kind,
                    lived_experience=seat.lived_experience,
                    trained_on=timeline.calendar.day(row.panel - 12 - number % 9),
                    by=person,
                )

    if any(row.key in seat.cohorts for seat in cast.SEATS):
        timeline.on(row.panel - 4, 14, officer_for_panels(row.programme), row.programme, give)


def _seat(world: World, entry: Entry, name: str) -> Seat:
    """The scoring seat of a person on the entry's panel."""
    held = Seat.objects.filter(cohort=world.cohorts[entry.round], person=world.people[name])
    return held.order_by("kind").first()  # type: ignore[return-value]  # The cast has a seat for every reader.


def _assign(timeline: Timeline, entry: Entry, number: int) -> None:
    """The officer assigns the readers and lets the panel start; a reader's place is filled again later."""
    row = story.BY_KEY[entry.round]
    officer = officer_for_panels(row.programme)
    at_first = [reader for reader in entry.readers if not _replaces(entry, reader)]

    def assign(world: World, person: Person) -> None:
        for reader in at_first:
            assigning.assign(world.applications[entry.key], seat=_seat(world, entry, reader.name), by=person)
        assigning.start(world.applications[entry.key], by=person)

    def replace(world: World, person: Person) -> None:
        seat = _seat(world, entry, entry.readers[-1].name)
        assigning.assign(world.applications[entry.key], seat=seat, by=person)

    timeline.on(row.panel, 9 + number % 7, officer, row.programme, assign, minute=number % 5 * 10)
    if len(at_first) < len(entry.readers):
        timeline.on(row.panel + REPLACED, 9 + number % 7, officer, row.programme, replace)


def _replaces(entry: Entry, reader: Reader) -> bool:
    """Whether this reader came in for one with a connection: the last one, where there is such a one."""
    return reader is entry.readers[-1] and any(one.connected for one in entry.readers)


def _own_review(world: World, entry: Entry, name: str) -> Review:
    """A person's review of an application."""
    assignment = Assignment.objects.select_related("review").get(
        application=world.applications[entry.key], seat__person=world.people[name]
    )
    return Review.objects.for_pages().get(pk=assignment.review.pk)


def _review(timeline: Timeline, entry: Entry, reader: Reader, place: int) -> None:
    """One reader's answer to the conflict question, and the scores in two sittings."""
    row = story.BY_KEY[entry.round]
    if reader.invited:
        return
    answers_on = row.panel + (REPLACED if _replaces(entry, reader) else 0) + ANSWER

    def answer(world: World, person: Person) -> None:
        connection = Connection.CONNECTED if reader.connected else Connection.NONE
        conflicts.answer(_own_review(world, entry, reader.name), connection=connection, by=person)

    timeline.on(answers_on, 18, reader.name, row.programme, answer, minute=place * 7)
    if reader.connected:
        return
    days = (row.panel + FIRST_SITTING + place, row.scored - 4 + place)
    for sitting, day in enumerate(days):

        def score(world: World, person: Person, sitting: int = sitting) -> None:
            _score(world, entry, reader, place, sitting, person)

        stays = entry.state == State.ASSESSING and reader is entry.readers[0] and sitting == 1
        told = said(entry) if stays else ""
        timeline.on(day, 17 + sitting, reader.name, row.programme, score, minute=place * 11, said=told)


def _score(world: World, entry: Entry, reader: Reader, place: int, sitting: int, person: Person) -> None:
    """Half of what the reader scored; the last sitting finishes the review when nothing is left."""
    review = _own_review(world, entry, reader.name)
    programme = story.BY_KEY[entry.round].programme
    form = framework_form(world.frameworks[programme])
    standards = world.standards[programme]
    most = len(standards) if reader.scored is None else reader.scored
    half = (most + 1) // 2
    for standard in standards[:half] if sitting == 0 else standards[half:most]:
        points = given(form, entry, place, standard.position)
        scoring.save(
            review,
            standard=standard,
            points=points,
            reason=words.reason(f"{entry.key}|{reader.name}", standard, points=points, maximum=form.score_maximum),
            version=0,
            by=person,
        )
    if sitting == 1 and reader.scored is None:
        scoring.lock(review, by=person)


def given(form: FrameworkForm, entry: Entry, place: int, position: int) -> int:
    """What the reader in this place gave: the panel's later score, now and then one off, seldom two."""
    random = Random(f"{entry.key}|{place}|{position}")  # noqa: S311
    agreed = entry.points(position)
    off = 0 if place == 0 else random.choices((0, 1, -1, 2, -2), (70, 14, 10, 3, 3))[0]
    return min(max(agreed + off, min(form.scores)), max(form.scores))


def _moderate(timeline: Timeline, entry: Entry, number: int) -> None:
    """The chair reveals the scores and the panel agrees on one a standard."""
    row = story.BY_KEY[entry.round]

    def meet(world: World, person: Person) -> None:
        met = moderation.reveal(world.applications[entry.key], by=person)
        _agree(world, entry, met, person)

    told = said(entry) if entry.state == State.MODERATING else ""
    hour, minute = MEETING_HOURS[number % 5], number % 3 * 20
    timeline.on(row.moderated + entry.late, hour, chair_of(row), row.programme, meet, minute=minute, said=told)


def _agree(world: World, entry: Entry, met: Moderation, chair: Person) -> None:
    """The agreed scores, with a note on what was talked about."""
    programme = story.BY_KEY[entry.round].programme
    form = framework_form(world.frameworks[programme])
    count = sum(not reader.connected for reader in entry.readers)
    for standard in world.standards[programme][: entry.agreed]:
        first = [given(form, entry, place, standard.position) for place in range(count)]
        talked = max(first) - min(first) >= form.policy.divergence.standard_spread
        moderation.agree(
            met,
            standard=standard,
            points=entry.points(standard.position),
            note=words.note(f"{entry.key}|{standard.code}", talked=talked),
            by=chair,
        )


def _decide(timeline: Timeline, entry: Entry, number: int) -> None:
    """The chair proposes what the rules make of the agreed scores; the programme lead confirms it."""
    row = story.BY_KEY[entry.round]

    def propose(world: World, person: Person) -> None:
        framework = world.frameworks[row.programme]
        form = framework_form(framework)
        scores = {
            row.code: entry.points(row.position) for row in world.standards[story.BY_KEY[entry.round].programme]
        }
        reached = level_rules.evaluate(form, scores).level
        level = next((one for one in levels_of(framework) if one.code == reached), None)
        deciding.propose(world.applications[entry.key], level=level, by=person)

    def confirm(world: World, person: Person) -> None:
        deciding.confirm(world.applications[entry.key], by=person)

    hour, minute = MEETING_HOURS[number % 5], number % 4 * 12
    lead = cast.in_role(row.programme, Role.PROGRAMME_LEAD)
    told = said(entry) if entry.state == State.PROPOSED else ""
    day = row.moderated + entry.late + 3
    timeline.on(day, hour, chair_of(row), row.programme, propose, minute=minute, said=told)
    if entry.state in DECIDED:
        stays = entry.state == State.DECIDED and not entry.last_batch
        told = said(entry) if stays else ""
        timeline.on(day + 4, hour, lead, row.programme, confirm, minute=minute, said=told)
