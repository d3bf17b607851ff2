"""Which rows does the panel's side keep? One module a noun."""

from assessment.models.decisions import Decision
from assessment.models.moderations import AgreedScore, Moderation
from assessment.models.panel import Assignment, Conflict, Seat
from assessment.models.reviews import Review, Score

__all__ = [
    "AgreedScore",
    "Assignment",
    "Conflict",
    "Decision",
    "Moderation",
    "Review",
    "Score",
    "Seat",
]
