"""Does a review go from state to state as the table says, and in no other way?"""

import pytest

from assessment import workflow
from assessment.enums import ReviewState
from assessment.models import Review
from charter.kit import transitions
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from tests import forced

LEGAL = {
    (workflow.OPEN, "invited"): "open",
    (workflow.LOCK, "open"): "locked",
    (workflow.HAND_BACK, "invited"): "handed_back",
    (workflow.HAND_BACK, "open"): "handed_back",
    (workflow.VOID, "invited"): "void",
    (workflow.VOID, "open"): "void",
    (workflow.VOID, "locked"): "void",
}


@pytest.mark.parametrize("state", ReviewState.values)
@pytest.mark.parametrize("step", workflow.TRANSITIONS, ids=lambda step: step.verb)
def test_a_review_moves_only_as_the_table_says(world, step, state):
    application = world.assigned()
    review = world.review(application, world.assessors[0])
    forced.put(review, state=state)

    if (step, state) in LEGAL:
        transitions.move(review, step, by=world.assessors[0], reference=application.reference)
        after = LEGAL[step, state]
        assert AuditEvent.objects.filter(verb=step.verb, target_id=review.pk).count() == 1
    else:
        with pytest.raises(Refused) as refused:
            transitions.move(review, step, by=world.assessors[0], reference=application.reference)
        assert refused.value.sentence == step.refusal
        after = state

    assert Review.objects.get(pk=review.pk).state == after
