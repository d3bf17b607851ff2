"""How does a programme begin?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter.kit import audit
from charter.models import Counter, Programme


@transaction.atomic
def create(*, by: Any, **fields: Any) -> Programme:
    """Create a programme from its fields (see the model); records ``programme:created``."""
    programme = Programme.objects.create(**fields)
    audit.record("programme:created", programme, by=by)
    return programme


@transaction.atomic
def next_number(programme: Programme, name: str) -> int:
    """The next number of the programme's counter ``name``, from 1, without a gap.

    The counter's row stays locked until the transaction ends, so a rolled back number is given again.
    """
    Counter.objects.bulk_create([Counter(programme=programme, name=name)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(programme=programme, name=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
