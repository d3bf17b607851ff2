"""How is a file or a link added under a standard, taken away, and opened by somebody who is not a party?"""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from applications import permissions
from applications.actions import answers
from applications.enums import EvidenceKind
from applications.models import Application, Evidence, EvidenceUse
from applications.selectors import gates
from charter import standing
from charter.kit import audit, clock, files
from charter.kit.access import Refused
from charter.models import Standard
from charter.roles import roles_with

AREA = "evidence"
MOST_FILES = 200
MOST_BYTES = 1024**3


@transaction.atomic
def add_file(application: Application, *, standard: Standard, upload: File, by: Any) -> Evidence:
    """Keep one uploaded file under ``standard``; its kind is judged by its content (``charter.kit.files``).

    Refuses a file that may not be kept, the same bytes twice under one standard, more than 200 files or 1 GB
    an application, and an application that is not open for writing. A refused file leaves no bytes behind.
    """
    accepted = files.accept(upload)
    name = files.store(upload, area=AREA, sha256=accepted.sha256, suffix=accepted.extension)
    try:
        locked = _open_for_writing(application, standard)
        _refuse_too_much(locked, standard, accepted)
        evidence = Evidence.objects.create(
            programme_id=locked.programme_id,
            organisation_id=_writing_for(locked, by),
            kind=EvidenceKind.FILE,
            title=accepted.original_name,
            storage_name=name,
            content_type=accepted.content_type,
            size=accepted.size,
            sha256=accepted.sha256,
            added_by=by,
            added_at=clock.now(),
        )
        _use(evidence, locked, standard, by)
    except BaseException:
        files.remove(name)
        raise
    return evidence


@transaction.atomic
def add_link(application: Application, *, standard: Standard, title: str, url: str, by: Any) -> Evidence:
    """Show a web address under ``standard``; ``url`` is absolute http or https, checked by the form.

    Refuses the same address twice under one standard and an application that is not open for writing.
    """
    locked = _open_for_writing(application, standard)
    if not url.startswith(("https://", "http://")):
        raise Refused("Enter a web address that starts with https://.")
    if EvidenceUse.objects.filter(application=locked, standard=standard, evidence__url=url).exists():
        raise Refused("You have added this link already.")
    evidence = Evidence.objects.create(
        programme_id=locked.programme_id,
        organisation_id=_writing_for(locked, by),
        kind=EvidenceKind.LINK,
        title=" ".join(title.split()) or url[:200],
        url=url,
        added_by=by,
        added_at=clock.now(),
    )
    _use(evidence, locked, standard, by)
    return evidence


def _open_for_writing(application: Application, standard: Standard) -> Application:
    """The locked application when evidence may be added now."""
    locked = answers.lock(application)
    if standard.framework_id != locked.framework_id:
        raise Refused("This standard is not part of this application.")
    gates.demand_open(locked, standard)
    return locked


def _refuse_too_much(application: Application, standard: Standard, accepted: files.Accepted) -> None:
    """Hold the bounds of one application, and keep one file from being added twice under one standard."""
    uses = EvidenceUse.objects.filter(application=application, evidence__kind=EvidenceKind.FILE)
    if uses.filter(standard=standard, evidence__sha256=accepted.sha256).exists():
        raise Refused(f"{accepted.original_name} is here already.")
    if uses.count() >= MOST_FILES:
        raise Refused(f"This application has {MOST_FILES} files. Remove one before you add another.")
    held = uses.aggregate(total=Sum("evidence__size"))["total"] or 0
    if held + accepted.size > MOST_BYTES:
        raise Refused(f"{accepted.original_name} does not fit: an application holds at most 1GB of files.")


def _writing_for(application: Application, person: Any) -> int:
    """The id of the party whose writer ``person`` is, the lead organisation first."""
    bring = set(roles_with("applications.add_evidence"))
    worn = standing.of(person)
    for organisation_id in permissions.party_ids(application):
        if worn.in_organisation(organisation_id) & bring:
            return organisation_id
    raise Refused("Only somebody who writes for one of the parties can add evidence.")


def _use(evidence: Evidence, application: Application, standard: Standard, by: Any) -> EvidenceUse:
    """Show the evidence under the standard and record it."""
    use = EvidenceUse.objects.create(
        programme_id=application.programme_id,
        organisation_id=evidence.organisation_id,
        evidence=evidence,
        application=application,
        standard=standard,
        added_at=clock.now(),
    )
    audit.record("evidence:added", evidence, by=by, standard=standard.code, application=application.reference)
    return use


@transaction.atomic
def remove(use: EvidenceUse, *, by: Any) -> Evidence:
    """Take evidence away from a standard; its bytes stay where a snapshot may name them.

    Refuses evidence of a party for which ``by`` does not write, and an application that is not open.
    """
    locked = _open_for_writing(use.application, use.standard)
    evidence = use.evidence
    if not standing.of(by).in_organisation(evidence.organisation_id) & set(roles_with("applications.add_evidence")):
        raise Refused(f"{evidence.title} belongs to {evidence.organisation.name}. Ask them to remove it.")
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
