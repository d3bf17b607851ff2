"""Can staff set cohorts up and load frameworks through the pages?"""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from charter.actions import cohorts
from charter.enums import Role
from charter.models import Cohort, Framework
from tests.charter import makers
from tests.charter.makers import browser, words

COHORTS = "/oakland/staff/cohorts/"
FRAMEWORKS = "/oakland/staff/frameworks/"
FORM = {
    "name": "Spring 2027",
    "evidence_opens_at": "2027-01-11T09:00",
    "closes_at": "2027-03-28T17:00",
    "grace_minutes": "10",
    "return_rounds": "2",
    "scores_due_at": "2027-05-10T17:00",
    "decisions_by": "2027-06-07T17:00",
    "training_needed": "on",
}


@pytest.fixture
def lead(programme):
    return makers.make_staff(programme)


@pytest.fixture
def officer(programme):
    return makers.make_staff(programme, Role.OFFICER, "Hamza Officer")


def upload(document) -> SimpleUploadedFile:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return SimpleUploadedFile("framework.json", text, content_type="application/json")


def test_cohort_is_set_up_with_times_on_a_london_clock(lead, framework):
    response = browser(lead).post(COHORTS + "new/", {**FORM, "framework": framework.pk})

    assert response.url == COHORTS + "spring-2027/"
    cohort = Cohort.objects.get()
    # Summer time begins that morning, so five in London is four in UTC.
    assert cohort.closes_at.isoformat() == "2027-03-28T16:00:00+00:00"
    assert (cohort.grace_minutes, cohort.training_needed, cohort.opened_at) == (10, True, None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter a name for the cohort."),
        ({"name": "New"}, "Choose a name that tells this cohort from others"),
        ({"framework": ""}, "Select a framework version."),
        ({"closes_at": "soon"}, "Enter a real date and time"),
        ({"grace_minutes": "-1"}, "Enter 0 or more minutes."),
        ({"grace_minutes": "ten"}, "Enter the minutes of grace as a number."),
        ({"scores_due_at": "2027-02-01T17:00"}, "Put the dates in order"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_cohort_form_says_what_to_mend_and_keeps_what_was_typed(lead, framework, changed, sentence):
    response = browser(lead).post(COHORTS + "new/", {**FORM, "framework": framework.pk, **changed})

    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="2027-06-07T17:00"' in words(response)
    assert not Cohort.objects.exists()


def test_cohort_name_that_is_taken_is_refused(lead, programme, framework):
    makers.make_cohort(programme, framework, "Spring 2027")

    response = browser(lead).post(COHORTS + "new/", {**FORM, "framework": framework.pk})

    assert response.status_code == 422
    assert "has a cohort with this address" in words(response)


def test_cohort_form_without_a_framework_leads_to_loading_one(lead):
    assert "A cohort needs a framework" in words(browser(lead).get(COHORTS + "new/"))


def test_officer_sees_cohorts_and_changes_none(programme, officer, framework):
    makers.make_cohort(programme, framework)
    client = browser(officer)

    assert "Set up a cohort" not in words(client.get(COHORTS))
    assert "A programme lead can open it." in words(client.get(COHORTS + "spring/"))
    assert client.post(COHORTS + "spring/open/").status_code == 403
    assert client.get(COHORTS + "new/").status_code == 403


def test_cohort_page_lists_what_keeps_it_from_opening(programme, lead, framework):
    makers.make_cohort(programme, framework)
    client = browser(lead)

    assert "Name a programme officer." in words(client.get(COHORTS + "spring/"))
    client.post(COHORTS + "spring/open/")

    assert Cohort.objects.get().opened_at is None
    assert "Name a programme officer." in words(client.get(COHORTS + "spring/"))


def test_cohort_opens_when_it_is_ready(programme, lead, officer, framework):
    makers.make_cohort(programme, framework)
    client = browser(lead)
    assert "Open this cohort" in words(client.get(COHORTS + "spring/"))

    response = client.post(COHORTS + "spring/open/")

    assert response.url == COHORTS + "spring/"
    page = words(client.get(COHORTS + "spring/"))
    assert "is open. Organisations can now say" in page
    assert "Open this cohort" not in page


def test_cohort_of_another_programme_is_not_found(programme, lead):
    other = makers.make_programme("elmham", "ELM")
    makers.make_cohort(other, makers.make_framework(other))

    assert browser(lead).get(COHORTS + "spring/").status_code == 404
    assert browser(lead).get("/elmham/staff/cohorts/spring/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_cohorts_asks_the_same_number_of_queries(
    programme, lead, officer, framework, count, django_assert_num_queries
):
    for number in range(count):
        cohorts.open_for_interest(makers.make_cohort(programme, framework, f"Cohort {number}"), by=lead)
    client = browser(lead)

    with django_assert_num_queries(9):
        client.get(COHORTS)


# Frameworks ------------------------------------------------------------------------------------------


def test_framework_is_loaded_then_published(programme, lead):
    client = browser(lead)

    loaded = client.post(FRAMEWORKS + "load/", {"file": upload(makers.document())})
    assert loaded.url == FRAMEWORKS
    assert "Publish this version" in words(client.get(FRAMEWORKS))
    published = client.post(FRAMEWORKS + "1/publish/")

    assert published.url == FRAMEWORKS
    assert Framework.objects.get().published_at is not None
    assert "can no longer change" in words(client.get(FRAMEWORKS))


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"\xff\xfe", "This is not UTF-8 text."),
        (b"{", "line 1, column 2: this is not JSON"),
        (b"[]", "Write one JSON object"),
        (b'{"scale": []}', "scale: list at least 1 here."),
        (b'{"a": 1, "a": 2}', "a: this field is written twice in one object"),
        (b"", "This file is empty."),
        (b" " * (2 * 1024 * 1024 + 1), "must be smaller than 2MB"),
    ],
    ids=["bytes", "cut short", "a list", "a fault", "twice", "empty", "too big"],
)
def test_framework_file_that_is_none_is_refused_with_its_place(lead, document, sentence):
    response = browser(lead).post(FRAMEWORKS + "load/", {"file": upload(document)})

    assert response.status_code == 422
    assert sentence in words(response).replace("&#34;", '"')
    assert not Framework.objects.exists()


