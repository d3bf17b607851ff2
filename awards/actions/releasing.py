"""How do a cohort's results become visible, all at one instant, by the hands of two people?

A release is planned by one person and approved by another, who has seen what it holds. Approving fixes the list:
each decided application, its decision and its award. What is decided later is not in it and waits for the next.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from applications.actions import outcome
from applications.enums import State
from applications.models import Application
from assessment.models import Decision
from awards import notifications, permissions, workflow
from awards.actions import certificates
from awards.enums import AwardState
from awards.models import Award, Certificate, Release, ReleaseItem
from awards.selectors import releases
from charter.kit import audit, clock, outbox
from charter.kit.access import Refused
from charter.kit.jinja import moment, plural
from charter.kit.transitions import move
from charter.models import Cohort

# What the applicant's side is told of a result without a level.
NOT_YET = "not_yet"


@transaction.atomic
def plan(cohort: Cohort, *, at: datetime, by: Any) -> Release:
    """Plan the instant ``at`` (aware) at which the cohort's results become visible; another person approves it.

    Refuses an instant that has passed, and a second plan while one is open.
    """
    locked = Cohort.objects.select_for_update(no_key=True).select_related("programme").get(pk=cohort.pk)
    if at <= clock.now():
        raise Refused("Choose a time that has not passed.")
    if releases.open_release(locked) is not None:
        raise Refused("This cohort has a planned release. Cancel it before you plan another.")
    release = Release.objects.create(
        programme=locked.programme, cohort=locked, at=at, proposed_by=by, proposed_at=clock.now()
    )
    audit.record("release:planned", release, by=by, cohort=locked.name, at=moment(at))
    return release


@transaction.atomic
def approve(release: Release, *, by: Any, digest: str | None = None) -> Release:
    """Approve a planned release: its list is fixed, its awards get their dates, their certificates are made.

    ``digest`` is that of the preview the person has seen, when there was one. Refuses the person who planned it
    and anybody who is not a programme lead, an instant that has passed, an empty list, a result that cannot be
    printed or whose award is not made yet, a list that changed since, and one that a conflict hides in part.
    """
    locked = _locked(release)
    permissions.APPROVE_RELEASE.demand(by, locked)
    if locked.at <= clock.now():
        raise Refused("The time of this release has passed. Cancel it and plan another.")
    # From here on no application of the cohort can be decided, withdrawn or changed until this commits.
    held = Application.objects.filter(cohort_id=locked.cohort_id, state=State.DECIDED).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    entries = releases.waiting_entries(locked.cohort, locked.at)
    _refuse_list(locked, entries, by, digest)
    for entry in entries:
        ReleaseItem.objects.create(
            programme_id=locked.programme_id,
            release=locked,
            application=entry.application,
            decision=entry.decision,
            award=entry.award,
        )
        if entry.award is not None:
            _date(entry.award, locked, by)
    locked.approved_by, locked.approved_at = by, clock.now()
    locked.save(update_fields=["approved_by", "approved_at"])
    audit.record("release:approved", locked, by=by, cohort=locked.cohort.name, results=len(entries))
    outbox.enqueue(
        "awards.carry_out_release",
        key=f"release:{locked.pk}",
        by=by,
        programme=locked.programme,
        due=locked.at,
        release_id=locked.pk,
    )
    return locked


def _locked(release: Release) -> Release:
    """The release's row, locked."""
    rows = Release.objects.select_for_update(of=("self",)).select_related("cohort", "programme", "approved_by")
    return rows.get(pk=release.pk)


def _refuse_list(release: Release, entries: list[releases.Entry], by: Any, digest: str | None) -> None:
    """Refuse what may not be approved; see :func:`approve`."""
    if not entries:
        raise Refused("Nothing in this cohort is decided, so there is nothing to release.")
    gaps = [f"{entry.application.reference}: {entry.gap}" for entry in entries if entry.gap]
    if gaps:
        raise Refused(" ".join(gaps))
    if releases.recused_from(by, [entry.application.pk for entry in entries]):
        raise Refused("You have a conflict with a result in this release. Another programme lead has to approve it.")
    if digest is not None and digest != releases.digest_of(entries, release):
        raise Refused("Something changed since you opened this page. Look at the list again, then approve it.")


def _date(award: Award, release: Release, by: Any) -> None:
    """Give a waiting award its dates and owe its certificate."""
    awarded_on, valid_until = releases.dates_of(award, release.at)
    changed = Award.objects.filter(pk=award.pk, state=AwardState.SCHEDULED).update(
        awarded_on=awarded_on, valid_until=valid_until
    )
    if changed != 1:
        raise RuntimeError(f"Dating the award {award.code} changed {changed} rows.")
    outbox.enqueue(
        "awards.render_certificate",
        key=f"certificate:{award.pk}:{release.pk}",
        by=by,
        programme=release.programme,
        award_id=award.pk,
    )


