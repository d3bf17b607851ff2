"""Is anything lost or done twice when somebody is quick, has two tabs, goes back, or is signed out while typing?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import organisation

pytestmark = pytest.mark.browser

SENT = "SELECT count(*) FROM applications_snapshot JOIN applications_application a ON a.id = application_id"
ANSWER = (
    "SELECT text FROM applications_answer JOIN applications_application a ON a.id = application_id"
    " JOIN charter_standard s ON s.id = standard_id WHERE a.reference = %s AND s.code = %s"
)
KEPT = "This computer holds words of yours that did not reach us."


def test_sending_twice_and_going_back_sends_once(scene, somebody):
    asha = somebody("asha")
    reference = scene.references["double"]
    asha.open(f"/lec/apply/{reference}/")
    asha.follow("Continue: ")
    asha.fill(organisation.QUESTION, "We listened first.")
    asha.press("Save and continue")
    other = asha.second_tab()
    other.open(asha.page.url)

    asha.button("Send your application").dblclick()
    asha.reads("Your application is sent")
    other.press("Send your application")
    other.reads("Your application is sent")
    other.sees("This application has been sent already.")
    asha.page.go_back(wait_until="load")
    if asha.button("Send your application").count():
        asha.press("Send your application")
        asha.reads("Your application is sent")
    else:
        asha.reads("What was written")

    assert scene.site.rows(f"{SENT} WHERE a.reference = %s", reference) == [(1,)]
    receipt = f"We have your application {reference}"
    asha.letter(receipt)
    assert [str(letter["Subject"]) for letter in scene.site.letters(asha.email)].count(receipt) == 1


def test_two_tabs_show_both_texts_and_the_person_chooses(scene, somebody):
    ravi = somebody("ravi")
    reference = scene.references["writing"]
    ravi.open(f"/lec/apply/{reference}/evidence/po1/")
    other = ravi.second_tab()
    other.open(ravi.page.url)

    ravi.fill(organisation.QUESTION, "The text of the first tab.")
    organisation.is_saved(ravi)
    other.fill(organisation.QUESTION, "The text of the second tab.")
    other.sees("saved a newer version at")
    assert scene.site.rows(ANSWER, reference, "PO1") == [("The text of the first tab.",)]
    other.press("Compare the two versions")
    other.reads("Choose which version to keep")
    other.sees("The text of the first tab.", "The text of the second tab.", "Saved by you at")
    other.choose("Mine")
    other.press("Keep this version")
    expect(other.page.get_by_text(KEPT)).to_have_count(0)

    assert scene.site.rows(ANSWER, reference, "PO1") == [("The text of the second tab.",)]


def test_the_save_button_shows_both_texts_when_somebody_else_wrote(scene, somebody):
    ravi, asha = somebody("ravi"), somebody("asha")
    reference = scene.references["writing"]
    for person in (ravi, asha):
        person.open(f"/lec/apply/{reference}/evidence/po2/")

    ravi.fill(organisation.QUESTION, "Ravi was first.")
    ravi.press("Save and come back later")
    asha.fill(organisation.QUESTION, "Asha was slower.")
    asha.sees("Ravi saved a newer version at")
    asha.press("Save and continue")
    asha.reads("Choose which version to keep")
    asha.sees("Saved by Ravi", "Ravi was first.")
    asha.sees("Yours, not saved yet", "Asha was slower.")
    asha.choose("The version saved by Ravi")
    asha.press("Keep this version")
    asha.sees("You kept the version that was saved.")

    assert asha.field(organisation.QUESTION).input_value() == "Ravi was first."
    assert scene.site.rows(ANSWER, reference, "PO2") == [("Ravi was first.",)]


@pytest.mark.parametrize("javascript", [True, False])
def test_going_back_never_puts_old_words_over_newer_ones(scene, somebody, javascript):
    ravi, asha = somebody("ravi", javascript=javascript), somebody("asha")
    page = f"/lec/apply/{scene.references['writing']}/evidence/{'po4' if javascript else 'po5'}/"
    ravi.open(page)
    ravi.fill(organisation.QUESTION, "Ravi was first.")
    ravi.press("Save and come back later")
    asha.open(page)
    asha.fill(organisation.QUESTION, "Asha made it better.")
    asha.press("Save and come back later")

    ravi.page.go_back()
    assert ravi.field(organisation.QUESTION).input_value() == "Asha made it better."
    ravi.press("Save and come back later")

    code = page.split("/")[-2].upper()
    assert scene.site.rows(ANSWER, scene.references["writing"], code) == [("Asha made it better.",)]


def test_a_session_that_ends_while_typing_keeps_the_words(scene, somebody):
    sam = somebody("sam")
    sam.carry_session(scene.to_end["sam"])
    reference = scene.references["writing"]
    typed = "Written while nobody knew that the session had ended."
    sam.open(f"/lec/apply/{reference}/evidence/po3/")
    before = sam.field(organisation.QUESTION).input_value()

    scene.site.rows("DELETE FROM django_session WHERE session_key = %s RETURNING 1", scene.to_end["sam"])
    sam.fill(organisation.QUESTION, typed)
    sam.sees("You are signed out, so this is not saved.")
    assert scene.site.rows(ANSWER, reference, "PO3") == [(before,)]
    sam.follow("Sign in again")
    sam.sign_in_by_code()
    sam.reads("PO3")
    assert sam.field(organisation.QUESTION).input_value() == before
    sam.sees(KEPT, typed)
    sam.button("Put them back").click()
    organisation.is_saved(sam)

    assert scene.site.rows(ANSWER, reference, "PO3") == [(typed,)]
    sam.page.reload()
    expect(sam.page.get_by_text(KEPT)).to_have_count(0)


def test_an_unsent_comment_waits_for_its_author(scene, somebody):
    ravi = somebody("ravi")
    ravi.carry_session(scene.to_end["ravi"])
    label, kept = "Your comment", "This computer holds a comment of yours that was not sent."
    page = f"/lec/apply/{scene.references['writing']}/evidence/po4/comments/"
    ravi.open(page)
    ravi.fill(label, "Can we add the rota?")
    ravi.open("/start/")
    ravi.open(page)
    ravi.sees(kept, "Can we add the rota?")
    ravi.button("Put it back").click()

    scene.site.rows("DELETE FROM django_session WHERE session_key = %s RETURNING 1", scene.to_end["ravi"])
    ravi.press("Add a comment")
    ravi.sign_in_by_code()
    ravi.open(page)
    ravi.sees(kept)
    ravi.button("Put it back").click()
    ravi.press("Add a comment")
    ravi.sees("Your comment is added.")

    expect(ravi.page.get_by_text(kept)).to_have_count(0)
    ravi.page.reload()
    expect(ravi.page.get_by_text(kept)).to_have_count(0)
    written = "SELECT count(*) FROM applications_comment WHERE text = 'Can we add the rota?'"
    assert scene.site.rows(written) == [(1,)]
