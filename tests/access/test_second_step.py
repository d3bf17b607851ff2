"""Does no staff, panel, chair's or commissioner's page answer somebody who has shown no second step? (AUT-1)"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from charter import gates
from charter.kit import access, tenancy
from charter.kit.session_clock import PRIVILEGED
from tests.access import words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.access.test_matrix import people_of, signed_in


def area(row):
    """The hat that the row's address stands for, if it is one."""
    return tenancy.AREAS.get(all_routes()[row.route].area)


ROWS = [row for row in rows() if area(row) in PRIVILEGED]


def asked(world, row, keys):
    """(who, method, response's status and place) of everybody who may, and of a stranger, without a second step."""
    side = world.sides[0]
    house = side.houses[0]
    path = reverse(row.route, kwargs=words.fill(all_routes()[row.route], row, side, house))
    data = words.data(row, side, house)
    for name, person, near in people_of(world, side, house, row):
        if person is None:
            continue
        for method in row.methods:
            client = signed_in(person, key=keys[person.pk])
            with transaction.atomic():
                response = getattr(client, method.lower())(path, data)
                transaction.set_rollback(True)
            yield name, near and name in row.may, response


def test_every_privileged_area_has_rows():
    assert {area(row) for row in ROWS} == PRIVILEGED
    assert len(ROWS) > 50


def test_every_page_of_a_privileged_area_is_behind_the_gate():
    kinds = {row.route: all_routes()[row.route].door.kind for row in ROWS}

    assert {route for route, kind in kinds.items() if kind != "requires"} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.route}-{row.stage}")
def test_no_privileged_page_answers_without_a_second_step(keys_without_second_step, world, row, record_property):
    wrong, cells = [], 0
    for name, may, response in asked(world, row, keys_without_second_step):
        cells += 1
        led = response.status_code == 302 and response["Location"].startswith(settings.SECOND_STEP_URL)
        if not led and (may or response.status_code != 404):
            wrong.append(f"{name}: {response.status_code} {response.get('Location', '')}")
    record_property("cells", cells)

    assert wrong == []


def test_the_gate_is_what_keeps_them_out(keys_without_second_step, world, monkeypatch):
    """Planted fault: without the gate, pages answer."""
    monkeypatch.setattr(access, "_gates", [gate for gate in access._gates if gate is not gates.second_step])
    row = next(row for row in ROWS if row.route == "desk:today")

    answers = asked(world, row, keys_without_second_step)
    opened = [name for name, may, response in answers if may and response.status_code == 200]

    assert opened != []
