"""How does staff have something tried again that the background gave up on?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.kit import audit, outbox, tenancy
from charter.kit.access import Refused
from charter.kit.models import OutboxRow
from charter.models import Programme


@transaction.atomic
def retry(row: OutboxRow, *, programme: Programme, by: Any) -> None:
    """Give a dead row of the programme eight more tries, from now.

    Refuses a row that is not dead any more: somebody else has pressed the button.
    """
    with tenancy.as_system("staff have a dead row of their programme tried again"):
        if row.programme_id != programme.pk or not outbox.revive(row.pk):
            raise Refused("This is being tried again already.")
    audit.record("background:retried", row, by=by, programme=programme, what=outbox.WORDS.get(row.kind, row.kind))
