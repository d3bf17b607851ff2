"""How does an assessor score, finish, or hand back?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from assessment import notifications, workflow
from assessment.actions import locks
from assessment.models import Review, Score
from assessment.permissions import SCORE
from assessment.selectors import panel
from assessment.selectors.reviews import unfinished
from charter.kit import audit, clock, grants, tenancy, transitions
from charter.kit.access import Refused
from charter.models import Standard
from charter.selectors import framework_form


class Conflicted(Refused):
    """The score was saved from another page meanwhile; ``score`` is the stored one."""

    def __init__(self, score: Score) -> None:
        """Keep the stored score for the page that shows both."""
        super().__init__("A newer version of this score was saved. Compare the two, then choose which to keep.")
        self.score = score


@transaction.atomic
def save(review: Review, *, standard: Standard, points: int | None, reason: str, version: int, by: Any) -> Score:
    """Keep a score and its reason as they are, complete or not; ``version`` is what the page was loaded with.

    0 means that there was none. Saving what is stored already changes nothing. Raises :class:`Conflicted` when
    the stored version is another one and says something else. Refuses a finished review, somebody else's,
    and points that are not on the framework's scale.
    """
    _hold_own(review, by=by)
    SCORE.demand(by, review)
    if standard.framework_id != review.application.framework_id:
        raise Refused("This standard belongs to another framework.")
    if points is not None and points not in framework_form(review.application.framework).scores:
        raise Refused("Choose one of the scores on the page.")
    reason = reason.replace("\r\n", "\n").replace("\r", "\n")
    score = Score.objects.select_for_update(of=("self",)).filter(review=review, standard=standard).first()
    if score is None:
        if version != 0:
            raise Refused("We do not know the version you started from. Copy your words and load the page again.")
        score = Score(programme_id=review.programme_id, review=review, standard=standard, version=0)
    if (score.points, score.reason) == (points, reason):
        return score
    if score.version != version:
        raise Conflicted(score)
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    # Only the review's own assessor saves its scores, so a save within this hour has been recorded.
    told = score.version > 0 and score.saved_at >= hour
    score.points, score.reason = points, reason
    score.version, score.saved_at = score.version + 1, clock.now()
    score.save()
    if not told:
        _record(review, score, by=by)
    return score


def _hold_own(review: Review, *, by: Any) -> None:
    """Lock the review's row, bring its state and application up to date; refuses anybody but its assessor."""
    now = Review.objects.select_for_update(of=("self",), no_key=True).select_related("application")
    review.refresh_from_db(fields=["state", "application"], from_queryset=now)
    if review.assignment.seat.person_id != by.pk:
        raise Refused("This review belongs to somebody else.")


def _own(review: Review, *, by: Any) -> Review:
    """The review, held; refuses anybody but its assessor."""
    held = locks.hold_review(review)
    if held.assignment.seat.person_id != by.pk:
        raise Refused("This review belongs to somebody else.")
    return held


def _record(review: Review, score: Score, *, by: Any) -> None:
    """One event a person, score and hour (settled 18): autosave would drown the trail."""
    audit.record(
        "score:saved",
        score,
        by=by,
        programme=review.application.programme,
        reference=review.application.reference,
        standard=score.standard.code,
    )


@transaction.atomic
def lock(review: Review, *, by: Any) -> Review:
    """Finish a review for good; refuses while a standard has no score or no reason.

    When it was the panel's last one, the cohort's chairs are told that the application is ready.
    """
    locks.hold_application(review.application)
    held = _own(review, by=by)
    SCORE.demand(by, held)
    left = len(unfinished(held))
    if left:
        still = "1 is" if left == 1 else f"{left} are"
        raise Refused(f"Give every standard a score and a reason before you finish. {still} left.")
    transitions.move(held, workflow.LOCK, by=by, reference=held.application.reference)
    with tenancy.as_system("the last finished review makes an application ready for its chairs"):
        if panel.all_are_locked(held.application) and panel.quorum_is_met(held.application):
            notifications.panel_ready(held.application, held)
    return held


@transaction.atomic
def hand_back(review: Review, *, by: Any) -> Review:
    """Give an application back without a reason; what was lent ends, and the officers are told to find a reader.

    Refuses a review that is finished or has ended, and somebody else's.
    """
    locks.hold_application(review.application)
    held = _own(review, by=by)
    return _give_back(held, by=by)


@transaction.atomic
def take_back(review: Review, *, by: Any) -> Review:
    """Let staff free a place whose assessor cannot go on; the same as if they had handed it back themselves."""
    locks.hold_application(review.application)
    return _give_back(locks.hold_review(review), by=by)


def _give_back(held: Review, *, by: Any) -> Review:
    """End the review and what was lent for it."""
    transitions.move(held, workflow.HAND_BACK, by=by, reference=held.application.reference)
    with tenancy.as_system("a review handed back ends what was lent and needs another reader"):
        grants.take_back(held.assignment.seat.person, held.application)
        notifications.seat_freed(held)
    return held
