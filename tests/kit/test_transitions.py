"""Does a state change only from where its table says, once, with its record?"""

import pytest

from charter.kit.transitions import allows, transition

GO = transition("test:gone", "here", "there", to="away", refusal="It has gone.")


@pytest.mark.parametrize(("state", "allowed"), [("here", True), ("there", True), ("away", False), ("", False)])
def test_a_transition_starts_only_from_its_states(state, allowed):
    assert allows(GO, state) is allowed


def test_refusals_are_sentences():
    from applications import workflow as applications
    from assessment import workflow as assessment
    from awards import workflow as awards

    steps = [
        *applications.TRANSITIONS,
        *applications.EXTENSION_TRANSITIONS,
        *assessment.TRANSITIONS,
        *awards.TRANSITIONS,
    ]

    assert [step.verb for step in steps if not step.refusal.endswith(".")] == []
    # Bringing back has a row for each state it leads to, with the same verb.
    assert len({(step.verb, step.target) for step in steps}) == len(steps)
