"""Does somebody with three hats see under each exactly what that hat may see?

They lead one organisation, are an assessor in the same programme, and an officer of the other programme.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import transaction
from django.urls import reverse

from applications.actions import partners
from assessment.actions import assigning, conflicts, seats
from assessment.enums import Connection, SeatKind
from assessment.models import Review
from charter.actions import join_requests, memberships
from charter.enums import Role
from charter.kit import clock
from charter.kit.access import Refused
from tests import sessions
from tests import world as worlds
from tests.access import words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.access.test_matrix import answer, expected, quiet, signed_in  # noqa: F401

STAGE = "assessing"
# By the second word of an address: who they are there, on which side and in which house, and whose marks they see.
# (side, house) → area → (whom they are like, whose marks).
HATS = {
    (0, 1): {"org": ("lead", {"ash"}), "apply": ("lead", {"ash"})},
    (0, 0): {"panel": ("assessor", {"oak"})},
    (1, 0): {"staff": ("officer", {"elm", "fir"})},
}


@pytest.fixture
def hats(world):
    """The person with three hats; what they score is one application of the other organisation."""
    here, there = world.sides
    oak, ash = here.houses
    person = worlds.person("three_hats", "everywhere")
    _waiting(ash)
    memberships.grant(
        person,
        role=Role.ORGANISATION_LEAD,
        programme=here.programme,
        organisation=ash.organisation,
        by=ash.people["lead"],
    )
    memberships.grant(person, role=Role.ASSESSOR, programme=here.programme, by=here.people["programme_lead"])
    memberships.grant(person, role=Role.OFFICER, programme=there.programme, by=there.people["programme_lead"])
    seat = seats.give(
        here.cohort, person=person, kind=SeatKind.ASSESSOR, trained_on=clock.today(), by=here.people["officer"]
    )
    application = oak.applications[STAGE]
    assigning.assign(application, seat=seat, by=here.people["officer"])
    review = Review.objects.get(application=application, assignment__seat=seat)
    conflicts.answer(review, connection=Connection.NONE, by=person)
    return person, seat


def _waiting(house):
    """What the buttons of a house's own pages are about, as the first house has it."""
    join_requests.ask(house.organisation, note="", by=worlds.person("asks", house.mark))
    partners.invite(
        house.applications["draft"],
        partner_name="Partner",
        email=f"partner@{house.mark}.example.org",
        by=house.people["lead"],
    )


def area_of(path):
    """The second word of an address."""
    return path.split("/")[2] if path.count("/") > 2 else ""


def places(world):
    for (at, home), areas in HATS.items():
        yield world.sides[at], world.sides[at].houses[home], areas
    # Where they have nothing: the other programme's second house, and so on, is the strangers' part of the matrix.


def test_each_hat_sees_its_own_and_nothing_else(world, hats):
    person, _ = hats
    routes, wrong, cells = all_routes(), [], Counter()
    key = sessions.key_of(person)
    for side, house, areas in places(world):
        for row in rows():
            route = routes[row.route]
            if row.stage not in ("-", *house.applications) or (areas.get("panel") and row.stage not in ("-", STAGE)):
                continue
            if "code" in route.words or "event" in route.words or row.open_to_all or row.closed_to_all:
                continue
            if {"uuid", "identity"} & set(route.words) and row.stage == "-":
                continue
            path = reverse(row.route, kwargs=words.fill(route, row, side, house))
            like, marks = areas.get(area_of(path), ("nobody", set()))
            if area_of(path) == "panel" and side is world.sides[0] and "reference" not in route.words:
                like, marks = HATS[0, 0]["panel"]
            for method in row.methods:
                with transaction.atomic():
                    response = getattr(signed_in(person, key=key), method.lower())(path, words.data(row, side, house))
                    body = b"".join(response) if response.streaming else response.content
                    transaction.set_rollback(True)
                cells[like] += 1
                want, got = expected(row, like, like != "nobody", route.door), answer(response, row)
                if want != got:
                    wrong.append(f"{method} {path} as {like}: {want} expected, {response.status_code} seen")
                foreign = {mark.decode() for mark in re.findall(rb"mk-([a-z]+)-", body)} - marks
                if foreign and not row.open_to_signed_in:
                    wrong.append(f"{method} {path} as {like}: shows marks of {sorted(foreign)}")

    assert wrong == [], "\n".join(wrong)
    assert min(cells[name] for name in ("lead", "assessor", "officer", "nobody")) >= 5, cells


def test_one_cannot_be_asked_to_score_ones_own_organisation(world, hats):
    _, seat = hats
    side, ash = world.sides[0], world.sides[0].houses[1]

    with pytest.raises(Refused):
        assigning.assign(ash.applications["sent"], seat=seat, by=side.people["officer"])


def test_the_panels_pages_never_show_ones_own_organisation(world, hats):
    person, _ = hats
    page = signed_in(person).get(f"/{world.sides[0].programme.slug}/panel/").content.decode()

    assert world.sides[0].houses[0].applications[STAGE].reference in page
    assert "mk-ash-" not in page
