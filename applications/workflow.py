"""Which state may follow which? The application's transitions, as data (product.md §4, settled 21)."""

from __future__ import annotations

from applications.enums import RESTORABLE, ExtensionState, State
from charter.kit.transitions import transition

SELECT = transition(
    "application:selected",
    State.INTEREST,
    State.WAITLISTED,
    to=State.DRAFT,
    refusal="This expression of interest has been answered already.",
)
WAITLIST = transition(
    "application:waitlisted",
    State.INTEREST,
    to=State.WAITLISTED,
    refusal="Only an expression of interest can be put on the waiting list.",
)
DECLINE = transition(
    "application:declined",
    State.INTEREST,
    State.WAITLISTED,
    to=State.DECLINED,
    refusal="Only an expression of interest can be declined.",
)
SEND = transition(
    "application:sent",
    State.DRAFT,
    State.RETURNED,
    to=State.SENT,
    refusal="This application has been sent already.",
)
ACCEPT = transition(
    "application:accepted",
    State.SENT,
    to=State.ACCEPTED,
    refusal="Only an application that has been sent can be accepted.",
)
START_ASSESSING = transition(
    "application:assessing-started",
    State.ACCEPTED,
    to=State.ASSESSING,
    refusal="Only an accepted application can go to the panel.",
)
START_MODERATING = transition(
    "application:moderating-started",
    State.ASSESSING,
    to=State.MODERATING,
    refusal="Scores can be revealed only while the panel is scoring.",
)
PROPOSE = transition(
    "application:proposed",
    State.MODERATING,
    to=State.PROPOSED,
    refusal="A level can be proposed only from moderation.",
)
REFUSE_PROPOSAL = transition(
    "application:proposal-refused",
    State.PROPOSED,
    to=State.MODERATING,
    refusal="Only a proposed level can be sent back.",
)
CONFIRM = transition(
    "application:decided",
    State.PROPOSED,
    to=State.DECIDED,
    refusal="Only a proposed level can be confirmed.",
)
RELEASE = transition(
    "application:released",
    State.DECIDED,
    to=State.RELEASED,
    refusal="Only a decided application can be released.",
)
WITHDRAW = transition(
    "application:withdrawn",
    State.INTEREST,
    State.WAITLISTED,
    State.DRAFT,
    State.SENT,
    State.RETURNED,
    State.ACCEPTED,
    State.ASSESSING,
    State.MODERATING,
    State.PROPOSED,
    State.DECIDED,
    to=State.WITHDRAWN,
    refusal="This application can no longer be withdrawn.",
)
RETURN = transition(
    "application:returned",
    State.SENT,
    to=State.RETURNED,
    refusal="Only an application that was sent and not accepted yet can be returned.",
)
LAPSE = transition(
    "application:lapsed",
    State.DRAFT,
    State.RETURNED,
    to=State.LAPSED,
    refusal="Only an application that is still being written can lapse.",
)

# Back to where it was: one row a state, all with the same verb. Only staff take them.
RESTORE = {
    state: transition(
        "application:restored", State.WITHDRAWN, to=state, refusal="Only a withdrawn application can be brought back."
    )
    for state in sorted(RESTORABLE)
}
# More time, granted by two people after the deadline, opens what had lapsed.
REOPEN = {
    state: transition(
        "application:reopened", State.LAPSED, to=state, refusal="Only an application that lapsed can be reopened."
    )
    for state in (State.DRAFT, State.RETURNED)
}

TRANSITIONS = (
    SELECT,
    WAITLIST,
    DECLINE,
    SEND,
    ACCEPT,
    START_ASSESSING,
    START_MODERATING,
    PROPOSE,
    REFUSE_PROPOSAL,
    CONFIRM,
    RELEASE,
    WITHDRAW,
    RETURN,
    LAPSE,
    *RESTORE.values(),
    *REOPEN.values(),
)

PROPOSE_EXTENSION = transition(
    "extension:proposed",
    ExtensionState.ASKED,
    to=ExtensionState.PROPOSED,
    refusal="This request has been answered already.",
)
GRANT_EXTENSION = transition(
    "extension:granted",
    ExtensionState.ASKED,
    ExtensionState.PROPOSED,
    to=ExtensionState.GRANTED,
    refusal="This request has been answered already.",
)
DECLINE_EXTENSION = transition(
    "extension:declined",
    ExtensionState.ASKED,
    ExtensionState.PROPOSED,
    to=ExtensionState.DECLINED,
    refusal="This request has been answered already.",
)
EXTENSION_TRANSITIONS = (PROPOSE_EXTENSION, GRANT_EXTENSION, DECLINE_EXTENSION)
