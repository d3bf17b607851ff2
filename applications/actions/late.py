"""How do staff attach what came too late, beside what was sent and never inside it?"""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction

from applications import notifications
from applications.actions import evidence as items
from applications.actions import scanning
from applications.enums import BEFORE_PANEL, Arrival, EvidenceKind, ScanState, State
from applications.models import Application, Evidence, EvidenceUse
from charter.kit import audit, clock, files, tenancy
from charter.kit.access import Refused
from charter.models import Standard

ATTACHABLE = BEFORE_PANEL | {State.ASSESSING}


@transaction.atomic
def attach(
    application: Application, *, standard: Standard, upload: File, label: str, reason: str, by: Any
) -> EvidenceUse:
    """Attach one file to what was sent for ``standard``: the panel reads ``label`` beside it, the record ``reason``.

    It belongs to the lead organisation, whose leads and partners are told. Refuses a file that may not be kept or is
    attached there already, and an application that is still being written, or whose scores have been opened.
    """
    accepted = files.accept(upload)
    name = files.store(accepted.content, area=items.AREA, sha256=accepted.sha256, suffix=accepted.extension)
    try:
        locked = Application.objects.select_for_update(of=("self",), no_key=True).for_pages().get(pk=application.pk)
        if locked.state not in ATTACHABLE:
            raise Refused("Evidence can be attached from sending until the panel’s scores are opened.")
        if standard.framework_id != locked.framework_id:
            raise Refused("This standard is not part of this application.")
        there = EvidenceUse.objects.filter(application=locked, standard=standard, arrival=Arrival.ATTACHED)
        if there.filter(evidence__sha256=accepted.sha256).exists():
            raise Refused(f"{accepted.original_name} is attached to {standard.code} already.")
        items.refuse_more(locked, accepted.original_name, accepted.size)
        with tenancy.as_system("staff attach late evidence to an application of somebody else’s"):
            use = _keep(locked, standard, accepted, name, label, reason, by)
            if use.evidence.scan_state == ScanState.PENDING:
                scanning.owe(use.evidence)
            audit.record(
                "evidence:attached",
                use.evidence,
                by=by,
                standard=standard.code,
                application=locked.reference,
                label=use.label,
                reason=use.reason,
            )
            notifications.evidence_attached(use)
    except BaseException:
        files.remove(name)
        raise
    return use


def _keep(
    application: Application,
    standard: Standard,
    accepted: files.Accepted,
    name: str,
    label: str,
    reason: str,
    by: Any,
) -> EvidenceUse:
    """The two rows: the file, and where it is shown."""
    evidence = Evidence.objects.create(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
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
    return EvidenceUse.objects.create(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        evidence=evidence,
        application=application,
        standard=standard,
        added_at=clock.now(),
        arrival=Arrival.ATTACHED,
        label=" ".join(files.visible(label).split())[:120],
        reason=" ".join(files.visible(reason).split())[:1000],
        attached_by=by,
    )
