"""Do the pages about the service itself open for everybody and tell the truth?"""

from __future__ import annotations

import pytest
from django.conf import settings

from charter.home.known_problems import known_problems
from tests.charter import makers
from tests.charter.makers import browser, words


@pytest.mark.parametrize("page", ["help", "accessibility", "cookies", "privacy"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_page_opens_for_everybody(programme, page, signed_in):
    person = makers.make_staff(programme) if signed_in else None

    assert browser(person).get(f"/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["help", "accessibility", "privacy"])
def test_page_names_a_person_to_ask_in_every_programme(programme, page):
    makers.make_programme("elmham", "ELM")

    text = words(browser().get(f"/{page}/"))

    assert "contact@oakland.example.org" in text
    assert "contact@elmham.example.org" in text


def test_accessibility_owns_up_to_every_known_problem(programme):
    text = words(browser().get("/accessibility/"))

    assert known_problems()
    for problem in known_problems():
        assert problem in text


def test_cookies_lists_exactly_the_cookies_that_are_set(programme):
    client = browser(makers.make_person("Gethin Harkaway"))
    client.get("/account/logout/")

    text = words(browser().get("/cookies/"))

    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for name in client.cookies:
        assert name in text
    assert f"{settings.SESSION_MOST // 3600} hours" in text
