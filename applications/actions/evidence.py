"""How is a file or a link added under a standard, taken away, and opened by somebody who is not a party?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum

from applications import permissions
from applications.actions import answers, scanning
from applications.enums import Arrival, EvidenceKind, ScanState
from applications.models import Application, Evidence, EvidenceUse
from applications.selectors import gates
from charter import standing
from charter.kit import arrival as arriving
from charter.kit import audit, clock, files
from charter.kit.access import Refused
from charter.kit.arrival import Arrived
from charter.models import Standard
from charter.roles import roles_with

AREA = "evidence"
MOST_FILES = 200
MOST_BYTES = 1024**3
# An upload that began before the deadline may end after it, but one that takes longer is refused.
LONGEST_UPLOAD = timedelta(hours=1)


@transaction.atomic
def add_file(
    application: Application, *, standard: Standard, upload: File, came: Arrived | None = None, by: Any
) -> Evidence:
    """Keep one uploaded file under ``standard``; its kind is judged by its content (``charter.kit.files``).

    ``came`` is when it arrived; now where nobody says. A file whose upload began while the standard was open and
    ended when it no longer was, within an hour, is kept as late and is not part of what is sent. Refuses one that
    began later, a file that may not be kept, the same bytes twice under one standard, and more than 200 files or
    1 GB an application. A refused file leaves no bytes behind.
    """
    accepted = files.accept(upload)
    name = files.store(accepted.content, area=AREA, sha256=accepted.sha256, suffix=accepted.extension)
    try:
        locked, arrival = _arriving(application, standard, accepted.original_name, came or arriving.now())
        _refuse_too_much(locked, standard, accepted)
        evidence = Evidence.objects.create(
            programme_id=locked.programme_id,
            organisation_id=writing_for(locked, by),
            kind=EvidenceKind.FILE,
            title=accepted.original_name,
            storage_name=name,
            content_type=accepted.content_type,
            size=accepted.size,
            sha256=accepted.sha256,
            scan_state=scanning.state_of_new(),
            added_by=by,
            added_at=clock.now(),
        )
        verb = "evidence:kept-late" if arrival == Arrival.LATE else "evidence:added"
        show(evidence, locked, standard, by=by, arrival=arrival, verb=verb)
        if evidence.scan_state == ScanState.PENDING:
            scanning.owe(evidence)
    except BaseException:
        files.remove(name)
        raise
    return evidence


@transaction.atomic
def add_link(application: Application, *, standard: Standard, title: str, url: str, by: Any) -> Evidence:
    """Show a web address under ``standard``; ``url`` is absolute http or https, checked by the form.

    Refuses the same address twice under one standard and an application that is not open for writing.
    """
    locked = open_for_writing(application, standard)
    if not url.startswith(("https://", "http://")):
        raise Refused("Enter a web address that starts with https://.")
    if EvidenceUse.objects.filter(application=locked, standard=standard, evidence__url=url).exists():
        raise Refused("You have added this link already.")
    evidence = Evidence.objects.create(
        programme_id=locked.programme_id,
        organisation_id=writing_for(locked, by),
        kind=EvidenceKind.LINK,
        title=" ".join(title.split()) or url[:200],
        url=url,
        added_by=by,
        added_at=clock.now(),
    )
    show(evidence, locked, standard, by=by)
    return evidence


def open_for_writing(application: Application, standard: Standard) -> Application:
    """The locked application when evidence may be added now."""
    locked = answers.lock(application)
    if standard.framework_id != locked.framework_id:
        raise Refused("This standard is not part of this application.")
    gates.demand_open(locked, standard)
    return locked


def _arriving(application: Application, standard: Standard, name: str, came: Arrived) -> tuple[Application, Arrival]:
    """The locked application, and whether a file that came then is in time or late.

    In time is what had wholly arrived while the standard was open. Late is what was on its way when the deadline
    passed, or when somebody sent the application. Anything else is refused, with the file's name.
    """
    locked = answers.lock(application)
    opened = gates.standard_is_open(locked, standard)
    if opened and not locked.deadline.has_passed(came.ended):
        return locked, Arrival.IN_TIME
    if gates.was_open(locked, standard, came.began) and came.took <= LONGEST_UPLOAD:
        return locked, Arrival.LATE
    raise Refused(f"{name} is not added. {opened.reason or gates.closed_sentence(locked)}")


def _refuse_too_much(application: Application, standard: Standard, accepted: files.Accepted) -> None:
    """Hold the bounds of one application, and keep one file from being added twice under one standard."""
    uses = EvidenceUse.objects.filter(application=application, evidence__kind=EvidenceKind.FILE)
    if uses.filter(standard=standard, evidence__sha256=accepted.sha256).exists():
        raise Refused(f"{accepted.original_name} is here already.")
    refuse_more(application, accepted.original_name, accepted.size)


def refuse_more(application: Application, title: str, size: int) -> None:
    """Refuse one more file of ``size`` bytes than an application may hold; one under two standards counts once."""
    held = Evidence.objects.filter(
        Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"), application=application)), kind=EvidenceKind.FILE
    ).aggregate(files=Count("pk"), total=Sum("size"))
    if held["files"] >= MOST_FILES:
        raise Refused(f"This application has {MOST_FILES} files. Remove one before you add another.")
    if (held["total"] or 0) + size > MOST_BYTES:
        raise Refused(f"{title} does not fit: an application holds at most 1GB of files.")


def writing_for(application: Application, person: Any) -> int:
    """The id of the party whose writer ``person`` is, the lead organisation first."""
    bring = set(roles_with("applications.add_evidence"))
    worn = standing.of(person)
    for organisation_id in permissions.party_ids(application):
        if worn.in_organisation(organisation_id) & bring:
            return organisation_id
    raise Refused("Only somebody who writes for one of the parties can add evidence.")


def show(
    evidence: Evidence,
    application: Application,
    standard: Standard,
    *,
    by: Any,
    arrival: Arrival = Arrival.IN_TIME,
    verb: str = "evidence:added",
) -> EvidenceUse:
    """Show the evidence under the standard and record it; the caller has judged whether it may be shown."""
    use = EvidenceUse.objects.create(
        programme_id=application.programme_id,
        organisation_id=evidence.organisation_id,
        evidence=evidence,
        application=application,
        standard=standard,
        added_at=clock.now(),
        arrival=arrival,
    )
    if evidence.removed_at is not None:
        evidence.removed_at = None
        evidence.save(update_fields=["removed_at"])
    audit.record(verb, evidence, by=by, standard=standard.code, application=application.reference)
    return use


def demand_writer(evidence: Evidence, *, by: Any, what: str) -> None:
    """Refuse somebody who does not write for the organisation whose evidence it is."""
    if not standing.of(by).in_organisation(evidence.organisation_id) & set(roles_with("applications.add_evidence")):
        raise Refused(f"{evidence.title} belongs to {evidence.organisation.name}. Ask them to {what} it.")


@transaction.atomic
def remove(use: EvidenceUse, *, by: Any) -> Evidence:
    """Take evidence away from a standard; its bytes stay where a snapshot may name them.

    Refuses evidence of a party for which ``by`` does not write, what staff attached, and an application that is
    not open.
    """
    locked = open_for_writing(use.application, use.standard)
    evidence = use.evidence
    demand_writer(evidence, by=by, what="remove")
    if use.arrival == Arrival.ATTACHED:
        raise Refused(f"{evidence.title} was attached by the programme’s staff. Ask them about it.")
    deleted, _ = EvidenceUse.objects.filter(pk=use.pk).delete()
    if not deleted:
        return evidence
    if not EvidenceUse.objects.filter(evidence=evidence).exists():
        evidence.removed_at = clock.now()
        evidence.save(update_fields=["removed_at"])
    audit.record("evidence:removed", evidence, by=by, standard=use.standard.code, application=locked.reference)
    return evidence


@transaction.atomic
def record_opening(evidence: Evidence, *, application: Application, by: Any) -> None:
    """Record that somebody of the panel or of the staff opened a file of an application."""
    audit.record("evidence:opened", evidence, by=by, application=application.reference, title=evidence.title)
