"""Who asks for a place, and what may an organisation ask for?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from applications.enums import ENDED, State
from applications.models import (
    Application,
    ApplicationParty,
    PartyInvitation,
    PartyService,
    WithdrawalRequest,
)
from charter import standing
from charter.enums import OrganisationState
from charter.kit.tenancy import Hat
from charter.models import Cohort, Organisation, Programme, Service


def waiting_interests(person: Any, programme: Programme) -> QuerySet[Application]:
    """Expressions of interest that are not answered and those on the waiting list, oldest first.

    ``visible_to`` leaves out those that a conflict hides from this person.
    """
    return (
        Application.objects.visible_to(person, programme, Hat.STAFF)
        .filter(state__in=[State.INTEREST, State.WAITLISTED])
        .for_pages()
        .order_by("began_at", "pk")
    )


def free_services(organisation: Organisation, cohorts: list[Cohort]) -> list[Service]:
    """The organisation's services that could still join at least one of ``cohorts``. Two queries."""
    taken: dict[int, set[int]] = {}
    held = PartyService.objects.filter(party__application__cohort__in=cohorts, party__organisation=organisation)
    held = held.exclude(party__application__state__in=ENDED)
    for service_id, cohort_id in held.values_list("service_id", "party__application__cohort_id"):
        taken.setdefault(service_id, set()).add(cohort_id)
    rows = Service.objects.filter(organisation=organisation, ended_at__isnull=True).order_by("name")
    return [row for row in rows if len(taken.get(row.pk, set())) < len(cohorts)]


def applications_of(organisation: Organisation) -> QuerySet[Application]:
    """Every application the organisation stands behind, newest first."""
    parties = ApplicationParty.objects.filter(organisation=organisation)
    return (
        Application.objects.filter(pk__in=parties.values("application_id"))
        .without_veiled()
        .for_pages()
        .order_by("-began_at", "-pk")
    )


def partners_possible(application: Application) -> list[Organisation]:
    """The programme's approved organisations that are not parties yet, by name."""
    parties = application.parties.values("organisation_id")
    rows = Organisation.objects.filter(programme_id=application.programme_id, state=OrganisationState.APPROVED)
    return list(rows.exclude(pk__in=parties).order_by("name"))


def partners_invited(application: Application) -> list[PartyInvitation]:
    """Invitations of partners to an application that were neither used nor taken back, newest first."""
    rows = PartyInvitation.objects.filter(application=application, used_at__isnull=True, revoked_at__isnull=True)
    return list(rows.order_by("-pk"))


@dataclass(frozen=True)
class WithdrawalWishes:
    """Which parties of a joint application have asked to withdraw, and whether the reader's own all have."""

    asked: list[Organisation]
    waiting: list[Organisation]
    own_asked: bool


def withdrawal_wishes(application: Application, person: Any) -> WithdrawalWishes:
    """Who has asked and who has not; one party alone is never asked about."""
    ids = set(WithdrawalRequest.objects.filter(application=application).values_list("organisation_id", flat=True))
    parties = [party.organisation for party in application.parties.all()]
    own = standing.of(person).organisation_ids(application.programme_id)
    return WithdrawalWishes(
        asked=[row for row in parties if row.pk in ids],
        waiting=[row for row in parties if row.pk not in ids],
        own_asked=all(row.pk in ids for row in parties if row.pk in own),
    )
