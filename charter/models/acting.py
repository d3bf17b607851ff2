"""Who has looked at pages as somebody else, when and why?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import OWN_PROGRAMME, STAFF, either, every, mine, walls
from charter.models.people import Person


class ActingAs(ProgrammeOwned):
    """One stretch in which ``person`` looked at a programme's pages as ``as_person``, reading only.

    It ends at ``ends_at`` by the database's clock, or before that at ``ended_at``.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    as_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            *tenant_rules("charter_actingas"),
            walls(
                "charter_actingas",
                read=either(mine("person_id"), mine("as_person_id"), STAFF),
                add=every(mine("person_id"), STAFF),
                change=mine("person_id"),
                # A session is asked about before its programme is known, and both read their own log.
                read_wall=either(OWN_PROGRAMME, mine("person_id"), mine("as_person_id")),
            ),
            models.CheckConstraint(condition=~Q(person=F("as_person")), name="charter_actingas_somebody_else"),
            models.CheckConstraint(condition=~Q(reason=""), name="charter_actingas_has_reason"),
        ]
        indexes = [models.Index(fields=["as_person", "-id"], name="charter_actingas_as_person")]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.as_person_id}"
