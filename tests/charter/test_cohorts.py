"""When may a cohort be set up, and when may it open?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from charter import selectors
from charter.actions import cohorts
from charter.enums import Role
from charter.kit import clock
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.models import Cohort
from tests.charter import makers

DATES = ("evidence_opens_at", "closes_at", "scores_due_at", "decisions_by")


@pytest.mark.parametrize(("early", "late"), [(0, 1), (1, 2), (2, 3)], ids=["opens", "closes", "scores"])
def test_create_refuses_dates_out_of_order(programme, framework, early, late):
    day = clock.now()
    dates = {name: day + timedelta(days=number) for number, name in enumerate(DATES)}
    dates[DATES[early]], dates[DATES[late]] = dates[DATES[late]], dates[DATES[early]]

    with pytest.raises(Refused, match="in order"):
        makers.make_cohort(programme, framework, **dates)


def test_dates_out_of_order_are_refused_by_the_database_too(programme, framework):
    cohort = makers.make_cohort(programme, framework)

    with pytest.raises(IntegrityError, match="charter_cohort_dates_in_order"), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(closes_at=cohort.evidence_opens_at)


def test_create_refuses_an_address_that_is_taken(programme, framework):
    makers.make_cohort(programme, framework, "Spring")

    with pytest.raises(Refused, match="has a cohort with this address"):
        makers.make_cohort(programme, framework, "Spring")


def test_readiness_lists_everything_that_is_missing(programme):
    cohort = makers.make_cohort(programme, makers.make_framework(programme, published=False))

    with clock.at(cohort.closes_at):
        gaps = cohorts.readiness(cohort)

    assert gaps == [
        "Publish the framework.",
        "Name a programme officer.",
        "Choose a closing date that has not passed.",
    ]


def test_open_refuses_with_what_is_missing(programme, framework):
    cohort = makers.make_cohort(programme, framework)

    with pytest.raises(Refused, match=r"Name a programme officer\."):
        cohorts.open_for_interest(cohort, by=makers.make_staff(programme))

    assert list(selectors.open_cohorts(programme)) == []


def test_open_opens_once(programme, framework):
    lead = makers.make_staff(programme)
    makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    cohort = makers.make_cohort(programme, framework)

    opened = cohorts.open_for_interest(cohort, by=lead)
    with clock.at(clock.now() + timedelta(days=1)):
        again = cohorts.open_for_interest(cohort, by=lead)

    assert opened.opened_at == again.opened_at == clock.now()
    assert list(selectors.open_cohorts(programme)) == [cohort]
    assert AuditEvent.objects.filter(verb="cohort:opened").count() == 1


def test_open_cohorts_leaves_out_those_that_are_closed(programme, framework):
    lead = makers.make_staff(programme)
    makers.make_staff(programme, Role.OFFICER, "Hamza Officer")
    cohort = cohorts.open_for_interest(makers.make_cohort(programme, framework), by=lead)

    with clock.at(cohort.closes_at):
        assert list(selectors.open_cohorts(programme)) == []
