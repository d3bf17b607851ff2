"""Do the pages that span the journey cost the same however much there is, and tell only what they may?"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.actions import interest, panel
from charter import selectors
from charter.actions import cohorts, organisations
from charter.desk.selectors import shown
from charter.enums import Role
from charter.kit import audit
from charter.kit.models import AuditEvent
from tests.charter.makers import (
    browser,
    make_cohort,
    make_framework,
    make_organisation,
    make_programme,
    make_staff,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A programme with an open cohort, an officer and one organisation with one application."""
    programme = make_programme()
    officer = make_staff(programme, Role.OFFICER, "Hamza Officer")
    cohort = cohorts.open_for_interest(make_cohort(programme, make_framework(programme)), by=officer)
    return programme, officer, cohort


def apply(cohort, programme, name):
    organisation = make_organisation(programme, name)
    lead = organisation.memberships.first().person
    services = list(organisation.services.all())
    return interest.express(cohort, organisation=organisation, services=services, by=lead), lead


def queries(person, path):
    client = browser(person)
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = client.get(path)
    assert response.status_code == 200
    # A test's own transaction makes the request's one a savepoint, at whose end the actor is put back.
    told_back = 1
    return len([row for row in seen if "SAVEPOINT" not in row["sql"]]) - told_back


@pytest.mark.parametrize(("route", "most"), [("desk:today", 12), ("desk:board", 12), ("desk:audit", 9)])
def test_staff_pages_ask_the_same_with_one_row_and_with_three(place, route, most):
    programme, officer, cohort = place
    path = reverse(route, kwargs={"programme": programme.slug})
    apply(cohort, programme, "Oak")
    one = queries(officer, path)
    apply(cohort, programme, "Ash")
    apply(cohort, programme, "Elm")

    assert queries(officer, path) == one <= most


def test_the_dashboard_asks_the_same_with_one_application_and_with_three(place):
    programme, _, cohort = place
    application, lead = apply(cohort, programme, "Oak")
    path = reverse("desk:organisation", kwargs={"programme": programme.slug, "organisation": "oak"})
    one = queries(lead, path)
    for name in ("Second", "Third"):
        service = organisations.add_service(application.organisation, name=name, by=lead)
        interest.express(cohort, organisation=application.organisation, services=[service], by=lead)

    assert queries(lead, path) == one


def test_the_board_narrows_by_state_and_words_and_counts_what_it_lists(place):
    programme, officer, cohort = place
    oak, _ = apply(cohort, programme, "Oak")
    ash, _ = apply(cohort, programme, "Ash")
    interest.select(ash, by=officer)
    path = reverse("desk:board", kwargs={"programme": programme.slug})

    drafts = words(browser(officer).get(path, {"state": "draft"}))
    found = words(browser(officer).get(path, {"q": "oak"}))
    odd = browser(officer).get(path, {"state": "no-such", "page": "x", "q": "\x00"})

    assert ash.reference in drafts and oak.reference not in drafts
    assert "1 application match" in drafts
    assert oak.reference in found and ash.reference not in found
    assert odd.status_code == 200


def test_a_commissioner_reads_no_name_and_no_small_number(place):
    programme, _, cohort = place
    apply(cohort, programme, "Oak")
    commissioner = make_staff(programme, Role.COMMISSIONER, "Ines Commissioner")

    page = words(browser(commissioner).get(reverse("desk:reports", kwargs={"programme": programme.slug})))

    assert "fewer than 5" in page
    assert "Oak" not in page.replace("Oakland", "")


def test_a_commissioner_reads_how_many_there_are(place):
    programme, _, cohort = place
    for name in ("Oak", "Ash", "Elm", "Fir", "Yew"):
        apply(cohort, programme, name)
    commissioner = make_staff(programme, Role.COMMISSIONER, "Ines Commissioner")

    page = words(browser(commissioner).get(reverse("desk:reports", kwargs={"programme": programme.slug})))

    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Interested or waiting Applications 5" in told


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1200, "1,200")]
)
def test_small_counts_are_not_told(count, told):
    assert shown(count) == told


def test_the_audit_narrows_and_shows_the_rest_on_the_next_page(place):
    programme, officer, cohort = place
    application, _ = apply(cohort, programme, "Oak")
    for number in range(60):
        audit.record("application:accepted", application, by=officer, before="sent", after="accepted", n=number)
    path = reverse("desk:audit", kwargs={"programme": programme.slug})
    client = browser(officer)

    first = client.get(path, {"noun": "application", "person": "hamza"})
    older = re.search(r'href="([^"]*before=[^"]*)"', first.content.decode()).group(1).replace("&amp;", "&")
    second = client.get(older)

    assert words(first).count("accepted " + application.reference) >= 50
    assert 10 <= second.content.decode().count("<time") < 20
    assert "Sent → Accepted" in words(first)
    assert "No event matches" in words(client.get(path, {"q": "zebra"}))
    assert "No event matches" in words(client.get(path, {"to": "2001-01-01", "what": "application:accepted"}))
    assert "added the service" in words(client.get(path, {"organisation": "oak", "noun": "service"}))
    assert "Enter a day, such as" in words(client.get(path, {"from": "the day before"}))


def test_the_audit_hides_what_a_conflict_hides(place):
    programme, officer, cohort = place
    application, _ = apply(cohort, programme, "Oak")
    path = reverse("desk:audit", kwargs={"programme": programme.slug})
    event = AuditEvent.objects.filter(about=application.reference).first()
    one = reverse("desk:audit_event", kwargs={"programme": programme.slug, "event": event.uuid})
    assert application.reference in words(browser(officer).get(path))
    assert browser(officer).get(one).status_code == 200

    panel.recuse(application, person=officer, by=selectors.system_person())

    assert browser(officer).get(one).status_code == 404
    assert f"interest in Autumn 2031 as {application.reference}" not in words(browser(officer).get(path))


def test_an_event_shows_the_versions_of_its_row(place):
    programme, officer, _ = place
    membership = officer.memberships.first()
    event = AuditEvent.objects.get(verb="membership:granted", target_id=membership.pk)

    shown = words(
        browser(officer).get(reverse("desk:audit_event", kwargs={"programme": programme.slug, "event": event.uuid}))
    )

    assert "Every version of it, newest first" in shown
    assert "Waits for its seal" in shown
    assert "officer" in shown
