"""Is no typed word lost: late and stale saves, refusals, versions, and what hostile texts do?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import answers, sections, versions, withdrawal
from applications.models import Answer, SetAsideText
from applications.selectors import compared, hints, history, sections_of
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from tests.applications.test_pages import answer_url, autosave, client_of, page

RIGHT_TO_LEFT, NOTHING = "\u202eevil\u202c", "\u200b\u200e\ufeff"


@pytest.fixture
def draft(place):
    application = place.draft()
    place.sign_values()
    return application


@pytest.fixture
def save(place, draft):
    """Saves the first standard's answer as one page in a browser would."""

    def do(text, version, tab="", seq=0, by=None):
        by = by or place.oak.contributor
        kept = answers.save(draft, standard=place.standards[0], text=text, version=version, tab=tab, seq=seq, by=by)
        return kept.version, kept.text

    return do


# Late and lost --------------------------------------------------------------------------------------------


def test_an_older_save_of_the_same_page_changes_nothing(save):
    assert save("Three", 0, "t", 3) == (1, "Three")
    assert save("Two", 0, "t", 2) == (1, "Three")
    assert save("Three", 0, "t", 3) == (1, "Three")


def test_a_page_goes_on_although_an_answer_to_it_was_lost(save):
    save("One", 0, "t", 1)
    assert save("One two", 0, "t", 2) == (2, "One two")


@pytest.mark.parametrize("between", ["another tab", "another person", "no script"])
def test_a_page_never_goes_on_over_somebody_else(place, save, between):
    tab, by = {
        "another tab": ("u", None),
        "another person": ("t", place.oak.lead),
        "no script": ("", None),
    }[between]
    save("One", 0, "t", 1)
    save("Theirs", 1, tab, 9, by)

    with pytest.raises(answers.Conflicted):
        save("One two", 1, "t", 2)


