"""How is more time asked for, granted to one application alone, and declined?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from applications import notifications, workflow
from applications.actions import answers, interest
from applications.enums import WRITABLE, ExtensionState, State
from applications.models import Application, Extension
from charter import standing
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.jinja import moment
from charter.kit.transitions import allows, move
from charter.models import Organisation
from charter.roles import roles_with

LONGEST = 2000
OPEN = (ExtensionState.ASKED, ExtensionState.PROPOSED)
MAY_ASK = frozenset({*WRITABLE, State.LAPSED})


def can_get(application: Application) -> bool:
    """Whether more time would change anything: it is being written or lapsed, and scores are not due yet."""
    return application.state in MAY_ASK and clock.now() < application.cohort.scores_due_at


@transaction.atomic
def ask(application: Application, *, reason: str, by: Any) -> Extension:
    """Ask for more time; every officer is told. No personal detail is needed as a reason.

    Refuses no reason, somebody who leads none of the parties, a second request while one is open, and an
    application that is not being written and did not lapse, or whose panel's scores are due by now.
    """
    locked = answers.lock(application)
    if not can_get(locked):
        raise Refused("This application can no longer get more time.")
    words = reason.strip()
    if not words:
        raise Refused("Write a reason. One sentence is enough, without personal details.")
    if Extension.objects.filter(application=locked, state__in=OPEN).exists():
        raise Refused("You have asked for more time already. We answer by email.")
    extension = Extension.objects.create(
        programme_id=locked.programme_id,
        organisation=_asks_for(locked, by),
        application=locked,
        state_at=clock.now(),
        reason=words[:LONGEST],
        asked_by=by,
        asked_at=clock.now(),
    )
    audit.record("extension:asked", extension, by=by, application=locked.reference)
    with tenancy.as_system("asking for more time makes work for staff"):
        notifications.extension_asked(locked, extension)
    return extension


def _asks_for(application: Application, person: Any) -> Organisation:
    """The party that the person leads, the lead organisation first."""
    bring = set(roles_with("applications.ask_extension"))
    worn = standing.of(person)
    for party in application.parties.all():
        if worn.in_organisation(party.organisation_id) & bring:
            return party.organisation
    raise Refused("Only an applicant lead can do this.")


def needs_second(application: Application) -> bool:
    """Whether more time takes two people: the deadline, grace included, has passed (security.md T5)."""
    return application.state == State.LAPSED or application.deadline.has_passed(clock.now())


@transaction.atomic
def grant(extension: Extension, *, until: datetime, by: Any) -> Extension:
    """Give this application, and no other, time until ``until`` (UTC); its parties are told.

    While the deadline has not passed one officer grants it. After that this is a proposal, and :func:`confirm`
    by another person grants it. Refuses an instant that has passed, is not later than the deadline there is,
    or comes after scores are due, and a request that was answered already.
    """
    locked, application = _lock(extension)
    if not allows(workflow.PROPOSE_EXTENSION, locked.state):
        raise Refused(workflow.PROPOSE_EXTENSION.refusal)
    _check_until(application, until)
    locked.until = until
    if needs_second(application):
        locked.proposed_by = by
        locked.save(update_fields=["until", "proposed_by"])
        move(locked, workflow.PROPOSE_EXTENSION, by=by, application=application.reference, until=moment(until))
        notifications.extension_waits(application, locked, by)
        return locked
    return _grant(locked, application, by)


@transaction.atomic
def confirm(extension: Extension, *, by: Any) -> Extension:
    """Confirm, as another person, what was proposed after the deadline; what had lapsed is open again.

    Refuses the person who proposed it, a proposal whose instant has passed by now, and a request that does
    not wait for a second person.
    """
    locked, application = _lock(extension)
    if locked.state != ExtensionState.PROPOSED or locked.until is None:
        raise Refused("This request does not wait for a second person.")
    if locked.proposed_by_id == by.pk:
        raise Refused("You proposed this. Another person of the team confirms it.")
    _check_until(application, locked.until)
    return _grant(locked, application, by)


@transaction.atomic
def decline(extension: Extension, *, reason: str, by: Any) -> Extension:
    """Decline the request; its party reads the reason as it is written. Refuses without one."""
    locked, application = _lock(extension)
    words = reason.strip()
    if not words:
        raise Refused("Enter a reason. The organisation will read it.")
    # First the state: what is proposed or granted has an instant, and what was answered already is refused here.
    move(locked, workflow.DECLINE_EXTENSION, by=by, application=application.reference, reason=words[:LONGEST])
    locked.answer, locked.answered_by, locked.until = words[:LONGEST], by, None
    locked.save(update_fields=["answer", "answered_by", "until"])
    notifications.extension_declined(application, locked)
    return locked


def _lock(extension: Extension) -> tuple[Extension, Application]:
    """The application and then the request, locked in the one order that everything here uses."""
    application = answers.lock(Application.objects.get(pk=extension.application_id))
    return Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk), application


def _check_until(application: Application, until: datetime) -> None:
    """Refuse an instant that gives no time, or takes the panel's."""
    if application.state not in MAY_ASK:
        raise Refused("This application is not being written, so more time would change nothing.")
    if until <= clock.now():
        raise Refused("Choose a date that has not passed.")
    if until <= application.deadline.at:
        raise Refused(f"Its deadline is {moment(application.deadline.at)} already. Choose a later date.")
    if until >= application.cohort.scores_due_at:
        raise Refused(
            f"The panel’s scores are due on {moment(application.cohort.scores_due_at)}. Choose an earlier date."
        )


def _grant(extension: Extension, application: Application, by: Any) -> Extension:
    """Set the deadline of this one application, open it where it had lapsed, and tell its parties."""
    before = application.deadline.at
    extension.answered_by = by
    extension.save(update_fields=["until", "answered_by"])
    application.due_at = extension.until
    application.save(update_fields=["due_at"])
    told = {"application": application.reference, "until": moment(extension.until), "was": moment(before)}
    move(extension, workflow.GRANT_EXTENSION, by=by, **told)
    if application.state == State.LAPSED:
        interest.demand_free(application)
        back = State.RETURNED if application.sent_at is not None else State.DRAFT
        move(application, workflow.REOPEN[back], by=by)
    notifications.extension_granted(application, extension)
    return extension
