"""Are words kept, counted, and never silently overwritten?"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from applications import canonical
from applications.actions import answers
from applications.models import Answer
from applications.selectors import answer_page, task_list
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.models import Cohort


@pytest.fixture
def draft(place):
    application = place.draft()
    place.sign_values()
    return application


def test_each_accepted_save_adds_one(place, draft):
    standard, by = place.standards[0], place.oak.contributor

    versions = [
        answers.save(draft, standard=standard, text=text, version=version, by=by).version
        for text, version in [("One", 0), ("Two", 1), ("Two", 2), ("Two", 1), ("", 2)]
    ]

    assert versions == [1, 2, 2, 2, 3]
    assert Answer.objects.get(application=draft).text == ""


def test_an_empty_answer_that_never_was_is_not_written(place, draft):
    saved = answers.save(draft, standard=place.standards[0], text="", version=0, by=place.oak.contributor)

    assert saved.version == 0
    assert not Answer.objects.filter(application=draft).exists()


def test_line_ends_are_kept_as_one_mark(place, draft):
    save = answers.save(draft, standard=place.standards[0], text="a\r\nb\rc\x00", version=0, by=place.oak.contributor)

    assert save.text == "a\nb\nc"


def test_a_stale_save_is_told_who_and_when(place, draft):
    standard = place.standards[0]
    answers.save(draft, standard=standard, text="Mine", version=0, by=place.oak.contributor)

    with pytest.raises(answers.Conflicted) as conflict:
        answers.save(draft, standard=standard, text="Other", version=0, by=place.oak.lead)

    assert conflict.value.answer.text == "Mine"
    assert conflict.value.sentence.startswith("contributor of oak-lec saved a newer version at ")


def test_a_version_that_never_was_is_refused(place, draft):
    with pytest.raises(Refused, match="We do not know the version"):
        answers.save(draft, standard=place.standards[0], text="Words", version=4, by=place.oak.contributor)


def test_editors_who_take_turns_never_lose_an_accepted_save(place, draft):
    chance, standards = random.Random(7), place.standards[:2]
    people = [place.oak.lead, place.oak.contributor]
    holds = {(editor, standard.pk): 0 for editor in range(4) for standard in standards}
    last, rejected = {}, 0

    for turn in range(200):
        editor, standard = chance.randrange(4), chance.choice(standards)
        text = f"{editor} wrote turn {turn}"
        try:
            saved = answers.save(
                draft, standard=standard, text=text, version=holds[editor, standard.pk], by=people[editor % 2]
            )
        except answers.Conflicted as conflict:
            rejected += 1
            assert conflict.answer.text == last[standard.pk]
            holds[editor, standard.pk] = conflict.answer.version
        else:
            last[standard.pk] = text
            holds[editor, standard.pk] = saved.version

    assert rejected > 20
    assert dict(Answer.objects.filter(application=draft).values_list("standard_id", "text")) == last


def test_one_audit_event_a_person_answer_and_hour(place, draft):
    standard = place.standards[0]
    start = clock.now().replace(minute=5, second=0, microsecond=0)
    saves = [(0, place.oak.lead), (10, place.oak.contributor), (20, place.oak.lead), (70, place.oak.lead)]

    for version, (minutes, person) in enumerate(saves):
        with clock.at(start + timedelta(minutes=minutes)):
            answers.save(draft, standard=standard, text=f"Text {version}", version=version, by=person)

    answer = Answer.objects.get(application=draft)
    events = AuditEvent.objects.filter(verb="answer:saved", target_id=answer.pk).order_by("pk")
    assert [event.actor_id for event in events] == [place.oak.lead.pk, place.oak.contributor.pk, place.oak.lead.pk]
    assert "Text" not in str(list(events.values_list("detail", flat=True)))


@pytest.mark.parametrize("when", ["unsigned", "early", "late", "sent"])
def test_evidence_is_written_only_while_it_is_open(place, when):
    application = place.sent() if when == "sent" else place.draft()
    if when in ("early", "late"):
        place.sign_values()
    days = {"early": (1, 2), "late": (-2, -1)}.get(when)
    if days:
        now = clock.now()
        Cohort.objects.filter(pk=place.cohort.pk).update(
            evidence_opens_at=now + timedelta(days=days[0]), closes_at=now + timedelta(days=days[1])
        )

    with pytest.raises(Refused):
        answers.save(application, standard=place.standards[0], text="Words", version=0, by=place.oak.contributor)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("  \n ", 0), ("one", 1), ("one  two\nthree", 3), ("it’s well-known – so", 4), ("a\u00a0b\u3000c", 3)],
)
def test_words_are_runs_without_white_space(text, count):
    assert canonical.words(text) == count


def test_the_task_list_counts_and_says_what_is_next(place, draft):
    standards = place.standards
    answers.save(draft, standard=standards[0], text="Two words", version=0, by=place.oak.contributor)
    answers.save(draft, standard=standards[1], text="x", version=0, by=place.oak.contributor)
    answers.save(draft, standard=standards[1], text="", version=1, by=place.oak.contributor)

    tasks = task_list(draft)

    assert (tasks.done, tasks.words, tasks.budget) == (1, 2, 5000)
    assert [row.status for row in tasks.standards[:2]] == ["In progress", "Not yet started"]
    assert tasks.next_for(place.oak.contributor, leads=False).standard == standards[1]
    page = answer_page(draft, standards[1])
    assert (page.previous, page.next, page.version) == (standards[0], standards[2], 2)
    assert [name for name, _ in page.looks_for] == ["Not yet", "Started", "In place", "Embedded"]
