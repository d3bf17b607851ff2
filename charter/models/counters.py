"""Which number comes next, without a gap?"""

from __future__ import annotations

from django.db import models

from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import SOMEBODY, walls


class Counter(ProgrammeOwned):
    """A gap-free counter of a programme; its row is locked by the transaction that takes the next number."""

    name = models.CharField(max_length=40)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            *tenant_rules("charter_counter"),
            walls("charter_counter", read=SOMEBODY, add=SOMEBODY, change=SOMEBODY),
            models.UniqueConstraint(fields=["programme", "name"], name="charter_counter_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
