"""Does every page, in every state, hold to the figures of ux.md 10.6?"""

from __future__ import annotations

import pytest

from tests.pages import checks, contact_sheet
from tests.pages.conftest import ALL
from tests.pages.register import PAGES

pytestmark = pytest.mark.browser

LOOKS = [(state, width) for state in PAGES for width in (contact_sheet.WIDTHS if ALL else (320,))]
FIRST_VIEW, LATER_VIEW, HTML, REQUESTS = 130_000, 25_000, 60_000, 8


@pytest.mark.parametrize(
    ("state", "width"), LOOKS, ids=[f"{state.id}-{width}" if ALL else state.id for state, width in LOOKS]
)
def test_page(visitors, state, width):
    seed = visitors.seed
    page = visitors.sit_down(state.person, width)

    page.goto(visitors.address(state), wait_until="load")
    later = visitors.visit.wire
    if state.prepare:
        state.prepare(page, seed)
        page.wait_for_load_state("load")
    if ALL:
        page.screenshot(path=contact_sheet.picture(state.id, width), full_page=True)

    visit = visitors.visit
    names = {side["name"] for side in seed["sides"].values()} | {checks.SITE_NAME}
    wrong = [
        *([] if visit.status == state.status else [f"{visit.status} instead of {state.status} at {visit.address}"]),
        *([] if later <= LATER_VIEW else [f"{later} bytes over the wire for a later view"]),
        *checks.title(page, names, error=state.status in (409, 422)),
        *checks.headings(page),
        *checks.sideways(page, width),
        *checks.foreign_marks(page, seed, state.person, set(state.beside)),
        *(checks.focusable_summary(page) if state.status == 422 else []),
        *checks.violations(page, looks=state.typical or ALL),
        *visit.complaints,
    ]
    assert wrong == [], f"{visitors.address(state)} as {state.person}"


TYPICAL = [state for state in PAGES if state.typical]
# Everybody's first page stands for their others, which load the same; ``make pages`` looks at each.
FIRST = TYPICAL if ALL else list({state.person: state for state in reversed(TYPICAL)}.values())


@pytest.mark.parametrize("state", FIRST, ids=lambda state: state.id)
def test_first_view(visitors, state):
    visit = visitors.first_look(state.person, visitors.address(state))

    print(f"{state.id}: {len(visit.requests)} requests, {visit.wire} bytes, HTML {visit.html}")
    assert len(visit.requests) <= REQUESTS, visit.requests
    assert visit.wire <= FIRST_VIEW
    assert visit.html <= HTML
