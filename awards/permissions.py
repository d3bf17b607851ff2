"""May this person see awards, release results, or revoke an award?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from awards.enums import AwardState
from charter.kit.access import Permission, rule
from charter.permissions import role_may

REVOCABLE = frozenset({AwardState.ACTIVE, AwardState.SUSPENDED})


def holder_ids(noun: Any) -> Iterable[int]:
    """The organisations behind an award (its application's parties, so load them with it), or itself."""
    label = noun._meta.label
    if label == "awards.Award":
        return [party.organisation_id for party in noun.application.parties.all()]
    return (noun.pk,) if label == "charter.Organisation" else ()


@rule("This release is no longer waiting for approval.")
def is_waiting(person: Any, release: Any) -> bool:
    """Whether a release is planned and not yet approved, cancelled or done."""
    return release.approved_at is None and release.cancelled_at is None and release.done_at is None


@rule("You planned this release. Another programme lead has to approve it.")
def planned_by_another(person: Any, release: Any) -> bool:
    """Two people make a release (product.md §6)."""
    return release.proposed_by_id != person.pk


@rule("Only a current or suspended award can be revoked.")
def is_revocable(person: Any, noun: Any) -> bool:
    """Whether the state of an award, or of a proposed revocation's award, allows a revocation."""
    return getattr(noun, "award", noun).state in REVOCABLE


@rule("You proposed this revocation. Another programme lead has to approve it.")
def proposed_by_another(person: Any, revocation: Any) -> bool:
    """Two people make a revocation (product.md §6)."""
    return revocation.proposed_by_id != person.pk


VIEW_AWARDS = Permission(
    "awards.view_awards", "See awards and certificates", role_may("awards.view_awards", organisations=holder_ids)
)
PLAN_RELEASE = Permission(
    "awards.plan_release", "Plan and cancel the release of results", role_may("awards.plan_release")
)
APPROVE_RELEASE = Permission(
    "awards.approve_release",
    "Approve a release that somebody else planned",
    role_may("awards.approve_release") & is_waiting & planned_by_another,
    own_hand=True,
)
PROPOSE_REVOCATION = Permission(
    "awards.propose_revocation",
    "Propose that an award is revoked",
    role_may("awards.propose_revocation") & is_revocable,
    own_hand=True,
)
APPROVE_REVOCATION = Permission(
    "awards.approve_revocation",
    "Approve a revocation that somebody else proposed",
    role_may("awards.approve_revocation") & proposed_by_another,
    own_hand=True,
)
