"""Whose marked secrets may a person ever see?"""

from __future__ import annotations

from typing import Any

# The panel and staff of a side read both its organisations; an organisation reads itself.
SIDE_READERS = {
    "officer",
    "programme_lead",
    "chair",
    "assessor",
    "second_assessor",
    "third_assessor",
}


def allowed(world: Any, person: Any) -> set[str]:
    """The houses whose marks may stand in a page of ``person``. Names that are public carry no mark."""
    if person is None:
        return set()
    found: set[str] = set()
    for side in world.sides:
        readers = {member.pk for name, member in side.people.items() if name in SIDE_READERS}
        for house in side.houses:
            if person.pk in readers or person.pk in {member.pk for member in house.people.values()}:
                found.add(house.mark)
    return found
