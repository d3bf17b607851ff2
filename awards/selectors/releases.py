"""What would a release of a cohort make visible, and how far is it?"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from applications.enums import State
from applications.models import Application, Recusal
from assessment.models import Decision
from awards import certificate_content, validity
from awards.enums import PUBLIC
from awards.models import Award, Release, ReleaseItem
from awards.selectors import levels
from charter.enums import Role
from charter.kit import clock, tenancy
from charter.models import Cohort, Level, Membership, Person, Programme


@dataclass(frozen=True)
class Entry:
    """One decided application: its decision, its award when there is a level, and what still stands in the way."""

    application: Application
    decision: Decision
    award: Award | None
    place: int = 0
    gap: str = ""

    @property
    def level(self) -> Level | None:
        """The level that will be told, or None for "not yet awarded"."""
        return self.decision.level

    @property
    def parties(self) -> list[str]:
        """The organisations behind the application, in their order."""
        return [party.organisation.name for party in self.application.parties.all()]


def waiting_entries(cohort: Cohort, at: datetime) -> list[Entry]:
    """Every decided application of the cohort that is not released, by reference, each with its gap if any.

    ``at`` is the instant of the release: the awards would begin on its day in London.
    """
    applications = list(Application.objects.filter(cohort=cohort, state=State.DECIDED).for_pages())
    return _entries(applications, at)


def _entries(applications: list[Application], at: datetime) -> list[Entry]:
    """Applications with their confirmed decisions and awards; asks a fixed number of questions."""
    ids = [application.pk for application in applications]
    confirmed = Decision.objects.filter(application_id__in=ids, confirmed_at__isnull=False)
    decisions = {row.application_id: row for row in confirmed.select_related("level")}
    rows = (
        Award.objects.filter(application_id__in=ids)
        .select_related("level", "programme", "application__framework", "certificate")
        .defer("application__framework__document")
    )
    awards = {row.application_id: row for row in rows}
    frameworks = {application.framework_id for application in applications}
    places = levels.places(Level.objects.filter(framework_id__in=frameworks))
    entries = []
    for application in applications:
        decision, award = decisions[application.pk], awards.get(application.pk)
        place = places[decision.level_id] if decision.level_id else (0, 0)
        entries.append(Entry(application, decision, award, place[0], _gap(decision, award, place, at)))
    return entries


def _gap(decision: Decision, award: Award | None, place: tuple[int, int], at: datetime) -> str:
    """Why this result cannot be approved yet; empty when it can."""
    if decision.level is None:
        return ""
    if award is None:
        return "The award is still being prepared. Look again in a minute."
    if award.awarded_on is None:
        award.awarded_on, award.valid_until = dates_of(award, at)
    try:
        certificate_content.content_of(award, place)
    except ValueError as fault:
        return str(fault)
    return ""


def dates_of(award: Award, at: datetime) -> tuple[date, date]:
    """(awarded on, last day) of an award released at ``at``: the day in London, and the level's months."""
    awarded_on = at.astimezone(clock.LONDON).date()
    return awarded_on, validity.last_day(awarded_on, award.level.valid_months)


def digest_of(entries: list[Entry], release: Release) -> str:
    """A short name for exactly these results at exactly this instant: what is approved is what was seen."""
    rows = [[e.application.pk, e.decision.pk, e.award.pk if e.award else None] for e in entries]
    told = json.dumps([release.pk, release.at.isoformat(), rows])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def open_release(cohort: Cohort) -> Release | None:
    """The cohort's release that is planned or approved and neither done nor cancelled."""
    return (
        Release.objects.filter(cohort=cohort, done_at__isnull=True, cancelled_at__isnull=True)
        .select_related("cohort", "programme", "proposed_by", "approved_by")
        .first()
    )


