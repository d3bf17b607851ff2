"""Can somebody write, send and score without a mouse, and see at every stop where they are?"""

from __future__ import annotations

import pytest

from tests.journeys import organisation, papers
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.browser


def test_an_answer_is_written_and_the_application_sent_by_keyboard(scene, somebody):
    asha = somebody("asha")
    keys = Keyboard(asha)
    reference = scene.references["keyboard"]

    asha.open("/start/")
    keys.skip_to_content()
    keys.go_to(reference)
    keys.enter()
    keys.skip_to_content()
    keys.go_to(f"Continue: {scene.last}")
    keys.enter()
    keys.skip_to_content()
    keys.go_to(organisation.QUESTION)
    keys.type("We listened first.")
    organisation.is_saved(asha)
    keys.go_to("Save and continue")
    keys.enter()
    asha.sees("Everything is here")
    keys.skip_to_content()
    keys.go_to("Send your application")
    keys.enter()

    asha.reads("Your application is sent")
    sent = "SELECT count(*) FROM applications_snapshot WHERE receipt = %s"
    assert scene.site.rows(sent, f"{reference}-S1") == [(1,)]


def test_a_standard_is_scored_by_keyboard(scene, somebody):
    noor = somebody("noor")
    keys = Keyboard(noor)
    first, second = papers.titles()[:2]
    scale = [f"{row['name']} ({row['score']})" for row in papers.framework()["scale"]]

    noor.open("/lec/panel/")
    keys.skip_to_content()
    keys.go_to("Go on with")
    keys.enter()
    noor.reads(first)
    keys.skip_to_content()
    keys.go_to(scale[0])
    keys.key("Space")
    keys.key("ArrowDown")
    keys.key("ArrowDown")
    assert keys.stop() == scale[2]
    keys.go_to("Why?")
    keys.type("They showed it with minutes and numbers.")
    keys.go_to("Save and next")
    keys.enter()

    noor.reads(second)
    kept = scene.site.rows("SELECT points, reason FROM assessment_score")
    assert kept == [(2, "They showed it with minutes and numbers.")]
