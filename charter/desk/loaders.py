"""Which event does an address name, for these eyes?"""

from __future__ import annotations

import uuid
from typing import Any

from charter.desk import trail
from charter.kit.access import Unseen
from charter.kit.models import AuditEvent
from charter.kit.tenancy import Hat
from charter.loaders import load_programme
from charter.models import Programme


def load_event(person: Any, programme: Programme, hat: Hat | None, *, event: uuid.UUID) -> AuditEvent:
    """One event of the programme's audit trail, for somebody who may wear the hat."""
    load_programme(person, programme, hat)
    found = trail.find(person, programme, event)
    if found is None:
        raise Unseen
    return found