def test_a_missing_field_is_never_an_empty_one(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    autosave(client, url, text="Kept.", version=0, completed="yes")

    for fields in ({"version": 1}, {"text": "New"}, {"version": "x", "text": "New"}):
        assert autosave(client, url, **fields).status_code == 422
    autosave(client, url, text="Kept, still.", version=1)

    assert Answer.objects.get(application=draft).text == "Kept, still."
    assert sections_of(draft)[place.standards[0].pk].completed_at is not None


# Refused ----------------------------------------------------------------------------------------------------


def kept(draft):
    return sorted(SetAsideText.objects.filter(application=draft).values_list("text", "started_from"))


def test_every_refused_text_is_found_again(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    autosave(client_of(place.oak.lead), url, text="Theirs", version=0)

    stale = autosave(client, url, text="Mine", version=0)
    again = autosave(client, url, text="Mine", version=0)
    by_page = client.post(url, {"text": "Mine by page", "version": 0})
    unknown = autosave(client, url, text="From nowhere", version=7)

    assert [r.status_code for r in (stale, again, by_page, unknown)] == [409] * 4
    assert kept(draft) == [("From nowhere", 7), ("Mine", 0), ("Mine by page", 0)]
    shown = page(client, url + "history/")
    assert shown.count("Not accepted: lead of oak-lec saved a newer version") == 3
    mark = SetAsideText.objects.get(application=draft, text="Mine by page").uuid
    assert "Mine by page" in page(client, f"{url}history/?to={mark}")


def test_words_typed_as_it_was_withdrawn_are_found_again(place):
    ready = place.ready()
    url, client = answer_url(place, ready), client_of(place.oak.contributor)
    withdrawal.withdraw(ready, by=place.oak.lead)
    refused = autosave(client, url, text="Too late, but mine.", version=1)

    assert refused.status_code == 403
    assert kept(ready) == [("Too late, but mine.", 1)]


def test_the_choice_page_keeps_mine_theirs_or_both(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    answer = lambda: Answer.objects.get(application=draft)  # noqa: E731
    autosave(client_of(place.oak.lead), url, text="Theirs.", version=0)
    shown = client.post(url, {"text": "Mine.", "version": 0}).content.decode()
    assert all(words in shown for words in ("Mine.", "Theirs.", "There are two versions", "<ins", "<del"))

    theirs = client.post(url, {"text": "Mine.", "both": "x", "version": 1, "keep": "theirs", "then": "stay"})
    assert (theirs.status_code, answer().text) == (302, "Theirs.")
    both = {"text": "Mine.", "both": "Theirs.\r\n\r\nMine.", "version": 1, "keep": "both", "then": "stay"}
    assert (client.post(url, both).status_code, answer().text) == (302, "Theirs.\n\nMine.")
    mine = client.post(url, {"text": "Mine.", "both": "x", "version": 1, "keep": "mine", "then": "stay"})
    assert (mine.status_code, answer().text) == (409, "Theirs.\n\nMine.")
    assert client.post(url, {"text": "Mine.", "version": 2, "keep": "mine", "then": "stay"}).status_code == 302
    assert answer().text == "Mine."


def test_a_page_that_was_refused_still_starts_from_its_own_version(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    autosave(client, url, text="One", version=0)
    autosave(client_of(place.oak.lead), url, text="Two", version=1)

    shown = client.post(url, {"text": "x" * (answers.LONGEST + 1), "version": 1}).content.decode()

    assert "so it is too long to save" in shown
    assert '<input type="hidden" name="version" value="1">' in shown


# Versions ---------------------------------------------------------------------------------------------------


def test_versions_are_grouped_by_person_and_ten_minutes(place, draft, save):
    start = clock.now()
    ravi, asha = place.oak.contributor, place.oak.lead
    for number, (minutes, person) in enumerate(
        [(0, ravi), (4, ravi), (9, ravi), (10.5, ravi), (11, asha), (12, ravi)]
    ):
        with clock.at(start + timedelta(minutes=minutes)):
            save(f"Text {number}", number, by=person)

    entries = history(draft, place.standards[0]).object_list

    assert [(e.who.split()[0], e.mark, e.before, e.count) for e in entries] == [
        ("contributor", "6", "5", 1),
        ("lead", "5", "4", 1),
        ("contributor", "4", "3", 1),
        ("contributor", "3", "", 3),
    ]


def test_an_old_version_comes_back_as_a_new_one(place, draft, save):
    standard, by = place.standards[0], place.oak.lead
    for number, text in enumerate(["The paragraph I deleted on Tuesday.", "Short.", "Shorter."]):
        save(text, number)

    restored = versions.restore(draft, standard=standard, mark="1", version=3, by=by)

    assert (restored.version, restored.text) == (4, "The paragraph I deleted on Tuesday.")
    shown = compared(draft, standard, "3", "4")
    assert (shown.before.text, shown.after.who, shown.is_same) == ("Shorter.", str(by), False)
    for mark in ("9", "", "x", "-1", "1" * 40):
        with pytest.raises(Refused, match="not one of this answer"):
            versions.restore(draft, standard=standard, mark=mark, version=4, by=by)
    with pytest.raises(answers.Conflicted):
        versions.restore(draft, standard=standard, mark="2", version=3, by=by)
    # The button pressed twice, and what stands already: nothing happens, and nothing is recorded.
    for mark, version in (("1", 3), ("4", 4)):
        assert versions.restore(draft, standard=standard, mark=mark, version=version, by=by).version == 4
    assert AuditEvent.objects.filter(verb="answer:restored", about=draft.reference).count() == 1


def test_the_history_pages_cost_the_same_whatever_there_is(place, draft, save, django_assert_max_num_queries):
    for number in range(45):
        with clock.at(clock.now() + timedelta(minutes=20 * number)):
            save(f"Text {number}", number)
    client, url = client_of(place.oak.viewer), answer_url(place, draft) + "history/"
    first = page(client, url)

    # Two savepoints are this test's own.
    with django_assert_max_num_queries(17):
        last = page(client, url + "?page=3&from=1&to=45")

    assert (first.count("versions__entry"), last.count("versions__entry")) == (20, 5)
    assert "Bring this version back" not in last and "Removed: " in last


# Hostile ----------------------------------------------------------------------------------------------------


def test_a_megabyte_is_refused_in_a_sentence_and_stays_in_the_box(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    text = "word " * 200_000

    by_script = autosave(client, url, text=text, version=0)
    by_page = client.post(url, {"text": text, "version": 0})

    sentence = "This answer has 1,000,000 characters, so it is too long to save. An answer can have 200,000."
    assert by_script.status_code == by_page.status_code == 422
    assert by_script.json()["message"].startswith(sentence)
    shown = by_page.content.decode()
    assert sentence in shown and text[:500_000] in shown
    assert not Answer.objects.filter(application=draft).exists() and kept(draft) == []


@pytest.mark.parametrize("button", ["", "files/"])
def test_a_page_of_which_a_part_was_lost_keeps_the_words(place, draft, button):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    given = {"text": "Typed for an hour.", "files": SimpleUploadedFile("policy.txt", b"Our policy.")}

    answer = client.post(url + button, given)

    assert answer.status_code == 422
    assert "Typed for an hour." in answer.content.decode()
    assert "Part of this page did not reach us" in answer.content.decode()


def test_more_than_a_form_can_hold_is_refused_in_a_sentence(place, draft):
    answer = client_of(place.oak.contributor).post(answer_url(place, draft), {"text": "ж" * 1_100_000, "version": 0})

    assert answer.status_code == 400
    assert "What you sent was too long for us to read, so nothing was saved." in answer.content.decode()


def test_hostile_texts_are_shown_as_they_are_and_do_nothing(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    text = f"<script>alert(1)</script> {RIGHT_TO_LEFT} {{{{ 7*7 }}}} =1+1 \x00 a\u200bb"

    saved = autosave(client, url, text=text, version=0)
    stale = client.post(url, {"text": f"<img src=x onerror=alert(1)> {text}", "version": 0})

    assert (saved.status_code, stale.status_code) == (200, 409)
    assert Answer.objects.get(application=draft).text == text.replace("\x00", "")
    pages = [stale.content.decode(), page(client, url), page(client, f"{url}history/?to=1")]
    pages.append(page(client, place.url(f"apply/{draft.reference}/check/")))
    for shown in pages:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "<script>alert" not in shown and "<img src=x" not in shown and "{{ 7*7 }}" in shown


def test_a_text_that_nobody_can_see_is_no_answer(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)

    assert autosave(client, url, text=NOTHING, version=0).json()["version"] == 0
    told = autosave(client, url, text=NOTHING, version=0, completed="yes", completed_before="no").json()

    assert told["message"] == "Write your answer first. Then you can mark this section as completed."
    assert not Answer.objects.filter(application=draft).exists()


# The page ---------------------------------------------------------------------------------------------------


def test_the_mark_and_the_owner_are_set_on_the_answers_page(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    empty = client.post(url, {"text": "", "version": 0, "completed": "yes", "completed_before": "no"})
    assert empty.status_code == 200 and "Write your answer first." in empty.content.decode()
    client.post(url, {"text": "We do.", "version": 0, "completed": "yes", "completed_before": "no", "then": "stay"})
    client.post(url + "section/", {"owner": place.oak.lead.uuid})

    shown = page(client, url)

    assert "<strong>lead of oak-lec</strong> writes this." in shown
    assert "contributor of oak-lec marked it as completed" in shown
    # Somebody whose page was older says nothing new about the mark.
    stale = {"text": "We do more.", "version": 1, "completed": "no", "completed_before": "no", "then": "stay"}
    assert client.post(url, stale).status_code == 302
    assert sections_of(draft)[place.standards[0].pk].completed_at is not None
    assert client.post(url + "section/", {"owner": place.oak.viewer.uuid}).status_code == 422
    sections.reopen(draft, standard=place.standards[0], by=place.oak.lead)


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ("Write to sam.jones@example.org about it.", ["sam.jones@example.org"]),
        ("Dee (born 3 March 1987) joined us.", ["born 3 March 1987"]),
        ("Her number is QQ 12 34 56 C, on AB123456C.", ["AB123456C"]),
        ("A1234BC came to us from HMP Leeds.", ["A1234BC"]),
        ("NHS 943 476 5919, not 943 476 5918.", ["943 476 5919"]),
        ("Ring 07700 900123 or 0121 496 0000.", ["07700 900123", "0121 496 0000"]),
        ("They live at 12 Mill Lane in town.", ["12 Mill Lane"]),
        ("Tom was convicted of robbery in 2019. He stayed.", ["Tom was convicted of robbery in 2019"]),
        ("She served two years in prison for burglary.", ["served two years in prison for burglary"]),
        # What an honest answer says all the time.
        ("In 2026, 11 of 12 people stayed; we spent £12,500 on 3 courses (PO1, V2).", []),
        ("People who were convicted or sentenced may apply; we ask about convictions last.", []),
        ("Our policy of 12 March 2026, version 3.2, covers 150 staff on Tuesdays.", []),
        ("We serve 40 prisons and 1,200 people a year. Call our team on extension 1234.", []),
    ],
)
def test_hints_point_at_what_is_likely_personal_and_at_little_else(text, noticed):
    assert [hint.excerpt for hint in hints(text)] == noticed


def test_a_hint_is_shown_and_blocks_nothing(place, draft):
    client, url = client_of(place.oak.contributor), answer_url(place, draft)
    saved = autosave(client, url, text="Tom was convicted of robbery. <b>", version=0)

    shown = page(client, url)

    assert saved.status_code == 200
    assert "Could anybody be recognised?" in shown and "You can send your application either way." in shown
