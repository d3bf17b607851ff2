"""SAV-2: does everything typed survive a cut network, a failing server, a killed tab, late answers and two people?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import organisation
from tests.journeys.test_hard_moments import ANSWER, KEPT

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Saved at \d{1,2}:\d{2}[ap]m$")
NOT_SAVED = "Not saved. We will try again in 10 seconds."


def answer(scene, code):
    return scene.site.rows(ANSWER, scene.references["writing"], code)


def stays(scene, code, text):
    """The text of an answer is this, soon."""
    scene.site.wait_until(lambda: answer(scene, code) == [(text,)], f"{text!r} is saved", seconds=20)


def test_a_cut_network_a_failing_server_and_a_killed_tab_lose_nothing(scene, somebody):
    ravi = somebody("ravi")
    page = ravi.page
    page.clock.install()
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po4/")
    box, status = ravi.field(organisation.QUESTION), page.locator("[data-save-words]")
    expect(status).to_have_attribute("aria-live", "polite")

    # Ten seconds without a network, then five minutes; typing goes on all the while.
    for number, away in enumerate((10, 300)):
        ravi.context.set_offline(True)
        box.fill(f"Before the tunnel {number}.")
        page.clock.run_for(2500)
        expect(status).to_contain_text(NOT_SAVED)
        page.clock.run_for(away * 1000)
        box.fill(f"Before the tunnel {number}. In it, too.")
        expect(status).to_contain_text(NOT_SAVED)
        ravi.context.set_offline(False)
        page.clock.run_for(12_000)
        expect(status).to_have_text(SAVED)
        stays(scene, "PO4", f"Before the tunnel {number}. In it, too.")

    # The server fails twice, and the words stay where they are.
    fails = iter([500, 503])

    def fail(route):
        status_code = next(fails, 0)
        return route.fulfill(status=status_code, body="") if status_code else route.fallback()

    page.route("**/evidence/po4/", fail)
    box.fill("Typed while the server was ill.")
    box.blur()
    page.clock.run_for(100)
    expect(status).to_contain_text(NOT_SAVED)
    assert box.input_value() == "Typed while the server was ill."
    page.clock.run_for(11_000)
    page.clock.run_for(11_000)
    expect(status).to_have_text(SAVED)
    page.unroute("**/evidence/po4/")
    stays(scene, "PO4", "Typed while the server was ill.")
    ravi.complaints.clear()

    # A tab that is killed offers its words on return.
    ravi.context.set_offline(True)
    box.fill("Typed just before the tab was killed.")
    page.close()
    ravi.context.set_offline(False)
    ravi.page = ravi.new_page()
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po4/")
    ravi.sees(KEPT, "Typed just before the tab was killed.")
    ravi.button("Put them back").click()
    organisation.is_saved(ravi)
    stays(scene, "PO4", "Typed just before the tab was killed.")
    ravi.page.reload()
    expect(ravi.page.get_by_text(KEPT)).to_have_count(0)


def test_the_newest_words_win_whatever_arrives_last(scene, somebody):
    asha = somebody("asha")
    page = asha.page
    asha.open(f"/lec/apply/{scene.references['writing']}/evidence/po5/")
    box = asha.field(organisation.QUESTION)
    held = []

    # The first save reaches the server, but its answer is held back; then it is sent once more, after the second.
    page.route("**/evidence/po5/", lambda route: held.append(route) if not held else route.fallback())
    with page.expect_request("**/evidence/po5/"):
        box.fill("One.")
        box.blur()
    with page.expect_response("**/evidence/po5/"):
        box.fill("One. Two.")
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    stays(scene, "PO5", "One. Two.")
    held[0].continue_()
    page.unroute("**/evidence/po5/")
    expect(page.locator("[data-save-words]")).to_have_text(SAVED)
    stays(scene, "PO5", "One. Two.")
    box.fill("One. Two. Three.")
    box.blur()
    stays(scene, "PO5", "One. Two. Three.")
    asha.sees("You have written 3 words here.")


def test_two_people_put_their_words_together(scene, somebody):
    ravi, asha = somebody("ravi"), somebody("asha")
    for person in (ravi, asha):
        person.open(f"/lec/apply/{scene.references['writing']}/evidence/po6/")
    first = answer(scene, "PO6")[0][0]
    ravi.fill(organisation.QUESTION, "Ravi wrote this.")
    organisation.is_saved(ravi)

    asha.fill(organisation.QUESTION, "Asha wrote that.")
    asha.sees("Ravi saved a newer version at")
    asha.press("Compare the two versions")
    asha.reads("Choose which version to keep")
    asha.sees("Ravi wrote this.", "Asha wrote that.")
    asha.choose("Both, put together by me")
    asha.fill("Put the two together", "Ravi wrote this. Asha wrote that.")
    asha.press("Keep this version")

    stays(scene, "PO6", "Ravi wrote this. Asha wrote that.")
    expect(asha.page.get_by_text(KEPT)).to_have_count(0)
    asha.follow("Version history")
    asha.sees("Not accepted: Ravi saved a newer version")
    asha.link("See what changed").click()
    asha.sees("What changed")
    # What somebody wrote first comes back with one press.
    asha.open(asha.page.url.split("?")[0] + "?to=1")
    asha.sees(first)
    asha.press("Bring this version back")
    asha.sees("The earlier version is back.")
    stays(scene, "PO6", first)
