"""How does an organisation ask for a place in a cohort, and how is it answered?"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from applications import notifications, workflow
from applications.enums import ENDED, State
from applications.models import Application, ApplicationParty, PartyService
from charter.actions import organisations, programmes
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.transitions import move
from charter.models import Cohort, Organisation, Service


@transaction.atomic
def express(cohort: Cohort, *, organisation: Organisation, services: list[Service], by: Any) -> Application:
    """Ask for a place in ``cohort`` for one or more of the organisation's services; makes the application.

    Refuses an organisation that is not approved, a cohort that is not open, no service or another organisation's,
    one that has ended, and a service that is in a live application of this cohort already.
    """
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    organisations.demand_approved(locked)
    instant = clock.now()
    if cohort.programme_id != locked.programme_id or cohort.opened_at is None or instant >= cohort.closes_at:
        raise Refused("This cohort does not take expressions of interest now.")
    check_services(locked, services, cohort)
    number = programmes.next_number(locked.programme, "application")
    application = Application.objects.create(
        programme_id=locked.programme_id,
        organisation=locked,
        reference=f"{locked.programme.prefix}-{number:04d}",
        cohort=cohort,
        framework_id=cohort.framework_id,
        state=State.INTEREST,
        state_at=instant,
        began_at=instant,
    )
    add_party(application, organisation=locked, services=services, position=0)
    audit.record("application:interest-expressed", application, by=by, cohort=cohort.name)
    return application


def check_services(organisation: Organisation, services: list[Service], cohort: Cohort) -> None:
    """Refuse no service, another organisation's, one that has ended, and one that is in this cohort already."""
    if not services:
        raise Refused("Select at least one service.")
    if any(service.organisation_id != organisation.pk for service in services):
        raise Refused("Select services of this organisation.")
    ended = Service.objects.filter(pk__in=[row.pk for row in services], ended_at__isnull=False).first()
    if ended is not None:
        raise Refused(f"{ended.name} has ended. Let it take part again on the page of your details first.")
    _refuse_taken(PartyService.objects.filter(service__in=services, party__application__cohort=cohort))


def demand_free(application: Application) -> None:
    """Refuse when one of its services is in another live application of the cohort by now."""
    services = PartyService.objects.filter(party__application=application).values("service")
    others = PartyService.objects.filter(service__in=services, party__application__cohort=application.cohort_id)
    _refuse_taken(others.exclude(party__application=application))


def _refuse_taken(rows: QuerySet[PartyService]) -> None:
    """Refuse when one of these stands in a live application."""
    live = rows.exclude(party__application__state__in=ENDED)
    taken = live.select_related("service", "party__application").first()
    if taken is not None:
        raise Refused(f"{taken.service.name} is in {taken.party.application.reference} already.")


def add_party(
    application: Application, *, organisation: Organisation, services: list[Service], position: int
) -> ApplicationParty:
    """Write a party and its services; the caller has locked and checked."""
    party = ApplicationParty.objects.create(
        programme_id=application.programme_id,
        application=application,
        organisation=organisation,
        position=position,
    )
    PartyService.objects.bulk_create(
        PartyService(programme_id=application.programme_id, party=party, service=service) for service in services
    )
    return party


@transaction.atomic
def select(application: Application, *, by: Any) -> Application:
    """Give the application its place: it becomes a draft; the lead organisation and who signs for it are told."""
    move(application, workflow.SELECT, by=by)
    notifications.selected(application)
    notifications.values_to_sign(application, application.organisation)
    return application


@transaction.atomic
def waitlist(application: Application, *, by: Any) -> Application:
    """Put an expression of interest on the waiting list and tell the lead organisation."""
    move(application, workflow.WAITLIST, by=by)
    notifications.waitlisted(application)
    return application


@transaction.atomic
def decline(application: Application, *, reason: str, by: Any) -> Application:
    """Decline an expression of interest; the reason goes to the lead organisation as it is written.

    Refuses without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Enter a reason. The organisation will read it.")
    move(application, workflow.DECLINE, by=by, reason=reason)
    notifications.declined(application, reason)
    return application
