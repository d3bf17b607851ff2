"""Which jobs do applications have? Ids in, fetch, one action; each may run twice."""

from __future__ import annotations

import logging
from typing import Any

from applications.actions import scanning
from applications.models import Evidence
from charter.kit import outbox

logger = logging.getLogger(__name__)


@outbox.job("applications.scan_evidence", words="Have a file checked for viruses")
def scan_evidence(*, by: Any, evidence_id: int) -> None:
    """Have one uploaded file scanned."""
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if evidence is None:
        logger.warning("Evidence %s is gone, so it is not scanned.", evidence_id)
        return
    scanning.scan(evidence, by=by)
