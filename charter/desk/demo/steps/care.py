"""Who says what they need, whom does staff help by looking, and who wants to go?"""

from __future__ import annotations

from typing import Any

from charter.actions import acting, privacy
from charter.desk.demo import cast
from charter.desk.demo.organisations import LEC
from charter.desk.demo.timeline import Timeline, World
from charter.enums import Mail, Role, TextSize
from charter.models import Person

READER, HELPED, LEAVER = "Kofi Bramleigh", "Priti Ashgrove", "Lorna Tredgold-Shah"
NEEDS = "Large print, a break every hour, and a telephone number to join meetings by."
WHY = "She rang because she could not find where to sign the values."


def gather(timeline: Timeline) -> None:
    """In the first programme, in the last weeks."""
    lead, officer = cast.in_role(LEC, Role.PROGRAMME_LEAD), cast.in_role(LEC, Role.OFFICER)
    timeline.on(-30, 10, lead, LEC, _allow)
    timeline.on(-28, 11, READER, LEC, _say)
    timeline.on(-3, 15, officer, LEC, _look)
    timeline.on(-2, 12, LEAVER, LEC, lambda world, person: privacy.ask_to_close(person, by=person))


def _allow(world: World, person: Person) -> Any:
    """The programme lets its staff look at pages as somebody else."""
    world.programmes[LEC] = acting.allow(world.programmes[LEC], allowed=True, by=person)


def _say(world: World, person: Person) -> Any:
    """A panel member reads large and says what they need."""
    privacy.tell_needs(person, text=NEEDS, by=person)
    world.people[READER] = privacy.prefer(person, mail=Mail.NEEDS_ME, text_size=TextSize.LARGE, by=person)


def _look(world: World, person: Person) -> Any:
    """An officer helps an applicant on the telephone."""
    row = acting.begin(world.people[HELPED], programme=world.programmes[LEC], reason=WHY, by=person)
    acting.end(row.pk, by=person)
