"""D2: is every route, by every method, for everybody, and for what is not there, answered as it should be?"""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from charter.kit import access
from tests import sessions
from tests.access import test_matrix as cells
from tests.access import words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.access.test_matrix import quiet  # noqa: F401
from tests.drills import frame

pytestmark = pytest.mark.drill
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What names a thing in an address, and a name that no thing has.
NOWHERE = {
    "programme": "nowhere",
    "organisation": "no-such-trust",
    "cohort": "no-such-cohort",
    "reference": "OAK-9999",
    "standard": "zz9",
    "uuid": uuid4(),
    "identity": uuid4(),
    "event": uuid4(),
    "who": uuid4(),
    "code": "OAK-0000-0000",
    "version": 99,
}
# Removing what is not there any more is no fault: the same press twice. Whoever asks to join an organisation that
# is not there is led to registering, as with one that they may not know of.
AGAIN = {
    ("applications:remove_evidence", "identity"),
    ("applications:remove_evidence", "uuid"),
    ("charter:ask_to_join", "organisation"),
}
CLOSED = {"unseen", "told", "sign-in", "not allowed"}


class Asked:
    """Every cell asked so far, and those answered otherwise than the matrix says."""

    def __init__(self, scene, routes):
        self.world, self.routes = scene, routes
        self.cells, self.wrong, self.broken = Counter(), [], 0
        self.keys = {}
        self.declared = {(row.route, method) for row in rows() for method in row.methods}

    def ask(self, row, side, method, path, person, want):
        """One cell; what it changed is undone."""
        if person is not None and person.pk not in self.keys:
            self.keys[person.pk] = sessions.key_of(person)
        client = cells.signed_in(person, key=self.keys.get(getattr(person, "pk", None)))
        with transaction.atomic():
            response = getattr(client, method.lower())(path, words.data(row, side, side.houses[0]))
            if response.streaming:
                # A file that is not read to its end would stay open.
                list(response)
            transaction.set_rollback(True)
        got = "not allowed" if response.status_code == 405 else cells.answer(response, row)
        self.broken += response.status_code >= 500 and got == "broken"
        self.cells[method] += 1
        if got not in want:
            self.wrong.append(f"{method} {path} as {person}: {sorted(want)} expected, {response.status_code} seen")

    def own(self, row, side):
        """By each method: the verdict of the row, or a refusal where the route does not know the method."""
        route, house = self.routes[row.route], side.houses[0]
        path = reverse(row.route, kwargs=words.fill(route, row, side, house))
        for name, person, near in cells.people_of(self.world, side, house, row):
            for method in METHODS:
                if method in row.methods:
                    self.ask(row, side, method, path, person, {cells.expected(row, name, near, route.door)})
                elif (row.route, method) not in self.declared and self.is_worth(name, near, path):
                    self.ask(row, side, method, path, person, CLOSED)

    @staticmethod
    def is_worth(name, near, path):
        """Methods that a route does not know are tried by nobody, by a stranger and by who comes nearest."""
        return not path.startswith("/account/") and (near or name in (None, "stranger"))

    def elsewhere(self, row, side):
        """The same address with one name that nothing has: as if it were not there, for everybody."""
        route, house = self.routes[row.route], side.houses[0]
        filled = words.fill(route, row, side, house)
        for word in filled.keys() & NOWHERE.keys():
            if (row.route, word) in AGAIN:
                continue
            try:
                path = reverse(row.route, kwargs={**filled, word: NOWHERE[word]})
            except NoReverseMatch:
                continue
            for name, person, near in cells.people_of(self.world, side, house, row):
                # Who is told that they may not is told so before anything is looked for.
                want = {"unseen", "told"} if name in row.told else {"unseen", "sign-in"}
                for method in row.methods if near else ():
                    self.ask(row, side, method, path, person, want)


@pytest.fixture
def everybody_may_invite():
    """The planted fault: a rule that somebody made too wide."""
    permission = access.PERMISSIONS["charter.invite_to_organisation"]
    before = permission.rule
    if frame.planted("D2"):
        object.__setattr__(permission, "rule", access.Rule(lambda person, noun: access.YES))
    yield
    object.__setattr__(permission, "rule", before)


def test_d2_every_cell_is_answered_as_declared(world, everybody_may_invite):
    routes = all_routes()
    undeclared = {name for name, route in routes.items() if route.door is None} | (
        set(routes) - {row.route for row in rows()}
    )
    asked = Asked(world, routes)

    # The second side is the mirror of the first, and the fast tests ask there too.
    side = world.sides[0]
    try:
        for row in rows():
            asked.own(row, side)
            asked.elsewhere(row, side)
    finally:
        # Also when it breaks off: what was wrong just before is why.
        with frame.uncaptured():
            print(*asked.wrong[:40], sep="\n")

    figures = {
        "routes": len(routes),
        "cells": sum(asked.cells.values()),
        "mismatches": len(asked.wrong),
        "undeclared": len(undeclared),
        "http_500": asked.broken,
    }
    frame.report("D2", figures, figures["cells"] >= 6000 and not (asked.wrong or undeclared or asked.broken))
