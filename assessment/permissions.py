"""May this person read, score, moderate, propose or confirm?"""

from __future__ import annotations

from typing import Any

from applications.enums import WITH_PANEL, State
from assessment.enums import ReviewState
from assessment.models import Review
from charter.kit.access import Permission, rule
from charter.permissions import role_may


def _review(noun: Any) -> Review:
    """The review a noun is, or belongs to (a score)."""
    return noun if isinstance(noun, Review) else noun.review


def _application(noun: Any) -> Any:
    """The application a noun is, or belongs to (a review, a moderation, a decision, an agreed score)."""
    if noun._meta.label == "applications.Application":
        return noun
    if noun._meta.label == "assessment.AgreedScore":
        return noun.moderation.application
    if noun._meta.label == "assessment.Score":
        return noun.review.application
    return noun.application


@rule("This application is no longer with the panel. You have nothing more to do.")
def is_with_panel(person: Any, noun: Any) -> bool:
    """The application is somewhere between the panel's start and its release."""
    return _application(noun).state in WITH_PANEL


@rule("Answer the question about connections first.")
def conflict_is_answered(person: Any, noun: Any) -> bool:
    """The assessor has said that they have no connection."""
    return _review(noun).state != ReviewState.INVITED


@rule("Your scores are finished, so nothing can change. Tell your contact if there is something we should know.")
def is_unfinished(person: Any, noun: Any) -> bool:
    """The review has not been locked."""
    return _review(noun).state != ReviewState.LOCKED


@rule("The panel has stopped scoring this application.")
def is_being_scored(person: Any, noun: Any) -> bool:
    """The application is being assessed."""
    return _application(noun).state == State.ASSESSING


@rule("Agreed scores can change only while the panel is in moderation.")
def is_in_moderation(person: Any, noun: Any) -> bool:
    """The scores have been revealed and no level is proposed."""
    return _application(noun).state == State.MODERATING


@rule("Only a proposed level can be confirmed or sent back.")
def is_proposed(person: Any, decision: Any) -> bool:
    """The decision waits for a second person."""
    return decision.confirmed_at is None and decision.refused_at is None


@rule("You proposed this level, so another programme lead has to confirm it.")
def is_another_person(person: Any, decision: Any) -> bool:
    """The person is not the one who proposed."""
    return decision.proposed_by_id != person.pk


VIEW_MY_REVIEWS = Permission(
    "assessment.view_my_reviews", "See the applications lent to you", role_may("assessment.view_my_reviews")
)
ANSWER_CONFLICT = Permission(
    "assessment.answer_conflict",
    "Say whether you have a connection",
    role_may("assessment.answer_conflict") & is_with_panel & is_unfinished,
    own_hand=True,
)
# The page shows the assessor’s own scores, which are sealed from staff until the reveal.
VIEW_REVIEW = Permission(
    "assessment.view_review",
    "Read an application that has been lent to you",
    role_may("assessment.view_review") & is_with_panel & conflict_is_answered,
    own_hand=True,
)
SCORE = Permission(
    "assessment.score",
    "Score an application that has been lent to you",
    role_may("assessment.score") & is_being_scored & conflict_is_answered & is_unfinished,
    own_hand=True,
)
VIEW_MODERATIONS = Permission(
    "assessment.view_moderations", "See moderation", role_may("assessment.view_moderations")
)
REVEAL = Permission(
    "assessment.reveal", "Reveal the panel’s scores", role_may("assessment.reveal") & is_being_scored, own_hand=True
)
MODERATE = Permission(
    "assessment.moderate", "Record agreed scores", role_may("assessment.moderate") & is_in_moderation, own_hand=True
)
PROPOSE_LEVEL = Permission(
    "assessment.propose_level",
    "Propose a level",
    role_may("assessment.propose_level") & is_in_moderation,
    own_hand=True,
)
SET_UP_PANEL = Permission(
    "assessment.set_up_panel", "Give seats and assign applications", role_may("assessment.set_up_panel")
)
VIEW_DECISION = Permission(
    "assessment.view_decision", "See proposed and confirmed levels", role_may("assessment.view_decision")
)
CONFIRM_LEVEL = Permission(
    "assessment.confirm_level",
    "Confirm a level that somebody else proposed, or send it back",
    role_may("assessment.confirm_level") & is_proposed & is_another_person,
    own_hand=True,
)
