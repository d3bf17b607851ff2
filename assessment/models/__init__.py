"""Which rows does the panel's side keep? One module a noun."""

from assessment.models.decisions import Decision, DecisionHistory
from assessment.models.moderations import AgreedScore, AgreedScoreHistory, Moderation
from assessment.models.panel import Assignment, Conflict, Seat
from assessment.models.reviews import Review, Score, ScoreHistory

__all__ = [
    "AgreedScore",
    "AgreedScoreHistory",
    "Assignment",
    "Conflict",
    "Decision",
    "DecisionHistory",
    "Moderation",
    "Review",
    "Score",
    "ScoreHistory",
    "Seat",
]
