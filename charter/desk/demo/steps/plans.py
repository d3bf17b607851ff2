"""How do teams that are writing see where they are, share the work out and make a plan?"""

from __future__ import annotations

from datetime import timedelta

from applications.actions import plans, sections, self_reviews
from applications.enums import State
from applications.selectors import self_review_page
from charter.desk.demo import story
from charter.desk.demo.organisations import Employer, employer
from charter.desk.demo.story import Entry
from charter.desk.demo.timeline import Timeline, World
from charter.kit import clock
from charter.models import Person

# Days from today, after the last sitting of a draft. One of the teams lets the programme team read along.
SHARED_OUT, REVIEWED, PLANNED = -6, -5, -4
SHARES = "wyrebank"
SKIPPED = 5


def gather(timeline: Timeline) -> None:
    """The drafts that have begun and have an idea of where they stand."""
    for entry in story.ENTRIES:
        if entry.state == State.DRAFT and entry.pattern:
            _plan(timeline, entry)


def _plan(timeline: Timeline, entry: Entry) -> None:
    """Standards without words are given to the team; then the self-review, sharing it or not, and the plan."""
    own = employer(entry.employer)
    programme = story.BY_KEY[entry.round].programme
    team = [own.lead, *own.contributors]

    def share_out(world: World, person: Person) -> None:
        left = world.standards[programme][entry.answered or 0 :]
        owners = {row: world.people[team[place % len(team)]] for place, row in enumerate(left)}
        sections.share_out(world.applications[entry.key], owners=owners, by=person)

    def review(world: World, person: Person) -> None:
        for standard in world.standards[programme]:
            if standard.position % SKIPPED == SKIPPED - 1:
                continue
            points, application = entry.points(standard.position), world.applications[entry.key]
            note = "We are not sure what to show for this yet." if standard.position % SKIPPED == 0 else ""
            self_reviews.save(application, standard=standard, score=points, note=note, version=0, by=person)

    timeline.on(SHARED_OUT, 10, own.lead, programme, share_out)
    timeline.on(REVIEWED, 11, team[-1], programme, review)
    timeline.on(PLANNED, 10, own.lead, programme, lambda world, person: _choose(world, entry, own, person))


def _choose(world: World, entry: Entry, own: Employer, lead: Person) -> None:
    """What would move them most becomes their plan; the first step has an owner and a date."""
    application = world.applications[entry.key]
    if entry.key == SHARES:
        self_reviews.share(application, shared=True, by=lead)
    goals = {move.standard: move.goal for move in self_review_page(application).moves}
    if not goals:
        return
    made = plans.choose(application, organisation=world.organisations[own.key], goals=goals, by=lead)
    wish = plans.Wish(
        owner=lead,
        due_on=clock.today() + timedelta(days=45),
        note="Agree it with the people it is about, then write down what changes.",
        done=False,
    )
    plans.change(made[0], wish=wish, version=1, by=lead)
