"""Which state may follow which? An award's transitions, as data (product.md §4)."""

from __future__ import annotations

from awards.enums import AwardState
from charter.kit.transitions import transition

ACTIVATE = transition(
    "award:released",
    AwardState.SCHEDULED,
    to=AwardState.ACTIVE,
    refusal="This award has been released already.",
)
EXPIRE = transition(
    "award:expired",
    AwardState.ACTIVE,
    to=AwardState.EXPIRED,
    refusal="Only a current award can expire.",
)
SUPERSEDE = transition(
    "award:superseded",
    AwardState.ACTIVE,
    to=AwardState.SUPERSEDED,
    refusal="Only a current award can be replaced.",
)
SUSPEND = transition(
    "award:suspended",
    AwardState.ACTIVE,
    to=AwardState.SUSPENDED,
    refusal="Only a current award can be suspended.",
)
REINSTATE = transition(
    "award:reinstated",
    AwardState.SUSPENDED,
    to=AwardState.ACTIVE,
    refusal="Only a suspended award can be reinstated.",
)
REVOKE = transition(
    "award:revoked",
    AwardState.ACTIVE,
    AwardState.SUSPENDED,
    to=AwardState.REVOKED,
    refusal="Only a current or suspended award can be revoked.",
)

TRANSITIONS = (ACTIVATE, EXPIRE, SUPERSEDE, SUSPEND, REINSTATE, REVOKE)
