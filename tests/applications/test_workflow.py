"""May every state be left by exactly the steps that the product names?"""

from __future__ import annotations

import pytest
from django.db import transaction

from applications import workflow
from applications.enums import State
from applications.models import Application
from charter.kit import clock, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.kit.transitions import Transition, move
from tests import forced

# Written out again from product.md 4 and settled 21, so that a slip in the table is seen.
LEADS = {
    "SELECT": ({"interest", "waitlisted"}, "draft"),
    "WAITLIST": ({"interest"}, "waitlisted"),
    "DECLINE": ({"interest", "waitlisted"}, "declined"),
    "SEND": ({"draft", "returned"}, "sent"),
    "ACCEPT": ({"sent"}, "accepted"),
    "START_ASSESSING": ({"accepted"}, "assessing"),
    "START_MODERATING": ({"assessing"}, "moderating"),
    "PROPOSE": ({"moderating"}, "proposed"),
    "REFUSE_PROPOSAL": ({"proposed"}, "moderating"),
    "CONFIRM": ({"proposed"}, "decided"),
    "RELEASE": ({"decided"}, "released"),
    "WITHDRAW": (
        {
            "interest",
            "waitlisted",
            "draft",
            "sent",
            "returned",
            "accepted",
            "assessing",
            "moderating",
            "proposed",
            "decided",
        },
        "withdrawn",
    ),
    "RETURN": ({"sent"}, "returned"),
    "LAPSE": ({"draft", "returned"}, "lapsed"),
}
# Back from withdrawn, to everything that was before the decision; back from lapsed, where it was written.
RESTORE = "interest waitlisted draft sent returned accepted assessing moderating proposed".split()
REOPEN = "draft returned".split()
FAMILIES = {
    **{f"RESTORE {state}": ({"withdrawn"}, state) for state in RESTORE},
    **{f"REOPEN {state}": ({"lapsed"}, state) for state in REOPEN},
}
STEPS = {**LEADS, **FAMILIES}


def step_named(name):
    family, _, state = name.partition(" ")
    return getattr(workflow, family)[state] if state else getattr(workflow, name)


def test_the_table_names_every_transition():
    declared = {name for name, value in vars(workflow).items() if isinstance(value, Transition)}
    extension = {"PROPOSE_EXTENSION", "GRANT_EXTENSION", "DECLINE_EXTENSION"}

    assert declared == set(LEADS) | extension
    assert {step_named(name) for name in STEPS} == set(workflow.TRANSITIONS)
    assert {getattr(workflow, name) for name in extension} == set(workflow.EXTENSION_TRANSITIONS)


def put_in(application, state):
    forced.put(application, state=state, sent_at=clock.now())


@pytest.fixture(scope="module")
def asked(built, django_db_blocker):
    """One application for every case; each case is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            made = built.interest()
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("state", State.values)
def test_every_state_allows_exactly_its_steps(asked, place, state, name):
    application = Application.objects.get(pk=asked.pk)
    put_in(application, state)
    sources, target = STEPS[name]
    step = step_named(name)
    extra = {"reason": "Full.", "receipt": "X"}

    if state in sources:
        move(application, step, by=place.officer, **extra)
        moved = AuditEvent.objects.filter(target_id=application.pk, verb=step.verb).get()
        assert (moved.detail["before"], moved.detail["after"]) == (state, target)
    else:
        with pytest.raises(Refused, match=step.refusal[:20]):
            move(application, step, by=place.officer, **extra)

    application.refresh_from_db()
    assert application.state == (target if state in sources else state)