@transaction.atomic
def cancel(release: Release, *, by: Any) -> Release:
    """Cancel a release that has not been carried out: its awards lose their dates and unissued certificates."""
    locked = _locked(release)
    if locked.done_at is not None:
        raise Refused("This release has been carried out. What is public stays public.")
    if locked.cancelled_at is not None:
        return locked
    dated = Award.objects.filter(
        pk__in=locked.items.values("award_id"), state=AwardState.SCHEDULED, awarded_on__isnull=False
    ).order_by("pk")
    ids = list(dated.select_for_update(of=("self",)).values_list("pk", flat=True))
    for certificate in Certificate.objects.filter(award_id__in=ids).select_related("award__programme"):
        certificates.discard(certificate, by=by)
    Award.objects.filter(pk__in=ids).update(awarded_on=None, valid_until=None)
    locked.cancelled_at = clock.now()
    locked.save(update_fields=["cancelled_at"])
    audit.record("release:cancelled", locked, by=by, cohort=locked.cohort.name)
    return locked


@transaction.atomic
def carry_out(release: Release, *, by: Any) -> Release:
    """Make an approved release visible, all of it in this one commit; doing it again changes nothing.

    Waits (:class:`outbox.NotYet`) for its instant and for the last certificate. Only what was approved, and is
    still decided as it was then, is released; an application withdrawn since stays out.
    """
    locked = _locked(release)
    if locked.done_at is not None or locked.cancelled_at is not None or locked.approved_at is None:
        return locked
    if clock.now() < locked.at:
        raise outbox.NotYet(f"The release is planned for {locked.at.isoformat()}.")
    items = _items_still_decided(locked)
    missing = sum(item.award is not None and not hasattr(item.award, "certificate") for item in items)
    if missing:
        raise outbox.NotYet(f"{plural(missing, 'certificate')} still to be made.")
    leads = releases.leads_by_organisation(
        {party.organisation_id for item in items for party in item.application.parties.all()}
    )
    for item in items:
        _make_visible(item, leads, by)
    locked.done_at = clock.now()
    locked.save(update_fields=["done_at"])
    awarded = sum(item.award is not None for item in items)
    audit.record("release:carried-out", locked, by=by, cohort=locked.cohort.name, results=len(items), awards=awarded)
    return locked


def _items_still_decided(release: Release) -> list[ReleaseItem]:
    """The approved items whose application is decided by the very decision that was approved, locked."""
    ids = list(release.items.values_list("application_id", flat=True))
    held = Application.objects.filter(pk__in=ids, state=State.DECIDED).order_by("pk")
    decided = set(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    confirmed = set(
        Decision.objects.filter(application_id__in=decided, confirmed_at__isnull=False).values_list("pk", flat=True)
    )
    rows = release.items.select_related(
        "award__level", "award__programme", "award__certificate", "application__programme", "application__cohort"
    ).prefetch_related("application__parties__organisation__programme", "application__parties__party_services")
    return [item for item in rows if item.application_id in decided and item.decision_id in confirmed]


def _make_visible(item: ReleaseItem, leads: dict[int, list[Any]], by: Any) -> None:
    """One result: the award is active, what it replaces is replaced, the application is released, people know."""
    application, award = item.application, item.award
    outcome.release(application, by=by)
    if award is None:
        outcome.record_outcome(application, level=None, valid_until=None, status=NOT_YET, by=by)
    else:
        award.application = application
        move(award, workflow.ACTIVATE, by=by)
        _supersede(award, by)
        outcome.record_outcome(
            application, level=award.level, valid_until=award.valid_until, status=award.state, by=by
        )
    for party in application.parties.all():
        for lead in leads.get(party.organisation_id, []):
            if award is not None:
                notifications.award_released(award, organisation=party.organisation, to=lead)
            else:
                notifications.not_yet_awarded(application, organisation=party.organisation, to=lead)


def _services(application: Application) -> frozenset[int]:
    """The services an application covers, of all its parties."""
    return frozenset(row.service_id for party in application.parties.all() for row in party.party_services.all())


def _supersede(award: Award, by: Any) -> None:
    """Replace a current award that covers the very same services."""
    services = _services(award.application)
    older = (
        Award.objects.current_on(clock.today())
        .filter(programme_id=award.programme_id, application__parties__party_services__service_id__in=services)
        .exclude(pk=award.pk)
        .distinct()
        .select_related("programme", "level", "application__programme")
        .prefetch_related("application__parties__party_services")
    )
    for row in older:
        if _services(row.application) == services:
            Award.objects.filter(pk=row.pk).update(replaced_by=award)
            move(row, workflow.SUPERSEDE, by=by, replaced_by=award.code)
            outcome.record_outcome(
                row.application, level=row.level, valid_until=row.valid_until, status=row.state, by=by
            )
