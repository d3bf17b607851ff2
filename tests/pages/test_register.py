"""Is every route either a page of the register or said not to be one?"""

from __future__ import annotations

from collections import Counter

from tests.access.routes import all_routes
from tests.pages.register import NO_PAGE, PAGES


def test_every_route_is_registered():
    routes, listed = set(all_routes()), {state.route for state in PAGES} | set(NO_PAGE)

    assert sorted(routes - listed) == [], "Give these routes their states in tests/pages/register.py."
    assert sorted(listed - routes) == [], "These routes of tests/pages are gone."


def test_no_route_is_both_a_page_and_none():
    assert {state.route for state in PAGES} & set(NO_PAGE) == set()


def test_states_have_names_of_their_own():
    assert [name for name, times in Counter(state.id for state in PAGES).items() if times > 1] == []


def test_every_page_has_a_typical_state():
    missing = {state.route for state in PAGES} - {state.route for state in PAGES if state.typical}

    # A link that works signs in and leads on; only one that does not is a page.
    assert sorted(missing) == ["home:demo_link"]
