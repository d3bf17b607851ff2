"""What is one assessor's review, and what is a score?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from applications.models import Application
from assessment.enums import ReviewState
from assessment.models.panel import Assignment
from assessment.querysets import ReviewQuerySet
from charter.kit import history
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.models import Standard


class Review(ProgrammeOwned):
    """One assessor's scores for one application: sealed until all are in, and never changed once locked."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ReviewState.choices, default=ReviewState.INVITED)
    state_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            *tenant_rules(
                "assessment_review",
                assignment="assessment.Assignment",
                application="applications.Application",
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="assessment_review_known_state"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"


class Score(ProgrammeOwned):
    """One score with its reason. ``version`` goes up by one with each accepted save."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    points = models.IntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("assessment_score", review="assessment.Review", standard="charter.Standard"),
            models.UniqueConstraint(fields=["review", "standard"], name="assessment_score_once"),
        ]

    def __str__(self) -> str:
        return f"Score {self.pk}"


ScoreHistory = history.of(Score)
