"""What is a decision?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models import Application
from applications.row_rules import CHAIR, OFFICE
from charter.kit import history
from charter.kit.freezing import Frozen
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import either, walls
from charter.models import Level


class Decision(ProgrammeOwned):
    """The level of one application: computed, proposed by one person, confirmed by another.

    ``scores`` and ``rules`` are what the level was computed from and its explanation, as they stood. No level
    means "not yet awarded". A refused proposal is replaced by a new row; the old one keeps ``refused_at`` and
    the reason that the chair reads.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    scores = models.JSONField()
    rules = models.JSONField()
    computed_level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    override_reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            *tenant_rules(
                "assessment_decision",
                application="applications.Application",
                computed_level="charter.Level",
                level="charter.Level",
            ),
            walls(
                "assessment_decision",
                read=either(OFFICE, CHAIR),
                add=either(OFFICE, CHAIR),
                change=either(OFFICE, CHAIR),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(refused_at__isnull=True),
                name="assessment_decision_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="assessment_decision_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="assessment_decision_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True)
                | Q(refused_by__isnull=False, refused_at__isnull=False, confirmed_at__isnull=True),
                name="assessment_decision_refused_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refusal_reason="")
                | (Q(refused_at__isnull=False) & ~Q(refusal_reason="")),
                name="assessment_decision_refusal_has_reason",
            ),
            Frozen(
                name="assessment_decision_stands",
                # Undoing a confirmation takes the application back first (settled 21).
                once="OLD.refused_at IS NOT NULL OR (OLD.confirmed_at IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM applications_application"
                " WHERE id = OLD.application_id AND state IN ('moderating', 'proposed')))",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision on {self.application_id}"


DecisionHistory = history.of(Decision, read=either(OFFICE, CHAIR))
