"""ISO-6: is an object that a form names looked up within what the person may see, and is every such field known?"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.db import connection, transaction
from django.urls import Resolver404, resolve, reverse

from tests.access import words
from tests.access.matrix import Row, rows
from tests.access.named import GONE, WORDS, named
from tests.access.routes import all_routes
from tests.access.test_matrix import quiet, signed_in  # noqa: F401
from tests.walls import catalogue

CASES = 36
REFUSED = {400, 403, 404, 409, 422}
CHOOSES = {"hidden", "radio", "checkbox", "option", "submit", "button"}
# What may be written although a form is refused: who was refused what.
BOOKS = {"kit_auditevent"}


def digests():
    """A digest of every row of every tenant table."""
    names = sorted(set(catalogue.tenant_tables()) - BOOKS)
    parts = [f'(SELECT coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{name}" t) AS "{name}"' for name in names]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}")
        return dict(zip(names, cursor.fetchone(), strict=True))


def send(world, keys, case, value, before):
    """The status of the form with ``value`` in the field, and what then differs from ``before``; undone after."""
    side = world.sides[0]
    row = Row(case.route, ("POST",), case.stage, frozenset(), frozenset())
    path = reverse(case.route, kwargs=words.fill(all_routes()[case.route], row, side, side.houses[0]))
    person = side.everybody()[case.who]
    client = signed_in(person, key=keys[person.pk])
    with transaction.atomic():
        status = client.post(path, {**case.rest, case.field: value}).status_code
        after = digests()
        transaction.set_rollback(True)
    return status, {name for name in after if after[name] != before[name]}


def cases(world):
    return list(named(world))


@pytest.mark.parametrize("number", range(CASES))
def test_forms_take_only_what_is_within_reach(keys, world, number):
    case = cases(world)[number]
    before = digests()
    bad = {**case.foreign, "nothing": GONE, "another type": "x'; --", "a list": ["1", GONE], "an empty value": ""}

    status, changed = send(world, keys, case, case.own, before)
    answers = {what: send(world, keys, case, value, before) for what, value in bad.items()}

    assert status in (302, 303) and changed, f"{case} with its own object: {status}"
    wrong = {what: answer for what, answer in answers.items() if answer[0] not in REFUSED or answer[1]}
    assert wrong == {}, str(case)


def test_no_case_is_left_out(world):
    assert len(cases(world)) == CASES


class Fields(HTMLParser):
    """Every field of a page's POST forms that holds what the page put there."""

    def __init__(self, path):
        super().__init__()
        self.path, self.action, self.select = path, None, None
        self.found = set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.action = (told.get("action") or self.path) if told.get("method", "").lower() == "post" else None
        elif tag == "select":
            self.select = told.get("name")
        elif self.action and tag == "option":
            self.found.add((self.action, self.select))
        elif self.action and told.get("name") and told.get("type", tag) in CHOOSES:
            self.found.add((self.action, told["name"]))

    def handle_endtag(self, tag):
        if tag == "form":
            self.action = None


def test_every_field_of_every_page_is_known(keys, world):
    side, house = world.sides[0], world.sides[0].houses[0]
    known, seen = {(case.route, case.field) for case in cases(world)}, set()
    for row in (row for row in rows() if "GET" in row.methods):
        path = reverse(row.route, kwargs=words.fill(all_routes()[row.route], row, side, house))
        for name in sorted(row.may & set(side.everybody())):
            person = side.everybody()[name]
            response = signed_in(person, key=keys[person.pk]).get(path)
            body = b"".join(response) if response.streaming else response.content
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                page = Fields(path)
                page.feed(body.decode(errors="replace"))
                seen |= page.found
    named_here = {(_route(action), field) for action, field in seen} - known
    told = {*WORDS, "csrfmiddlewaretoken"}
    unknown = {(route, name) for route, name in named_here if told.isdisjoint({name, name.rstrip("0123456789")})}

    assert len(seen) > 20
    assert unknown == set(), "Give these fields a case in tests/access/named.py, or say there what they hold (ISO-6)."


def _route(action):
    try:
        return resolve(action.split("?")[0]).view_name
    except Resolver404:
        return action