@dataclass(frozen=True)
class Preview:
    """What one person may read of a release: its results, who will be told, and how far it is.

    ``hidden`` counts results that a conflict hides from this person; somebody else has to approve then.
    """

    release: Release
    entries: list[Entry]
    hidden: int
    digest: str
    recipients: dict[int, list[str]] = field(default_factory=dict)

    @property
    def to_make(self) -> int:
        """How many certificates the release needs."""
        return sum(entry.award is not None for entry in self.entries)

    @property
    def made(self) -> int:
        """How many of them stand."""
        return sum(entry.award is not None and hasattr(entry.award, "certificate") for entry in self.entries)

    @property
    def gaps(self) -> list[str]:
        """What stands in the way of approval, one sentence each."""
        return [f"{entry.application.reference}: {entry.gap}" for entry in self.entries if entry.gap]


def preview(release: Release, person: Any) -> Preview:
    """What approving ``release`` would make visible, or what an approved one holds, as ``person`` may read it."""
    with tenancy.as_system("a release is read whole, and what a conflict hides is left out of what is shown"):
        entries = released_entries(release) if release.approved_at else waiting_entries(release.cohort, release.at)
    recused = recused_from(person, [entry.application.pk for entry in entries])
    seen = [entry for entry in entries if entry.application.pk not in recused]
    return Preview(release, seen, len(entries) - len(seen), digest_of(entries, release), _recipients(seen))


def released_entries(release: Release) -> list[Entry]:
    """The results that were fixed when the release was approved."""
    items = ReleaseItem.objects.filter(release=release).values("application_id")
    return _entries(list(Application.objects.filter(pk__in=items).for_pages()), release.at)


def recused_from(person: Any, application_ids: list[int]) -> set[int]:
    """Which of these applications a conflict hides from ``person``."""
    rows = Recusal.objects.filter(application_id__in=application_ids, person=person, lifted_at__isnull=True)
    return set(rows.values_list("application_id", flat=True))


def leads_by_organisation(organisation_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Organisation id → its applicant leads who may sign in. One query."""
    held = Membership.objects.with_role(Role.ORGANISATION_LEAD).filter(
        organisation_id__in=list(organisation_ids), person__is_active=True
    )
    leads: dict[int, list[Person]] = {}
    for membership in held.select_related("person").order_by("person_id"):
        if membership.organisation_id is not None:
            leads.setdefault(membership.organisation_id, []).append(membership.person)
    return leads


def _recipients(entries: list[Entry]) -> dict[int, list[str]]:
    """Names of the people who will get a message, by application id."""
    organisations = {party.organisation_id for entry in entries for party in entry.application.parties.all()}
    leads = leads_by_organisation(organisations)
    return {
        entry.application.pk: list(
            dict.fromkeys(
                str(person)
                for party in entry.application.parties.all()
                for person in leads.get(party.organisation_id, [])
            )
        )
        for entry in entries
    }


@dataclass(frozen=True)
class PastRelease:
    """A release that was carried out, with the awards it made visible."""

    release: Release
    awards: list[Award]


@dataclass(frozen=True)
class CohortRow:
    """A cohort on the releases page: results that wait, its open release, and its past ones."""

    cohort: Cohort
    waiting: int
    release: Release | None
    past: list[PastRelease]


def cohorts_with_releases(programme: Programme, person: Any) -> list[CohortRow]:
    """Every cohort of the programme with its releases; asks a fixed number of questions."""
    decided = Application.objects.filter(programme=programme, state=State.DECIDED).without_recusal(person)
    waiting = Counter(decided.values_list("cohort_id", flat=True))
    releases = list(
        Release.objects.filter(programme=programme, cancelled_at__isnull=True).select_related(
            "proposed_by", "approved_by"
        )
    )
    shown = ReleaseItem.objects.filter(release__in=[row.pk for row in releases if row.done_at])
    awards: dict[int, list[Award]] = {}
    for item in shown.filter(award__state__in=PUBLIC).select_related("award").order_by("award__search_text"):
        if item.award is not None:
            awards.setdefault(item.release_id, []).append(item.award)
    return [
        CohortRow(
            cohort,
            waiting[cohort.pk],
            next((row for row in releases if row.cohort_id == cohort.pk and row.done_at is None), None),
            [
                PastRelease(row, awards.get(row.pk, []))
                for row in releases
                if row.cohort_id == cohort.pk and row.done_at is not None
            ],
        )
        for cohort in Cohort.objects.filter(programme=programme)
    ]
