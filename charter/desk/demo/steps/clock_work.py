"""How does time touch an application: returned for more, more time asked for, not sent in time?"""

from __future__ import annotations

from datetime import timedelta

from applications.actions import extensions, lapsing, returns
from applications.enums import State
from charter.desk.demo import cast, story
from charter.desk.demo.organisations import employer
from charter.desk.demo.story import Entry
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Role
from charter.kit.instants import usual_time
from charter.models import Person
from charter.selectors import system_person

REQUEST = (
    "Two answers say what you plan, and the panel scores what happens already."
    " Tell us what you did in the last year, and add something that shows it."
)
COMMENT = "How many people started in these posts, and how many are still with you?"
DAYS_TO_ANSWER = 14


def gather(timeline: Timeline, entry: Entry, told: str) -> None:
    """What the clock, or somebody who looks at it, does to one application."""
    row = story.BY_KEY[entry.round]
    officer = cast.in_role(row.programme, Role.OFFICER)

    def send_back(world: World, person: Person) -> None:
        standards = world.standards[row.programme]
        returns.send_back(
            world.applications[entry.key],
            standards={standards[2]: COMMENT, standards[9]: ""},
            request=REQUEST,
            due_at=usual_time(DAYS_TO_ANSWER),
            by=person,
        )

    def lapse(world: World, person: Person) -> None:
        lapsing.lapse(world.applications[entry.key], by=system_person())

    def ask(world: World, person: Person) -> None:
        reason = "The team moves to another building in that week, and the network comes later."
        extensions.ask(world.applications[entry.key], reason=reason, by=person)

    if entry.state == State.RETURNED:
        timeline.on(-1, 17, officer, row.programme, send_back, minute=30, said=told)
    elif entry.state == State.LAPSED:
        closed = timeline.calendar.at(row.closes, 17) + timedelta(days=1)
        timeline.at(closed, officer, row.programme, lapse, said=told)
    else:
        timeline.on(-2, 14, employer(entry.employer).lead, row.programme, ask)
