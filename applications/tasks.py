"""Which jobs does the applicant's side have? Ids in, fetch, one action; each may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from applications.actions import lapsing, scanning
from applications.models import Evidence
from charter.kit import outbox, schedule
from charter.selectors import system_person

logger = logging.getLogger(__name__)


@outbox.job("applications.lapse_due", words="Close applications that were not sent in time")
def lapse_due(*, by: Any, period: str) -> None:
    """Let every application lapse whose deadline and grace are over."""
    lapsing.lapse_due(by=system_person())


@outbox.job("applications.scan_evidence", words="Have a file checked for viruses")
def scan_evidence(*, by: Any, evidence_id: int) -> None:
    """Have one uploaded file scanned."""
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if evidence is None:
        logger.warning("Evidence %s is gone, so it is not scanned.", evidence_id)
        return
    scanning.scan(evidence, by=by)


schedule.by_the_clock("applications.lapse_due", schedule.Every(timedelta(minutes=5)))
