"""What becomes of a file that was looked at by the virus scanner, or could not be?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.db import transaction

from applications import notifications
from applications.enums import EvidenceKind, ScanResult, ScanState
from applications.models import Evidence, Scan
from charter.kit import audit, clock, files, outbox, scanning

# After so many tries a file counts as one that could not be checked; it is still tried, less and less often.
TRIES = 3
MOST_TRIES = 60
LONGEST_PAUSE = 90
# When nobody answers at the scanner's address: no try is counted, and it is asked again so much later.
AWAY = timedelta(seconds=20)
WAITING = frozenset({ScanState.PENDING, ScanState.FAILED})


def state_of_new() -> ScanState:
    """The state in which a file begins: it waits for its scan where there is a scanner."""
    return ScanState.PENDING if scanning.is_configured() else ScanState.NOT_SCANNED


def owe(evidence: Evidence, *, tried: int = 0, after: timedelta = timedelta()) -> None:
    """Owe the scan of a file, ``after`` a pause; ``tried`` is how many tries there were before."""
    outbox.enqueue(
        "applications.scan_evidence",
        key=f"scan:{evidence.pk}:{tried}",
        programme=evidence.programme,
        due=clock.now() + after,
        evidence_id=evidence.pk,
    )


@transaction.atomic
def scan(evidence: Evidence, *, by: Any) -> Evidence:
    """Have one file scanned and keep what came of it; one that was settled before is left alone.

    Clean only when the scanner read exactly the bytes whose digest is kept. An infected file's bytes are deleted,
    and whoever brought it and the officers are told. Otherwise it is tried again. Raises ``outbox.NotYet`` when
    nobody answers at the scanner's address.
    """
    if evidence.scan_state not in WAITING or not scanning.is_configured():
        return evidence
    found, trouble = _look(evidence)
    row = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    if row.scan_state not in WAITING:
        return row
    if found is None or trouble is not None:
        return _try_again(row, trouble or scanning.Unsure("The file's bytes are gone.", final=True))
    if found.virus:
        _keep(row, ScanResult.INFECTED, found)
        _settle(row, ScanState.INFECTED)
        audit.record("evidence:virus-found", row, by=by, title=row.title, virus=found.virus)
        transaction.on_commit(lambda: files.remove(row.storage_name))
        notifications.virus_found(row)
        return row
    _keep(row, ScanResult.CLEAN, found)
    _settle(row, ScanState.CLEAN)
    return row


def _look(evidence: Evidence) -> tuple[scanning.Found | None, scanning.Unsure | None]:
    """What the scanner says, or why that settles nothing; None twice when the bytes are gone."""
    try:
        with files.open(evidence.storage_name) as file:
            found = scanning.scan(cast(BinaryIO, file))
    except FileNotFoundError:
        return None, None
    except scanning.Away as away:
        raise outbox.NotYet(str(away), after=AWAY) from away
    except scanning.Unsure as unsure:
        return None, unsure
    if found.sha256 != evidence.sha256:
        return None, scanning.Unsure("The stored bytes are not those that were uploaded.", final=True)
    return found, None


def _keep(evidence: Evidence, result: ScanResult, found: scanning.Found | None = None, detail: str = "") -> None:
    """Write the record of one try."""
    Scan.objects.create(
        programme_id=evidence.programme_id,
        organisation_id=evidence.organisation_id,
        evidence=evidence,
        result=result,
        sha256=found.sha256 if found else "",
        scanner=found.scanner if found else "",
        detail=(found.virus if found else detail)[:200],
        scanned_at=clock.now(),
    )


def _settle(evidence: Evidence, state: ScanState) -> None:
    """Keep the state."""
    evidence.scan_state = state
    evidence.save(update_fields=["scan_state"])


def _try_again(evidence: Evidence, trouble: scanning.Unsure) -> Evidence:
    """Record a try that settled nothing and plan the next, unless it would only come to the same."""
    _keep(evidence, ScanResult.UNSURE, detail=str(trouble))
    tried = Scan.objects.filter(evidence=evidence).count()
    if trouble.final or tried >= TRIES:
        _settle(evidence, ScanState.FAILED)
    if not trouble.final and tried < MOST_TRIES:
        owe(evidence, tried=tried, after=timedelta(seconds=min(5 * 2**tried, LONGEST_PAUSE)))
    return evidence


@transaction.atomic
def owe_unscanned(*, limit: int = 1_000) -> int:
    """Owe scans of files that came before there was a scanner, or could not be checked; gives how many."""
    if not scanning.is_configured():
        return 0
    waiting = Evidence.objects.filter(
        kind=EvidenceKind.FILE, scan_state__in=[ScanState.NOT_SCANNED, ScanState.FAILED], removed_at__isnull=True
    )
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:limit])
    instant = clock.now().isoformat()
    for row in rows:
        _settle(row, ScanState.PENDING)
        outbox.enqueue(
            "applications.scan_evidence", key=f"scan:{row.pk}:{instant}", programme=row.programme, evidence_id=row.pk
        )
    return len(rows)
