"""Which state of an organisation's registration may follow which?"""

from __future__ import annotations

from charter.enums import OrganisationState
from charter.kit.transitions import transition

APPROVE = transition(
    "organisation:approved",
    OrganisationState.PENDING,
    to=OrganisationState.APPROVED,
    refusal="This registration has been answered already.",
)
DECLINE = transition(
    "organisation:declined",
    OrganisationState.PENDING,
    to=OrganisationState.DECLINED,
    refusal="This registration has been answered already.",
)

TRANSITIONS = (APPROVE, DECLINE)
