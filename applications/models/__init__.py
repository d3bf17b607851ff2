"""Which rows does the applicant's side keep? One module a noun."""

from applications.models.answers import Answer, AnswerHistory
from applications.models.applications import (
    Application,
    ApplicationGrant,
    ApplicationParty,
    PartyService,
    Recusal,
)
from applications.models.comments import Comment
from applications.models.evidence import Evidence, EvidenceUse, Scan
from applications.models.extensions import Extension
from applications.models.partners import PartyInvitation
from applications.models.pledges import Pledge
from applications.models.returns import Return, ReturnedStandard
from applications.models.sections import Section, SectionHistory
from applications.models.self_reviews import ImprovementStep, SelfReview, SelfScore
from applications.models.sending import Declaration, Snapshot
from applications.models.set_aside import SetAsideText
from applications.models.withdrawals import WithdrawalRequest

__all__ = [
    "Answer",
    "AnswerHistory",
    "Application",
    "ApplicationGrant",
    "ApplicationParty",
    "Comment",
    "Declaration",
    "Evidence",
    "EvidenceUse",
    "Extension",
    "ImprovementStep",
    "PartyInvitation",
    "PartyService",
    "Pledge",
    "Recusal",
    "Return",
    "ReturnedStandard",
    "Scan",
    "Section",
    "SectionHistory",
    "SelfReview",
    "SelfScore",
    "SetAsideText",
    "Snapshot",
    "WithdrawalRequest",
]
