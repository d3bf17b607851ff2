"""Does the world of the access tests stand?"""

from tests.world import SECOND_HOUSE


def test_both_sides_have_an_application_in_every_stage(world):
    wanted = {
        "interest": "interest",
        "draft": "draft",
        "sent": "sent",
        "accepted": "accepted",
        "assessing": "assessing",
        "scored": "assessing",
        "moderating": "moderating",
        "proposed": "proposed",
        "decided": "decided",
        "released": "released",
        "returned": "returned",
    }

    states = [
        {stage: row.state for stage, row in house.applications.items()}
        for side in world.sides
        for house in side.houses
    ]

    few = {stage: wanted[stage] for stage in ("released", *SECOND_HOUSE)}
    assert states == [wanted, few] * 2
