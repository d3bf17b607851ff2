"""Are the pages for what went wrong drawn whole, calm and without help from what is broken?"""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from charter.home import errors
from tests.charter import makers
from tests.charter.makers import browser, words


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere/at/all/", "/verify/NONSENSE/more/", "/oakland/org/none/"])
def test_unknown_address_is_a_whole_page(programme, path):
    response = browser(makers.make_person("Gethin Harkaway")).get(path)

    assert response.status_code == 404
    assert "Page not found" in words(response)
    assert "Sign out" in words(response)


def test_server_error_is_drawn_without_request_or_database():
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "There is a problem with the service" in words(response)
    assert "It is ours, not yours." in words(response)


def test_crash_is_answered_with_the_page(db, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("A fault of ours.")

    monkeypatch.setattr("charter.selectors.programmes_with_open_cohorts", crash)
    client = Client(raise_request_exception=False)

    response = client.get("/")

    assert response.status_code == 500
    assert "A fault of ours." not in words(response)
    assert "There is a problem with the service" in words(response)


def test_form_without_its_token_says_what_to_do(programme):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"login": "a@example.org", "password": "x"})

    assert response.status_code == 403
    assert "This page was open for too long." in words(response)


def test_refusal_says_why(programme):
    officer = makers.make_staff(programme, "officer", "Hamza Officer")

    response = browser(officer).get("/oakland/staff/cohorts/new/")

    assert response.status_code == 403
    assert "Only a programme lead can do this." in words(response)


def test_unknown_host_is_a_bad_request(db):
    response = browser().get("/", headers={"host": "evil.example.com"})

    assert response.status_code == 400
    assert "We could not read that request" in words(response)
