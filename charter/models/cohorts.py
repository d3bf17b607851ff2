"""What is a cohort?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import STAFF, either, walls
from charter.models.frameworks import Framework, FrameworkKey


class Cohort(ProgrammeOwned):
    """A round with dates, run on one published framework version. Instants are UTC.

    ``return_rounds`` is how often one application may be returned for more; 0 is never.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    framework = FrameworkKey(Framework, on_delete=models.PROTECT, related_name="+")
    evidence_opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveIntegerField(default=10)
    scores_due_at = models.DateTimeField()
    decisions_by = models.DateTimeField()
    return_rounds = models.PositiveSmallIntegerField(default=2)
    training_needed = models.BooleanField(default=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-closes_at"]
        constraints = [
            *tenant_rules("charter_cohort", framework="charter.Framework"),
            walls("charter_cohort", read=either("opened_at IS NOT NULL", STAFF), add=STAFF, change=STAFF),
            models.UniqueConstraint(fields=["programme", "slug"], name="charter_cohort_slug"),
            models.CheckConstraint(
                condition=Q(evidence_opens_at__lt=F("closes_at"))
                & Q(closes_at__lt=F("scores_due_at"))
                & Q(scores_due_at__lte=F("decisions_by")),
                name="charter_cohort_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_moment(self) -> datetime:
        """The instant at which the grace printed on the page ends; what arrives then is too late (TIM-1)."""
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    def is_open_at(self, instant: datetime) -> bool:
        """Whether evidence may be written and sent at ``instant``, for whoever has no later deadline of their own."""
        return self.opened_at is not None and self.evidence_opens_at <= instant < self.last_moment
