"""ISO-5: does a connection that becomes known in the middle of scoring end everything at the next request?"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from applications.models import Recusal
from assessment.actions import assigning, conflicts, moderation, scoring
from assessment.enums import ReviewState
from assessment.models import Review, Score, Seat
from charter import selectors
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from tests.access import words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.access.test_matrix import quiet, signed_in  # noqa: F401

STAGE = "assessing"


@pytest.fixture
def in_the_middle(world):
    """The assessor has scored one standard when staff learn of the connection; gives (side, house, person)."""
    side, house = world.sides[0], world.sides[0].houses[0]
    application, person = house.applications[STAGE], side.people["assessor"]
    review = Review.objects.get(application=application, assignment__seat__person=person)
    standard = selectors.standards_of(application.framework)[0]
    scoring.save(review, standard=standard, points=2, reason="mk-oak-half", version=0, by=person)
    assert signed_in(person).get(f"/{side.programme.slug}/panel/{application.reference}/").status_code == 200
    conflicts.set_by_staff(application, person=person, by=side.people["officer"])
    return side, house, person


def test_every_address_of_the_application_is_gone(in_the_middle):
    side, house, person = in_the_middle
    routes, found, asked = all_routes(), [], 0
    for row in rows():
        route = routes[row.route]
        if row.stage != STAGE or "reference" not in route.words:
            continue
        path = reverse(row.route, kwargs=words.fill(route, row, side, house))
        for method in row.methods:
            with transaction.atomic():
                response = getattr(signed_in(person), method.lower())(path, words.data(row, side, house))
                transaction.set_rollback(True)
            asked += 1
            if response.status_code != 404:
                found.append(f"{method} {path}: {response.status_code}")

    assert asked >= 8
    assert found == []


def test_no_list_count_or_notice_names_it(in_the_middle):
    side, house, person = in_the_middle
    reference, service = house.applications[STAGE].reference, f"mk-{house.mark}-service {STAGE}"
    for path in ("/start/", f"/{side.programme.slug}/panel/", f"/{side.programme.slug}/"):
        page = signed_in(person).get(path).content.decode()

        assert reference not in page and service not in page, path


def test_what_was_scored_stays_on_record_and_counts_no_more(in_the_middle):
    side, house, person = in_the_middle
    application = house.applications[STAGE]
    review = Review.objects.get(application=application, assignment__seat__person=person)

    assert review.state == ReviewState.VOID
    assert Score.objects.get(review=review).reason == "mk-oak-half"
    assert not Review.objects.counted().filter(pk=review.pk).exists()
    with pytest.raises(Refused):
        scoring.lock(review, by=person)
    with pytest.raises(Refused):
        # Two are left, and one of them would have had the lived experience seat.
        moderation.reveal(application, by=side.people["chair"])
    assert AuditEvent.objects.filter(verb="conflict:set", programme_id=side.programme.pk).exists()


def test_they_cannot_be_asked_again(in_the_middle):
    side, house, person = in_the_middle
    seat = Seat.objects.get(cohort=side.cohort, person=person)

    with pytest.raises(Refused) as refused:
        assigning.assign(house.applications[STAGE], seat=seat, by=side.people["officer"])

    assert refused.value.sentence
    assert Recusal.objects.filter(person=person, lifted_at__isnull=True).exists()
