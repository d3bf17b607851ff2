"""Which state may follow which? A review's transitions, as data (product.md §4)."""

from __future__ import annotations

from assessment.enums import ReviewState
from charter.kit.transitions import transition

OPEN = transition(
    "review:opened",
    ReviewState.INVITED,
    to=ReviewState.OPEN,
    refusal="You have answered the conflict question for this application already.",
)
LOCK = transition(
    "review:locked",
    ReviewState.OPEN,
    to=ReviewState.LOCKED,
    refusal="These scores are finished already.",
)
HAND_BACK = transition(
    "review:handed-back",
    ReviewState.INVITED,
    ReviewState.OPEN,
    to=ReviewState.HANDED_BACK,
    refusal="A review that is finished cannot be handed back.",
)
VOID = transition(
    "review:voided",
    ReviewState.INVITED,
    ReviewState.OPEN,
    ReviewState.LOCKED,
    to=ReviewState.VOID,
    refusal="This review has ended already.",
)

TRANSITIONS = (OPEN, LOCK, HAND_BACK, VOID)
