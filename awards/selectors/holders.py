"""What does an organisation hold, and what do staff read about one award?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from applications.enums import State
from applications.models import Application
from awards.enums import AwardState
from awards.models import Award, Certificate, Revocation
from awards.selectors import levels
from awards.selectors.register import Row, rows_of
from charter.kit import audit
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.kit.tenancy import Hat
from charter.models import Level, Organisation, Programme


@dataclass(frozen=True)
class OrganisationAwards:
    """An organisation's released awards, newest first, and its results without a level."""

    rows: list[Row]
    not_yet: list[Application]


def awards_of(organisation: Organisation, person: Any) -> OrganisationAwards:
    """What the organisation's awards page shows ``person``. A fixed number of queries."""
    programme = organisation.programme
    awards = list(
        Award.objects.visible_to(person, programme, Hat.APPLICANT)
        .filter(application__parties__organisation=organisation)
        .select_related("level", "certificate", "replaced_by", "application")
        .order_by("-awarded_on", "serial")
    )
    frameworks = {award.level.framework_id for award in awards}
    places = levels.places(Level.objects.filter(framework_id__in=frameworks)) if frameworks else {}
    not_yet = (
        Application.objects.visible_to(person, programme, Hat.APPLICANT)
        .filter(parties__organisation=organisation, state=State.RELEASED)
        .filter(~Exists(Award.objects.filter(application=OuterRef("pk"))))
        .select_related("cohort")
    )
    return OrganisationAwards(rows_of(awards, places), list(not_yet))


def certificate_of(award: Award) -> Certificate:
    """The certificate to give out for a released or waiting award.

    Refuses one that is not made yet, and that of a revoked award, which is given out no more.
    """
    if award.state == AwardState.REVOKED:
        raise Refused("This award has been revoked, so its certificate is no longer given out.")
    certificate = getattr(award, "certificate", None)
    if certificate is None:
        raise Refused("The certificate is not made yet. Look again in a few minutes.")
    return certificate


@dataclass(frozen=True)
class AwardHistory:
    """What staff read about one award: its level's place, the open proposal to revoke it, and what happened."""

    place: int
    proposal: Revocation | None
    events: list[dict[str, Any]]


def history_of(award: Award) -> AwardHistory:
    """The award's own audit events, newest first, as entries for a timeline."""
    rows = AuditEvent.objects.filter(target_type=award._meta.label, target_id=award.pk)
    proposal = Revocation.objects.filter(award=award, approved_at__isnull=True).select_related("proposed_by").first()
    return AwardHistory(
        levels.place_of(award.level)[0],
        proposal,
        [{"title": audit.sentence(row), "when": row.at} for row in rows],
    )


def proposed_revocations(programme: Programme) -> list[Revocation]:
    """Every open proposal to revoke an award of the programme, oldest first, with its award; one query.

    Only a released award can be revoked, so that nothing here is under embargo.
    """
    rows = Revocation.objects.filter(programme=programme, approved_at__isnull=True)
    return list(rows.select_related("award", "proposed_by").order_by("proposed_at", "pk"))
