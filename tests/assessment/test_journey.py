"""Does one application go from its panel to a decision?"""

from applications.enums import State
from assessment.actions import deciding


def test_an_application_is_assigned_scored_moderated_and_decided(world):
    application = world.proposed(2)

    decision = deciding.confirm(application, by=world.lead)
    application.refresh_from_db()

    assert application.state == State.DECIDED
    assert decision.level.code == "middle"
    assert decision.computed_level == decision.level
    assert decision.scores == {"A1": 2, "A2": 2, "B1": 2, "B2": 2}
    assert {rule["level"] for rule in decision.rules} == {"upper", "middle", "lower"}
