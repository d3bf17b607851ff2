"""What is one assessor's review, and what is a score?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from applications.models import Application
from applications.row_rules import CHAIR, OFFICE
from assessment.enums import ReviewState
from assessment.models.panel import Assignment
from assessment.querysets import ReviewQuerySet
from assessment.workflow import TRANSITIONS
from charter.kit import history
from charter.kit.freezing import Frozen, FrozenBy, StateMachine
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import either, one_of, walls
from charter.models import Standard

# Scores are sealed until the panel meets: then the chair and the office see what they see of the review itself.
_REVEALED = (
    "EXISTS (SELECT 1 FROM assessment_review seen JOIN assessment_moderation met"
    " ON met.application_id = seen.application_id WHERE seen.id = review_id)"
)


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
            walls(
                "assessment_review",
                read=either(one_of("id", "my_reviews"), OFFICE, CHAIR),
                add=OFFICE,
                change=either(one_of("id", "my_reviews"), OFFICE),
                asked=True,
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="assessment_review_known_state"),
            StateMachine(name="assessment_review_moves", steps=TRANSITIONS),
            Frozen(name="assessment_review_locked", once="OLD.state = 'locked'", but=["state", "state_at"]),
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
            walls(
                "assessment_score",
                read=either(one_of("review_id", "my_reviews"), _REVEALED),
                add=one_of("review_id", "my_reviews"),
                change=one_of("review_id", "my_reviews"),
            ),
            models.UniqueConstraint(fields=["review", "standard"], name="assessment_score_once"),
            FrozenBy(
                name="assessment_score_locked",
                question="SELECT state NOT IN ('invited', 'open') FROM assessment_review WHERE id = {row}.review_id",
            ),
        ]

    def __str__(self) -> str:
        return f"Score {self.pk}"


ScoreHistory = history.of(Score, read=either(one_of("review_id", "my_reviews"), _REVEALED))
