"""How is kept what somebody has typed about an organisation before they register it?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.kit import clock
from charter.models import Programme, RegistrationDraft


@transaction.atomic
def keep(programme: Programme, *, answers: dict[str, Any], by: Any) -> RegistrationDraft:
    """Add ``answers`` to the person's draft in this programme; what was there under other names stays."""
    row, _ = RegistrationDraft.objects.select_for_update().get_or_create(
        programme=programme, person=by, defaults={"kept_at": clock.now()}
    )
    row.answers, row.kept_at = {**row.answers, **answers}, clock.now()
    row.save(update_fields=["answers", "kept_at"])
    return row
