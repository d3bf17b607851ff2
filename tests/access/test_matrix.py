"""Is every route × person × side answered as ``matrix.txt`` says, and does no page show a foreign mark?"""

from __future__ import annotations

import logging
import re
from collections import Counter

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from charter.kit.access import PERMISSIONS
from charter.roles import ROLES
from tests import sessions
from tests.access import marks, words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.world import PROGRAMME_ROLES

LOGIN = "/account/login/"
# Two of the three assigned assessors are like the first.
ASKED = [name for name in PROGRAMME_ROLES if name not in ("second_assessor", "third_assessor")]
FEW = ("officer", "assessor", "chair")


def signed_in(person, *, second=True, key=None):
    """A client with this person's session (or that of ``key``), without the cost of a password."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.cookies["sessionid"] = key or sessions.key_of(person, second=second)
    return client


@pytest.fixture(scope="module", autouse=True)
def quiet():
    """Thousands of refusals are what this asks for; the log need not tell of each."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def expected(row, name, near, door):
    """What ``name`` is told: open, told (403), unseen (404) or sign-in."""
    if row.open_to_all:
        return "open"
    if row.closed_to_all:
        return "sign-in" if name is None and door.kind != "public" else "unseen"
    if name is None:
        return "sign-in"
    if row.open_to_signed_in or (near and name in row.may):
        return "open"
    if near and name in row.told:
        return "told"
    return "unseen"


def answer(response, row):
    """Which of the four the response is."""
    if response.status_code in (301, 302, 303):
        asked = response["Location"].startswith(LOGIN)
        # Public account pages send people to sign in as their ordinary next step.
        return "sign-in" if asked and not row.open_to_all else "open"
    if row.route == "home:readyz" and response.status_code == 503:
        return "open"  # No worker runs here, and it says so.
    return {403: "told", 404: "unseen"}.get(response.status_code, "open" if response.status_code < 500 else "broken")


def people_of(world, side, house, row):
    """(name, person, whether this is their own side and organisation) for everybody who is worth asking.

    The first side asks all its people, the other organisation's and the other programme's. The second side is
    its mirror, so there a few of each are enough; a page that is open to all is asked by a few.
    """
    yield None, None, False
    yield "stranger", world.stranger, False
    if row.open_to_all or row.closed_to_all or row.open_to_signed_in:
        yield "officer", side.people["officer"], True
        yield "lead", house.people["lead"], True
        return
    yield "former", world.former, False
    mirrored = side is not world.sides[0]
    for other in world.sides:
        own = other is side
        for name in FEW if mirrored or not own else ASKED:
            yield name, other.people[name], own
        for home in other.houses if own else other.houses[:1]:
            for name in home.people if own and not mirrored else ("lead",):
                yield name, home.people[name], home is house


def test_every_route_has_a_door():
    doorless = [route.name for route in all_routes().values() if route.door is None]

    assert doorless == [], "Every view has exactly one door (architecture.md 5)."


def test_every_route_is_in_the_matrix_and_no_row_is_stale():
    routes, named = set(all_routes()), {row.route for row in rows()}

    assert routes - named == set(), "Give these routes a row in tests/access/matrix.txt (conventions 19)."
    assert named - routes == set(), "These rows of matrix.txt have no route."


def test_doors_and_rows_agree_on_who_is_let_in_unasked():
    routes = all_routes()
    odd = [
        row.route
        for row in rows()
        if (not row.closed_to_all and (routes[row.route].door.kind == "public") != row.open_to_all)
        or (not row.closed_to_all and (routes[row.route].door.kind == "signed_in") != row.open_to_signed_in)
    ]

    assert odd == []


def test_roles_and_permissions_name_each_other():
    granted = {name for spec in ROLES.values() for name in spec.permissions}

    assert granted - set(PERMISSIONS) == set(), "Roles bring permissions that nobody declared."
    assert set(PERMISSIONS) - granted == set(), "Permissions are declared that no role brings."


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.route}-{row.stage}")
def test_cells(keys, world, row, record_property):
    route = all_routes()[row.route]
    wrong, cells = [], Counter()
    for side in world.sides:
        house = side.houses[0]
        path, data = reverse(row.route, kwargs=words.fill(route, row, side, house)), words.data(row, side, house)
        for name, person, near in people_of(world, side, house, row):
            for method in row.methods:
                browser = signed_in(person, key=person and keys[person.pk])
                with transaction.atomic():
                    response = getattr(browser, method.lower())(path, data)
                    body = b"".join(response) if response.streaming else response.content
                    transaction.set_rollback(True)
                cells[method] += 1
                want, got = expected(row, name, near, route.door), answer(response, row)
                if want != got:
                    wrong.append(f"{method} {path} as {person}: {want} expected, {response.status_code} seen")
                seen = set(re.findall(rb"mk-([a-z]+)-", body))
                foreign = {mark.decode() for mark in seen} - marks.allowed(world, person)
                if foreign:
                    wrong.append(f"{method} {path} as {person}: shows marks of {sorted(foreign)}")
    record_property("cells", sum(cells.values()))

    assert wrong == []