def test_framework_form_without_a_file_asks_for_one(lead):
    response = browser(lead).post(FRAMEWORKS + "load/")

    assert response.status_code == 422
    assert "Choose a framework file." in words(response)


def test_framework_with_gaps_lists_them_and_cannot_be_published(programme, lead):
    document = makers.document()
    del document["standards"][0]["guidance"]
    del document["slug"]
    client = browser(lead)

    client.post(FRAMEWORKS + "load/", {"file": upload(document)})
    page = words(client.get(FRAMEWORKS))
    client.post(FRAMEWORKS + "1/publish/")

    assert "standards[0].guidance: this field is missing; add it." in page
    assert "slug: this field is missing; add it." in page
    assert "Publish this version" not in page
    assert Framework.objects.get().published_at is None


def test_officer_sees_frameworks_and_changes_none(officer, programme):
    makers.make_framework(programme, published=False)
    client = browser(officer)

    assert "Load a framework file" not in words(client.get(FRAMEWORKS))
    assert client.get(FRAMEWORKS + "load/").status_code == 403
    assert client.post(FRAMEWORKS + "1/publish/").status_code == 403


def test_unknown_version_is_not_found(lead):
    assert browser(lead).post(FRAMEWORKS + "7/publish/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_frameworks_asks_the_same_number_of_queries(programme, lead, count, django_assert_num_queries):
    for number in range(count):
        makers.make_framework(programme, version=number + 1, published=False)
    client = browser(lead)

    with django_assert_num_queries(8):
        client.get(FRAMEWORKS)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"evidence_opens_at": "2027-10-31T01:30"}, "1:30am on 31 October 2027 happens twice"),
        ({"evidence_opens_at": "2027-03-28T01:30"}, "There is no 1:30am on 28 March 2027"),
        ({"closes_at": "2027-03-28T02:30"}, "A deadline is never between midnight and 3am"),
        ({"closes_at": "2027-10-31T01:30"}, "A deadline is never between midnight and 3am"),
        ({"closes_at": "2027-04-01T00:00"}, "A deadline is never between midnight and 3am"),
        ({"closes_at": "9999-12-31"}, "Put the dates in order"),
        ({"return_rounds": "10"}, "Enter 9 or fewer."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_cohort_form_asks_about_hours_that_clocks_skip_or_show_twice(lead, framework, typed, sentence):
    response = browser(lead).post(COHORTS + "new/", {**FORM, "framework": framework.pk, **typed})

    assert response.status_code == 422
    assert sentence in words(response)
    assert ("Which of the two do you mean?" in words(response)) is ("twice" in sentence)
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    ("which", "opens"), [("first", "2027-10-31T00:30:00+00:00"), ("second", "2027-10-31T01:30:00+00:00")]
)
def test_cohort_keeps_the_one_of_two_instants_that_was_chosen(lead, framework, which, opens):
    late = {
        "evidence_opens_at": "2027-10-31T01:30",
        "evidence_opens_at_which": which,
        "closes_at": "2027-12-17",
        "scores_due_at": "2028-02-10T17:00",
        "decisions_by": "2028-03-10T17:00",
    }

    browser(lead).post(COHORTS + "new/", {**FORM, "framework": framework.pk, **late})

    cohort = Cohort.objects.get()
    assert cohort.evidence_opens_at.isoformat() == opens
    # A day alone is that day at five.
    assert cohort.closes_at.isoformat() == "2027-12-17T17:00:00+00:00"
