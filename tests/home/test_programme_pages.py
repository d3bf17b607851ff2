"""What does a visitor read about a programme?"""

from __future__ import annotations

import pytest

from charter.actions import cohorts
from charter.enums import Role
from charter.models import Level, Standard, Theme, Value
from tests.charter import makers


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("page", ["values", "standards", "levels", "how-it-works"])
def test_page_without_a_published_framework_says_so(programme, page):
    makers.make_framework(programme, published=False)

    response = makers.browser().get(f"/oakland/{page}/")

    assert response.status_code == 200
    assert "has not published them yet" in text(response)


@pytest.mark.parametrize("page", ["", "values/", "standards/", "levels/", "how-it-works/"])
def test_page_of_an_unknown_programme_is_not_found(db, page):
    assert makers.browser().get(f"/nowhere/{page}").status_code == 404


def test_values_shows_every_statement(framework):
    response = makers.browser().get("/oakland/values/")

    page = text(response)
    for value in Value.objects.filter(framework=framework):
        assert f"{value.name}" in page
        assert value.statement.replace("'", "&#39;") in page


def test_standards_shows_every_standard_with_its_descriptors(framework):
    page = text(makers.browser().get("/oakland/standards/"))

    for theme in Theme.objects.filter(framework=framework):
        assert theme.name in page
    for standard in Standard.objects.filter(framework=framework):
        assert f'id="{standard.code.lower()}"' in page
        for descriptor in standard.descriptors:
            assert descriptor.replace("'", "&#39;") in page


def test_levels_names_each_level_its_rules_and_its_months(framework):
    page = text(makers.browser().get("/oakland/levels/"))

    for level in Level.objects.filter(framework=framework):
        assert level.name in page
    assert "85% or more" in page
    assert "24 months" in page


def test_how_it_works_shows_the_dates_of_open_cohorts_only(programme, framework):
    makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    opened = makers.make_cohort(programme, framework, "Spring")
    makers.make_cohort(programme, framework, "Secret")
    cohorts.open_for_interest(opened, by=makers.make_staff(programme))

    page = text(makers.browser().get("/oakland/how-it-works/"))

    assert "Dates of Spring" in page
    assert "Secret" not in page


def test_programme_home_shows_its_levels_and_open_cohort(programme, framework):
    makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    cohorts.open_for_interest(makers.make_cohort(programme, framework), by=makers.make_staff(programme))

    page = text(makers.browser().get("/oakland/"))

    assert "Register your organisation" in page
    assert "Spring is open. Send your evidence by" in page
    for level in Level.objects.filter(framework=framework):
        assert level.name in page


def test_programme_home_without_a_framework_still_opens(programme):
    response = makers.browser().get("/oakland/")

    assert response.status_code == 200
    assert "No cohort is open now" in text(response)


def test_home_lists_every_programme(programme):
    makers.make_programme("elmham", "ELM")

    page = text(makers.browser().get("/"))

    assert "Oakland Charter" in page
    assert "Elmham Charter" in page


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_number_of_queries(acting, django_assert_num_queries, count):
    for number in range(count):
        makers.make_programme(f"place{number}", "ABC"[number] * 3)

    with django_assert_num_queries(6):
        makers.browser().get("/")
