"""Who reads a self-review and the plan made from it? Asked of PostgreSQL itself, and of the pages."""

from __future__ import annotations

from applications.actions import self_reviews
from applications.models import ImprovementStep, SelfReview, SelfScore
from charter.kit import tenancy
from tests.access.test_matrix import signed_in


def test_only_the_parties_read_it_until_it_is_shared_and_the_panel_never(world):
    side = world.sides[0]
    house, other = side.houses
    shared = house.applications["draft"]

    def seen(person):
        with tenancy.acting(person, side.programme):
            return (
                SelfScore.objects.filter(application=shared).count(),
                ImprovementStep.objects.filter(application=shared).count(),
                SelfReview.objects.filter(application=shared).count(),
            )

    assert seen(house.people["viewer"]) == (3, 1, 1)
    assert seen(side.people["officer"]) == (3, 1, 1)
    for who in ("chair", "assessor", "second_assessor", "observer", "commissioner"):
        assert seen(side.people[who]) == (0, 0, 0)
    assert seen(other.people["lead"]) == (0, 0, 0)
    with tenancy.acting(house.people["lead"], side.programme):
        self_reviews.share(shared, shared=False, by=house.people["lead"])
    assert seen(side.people["officer"]) == (0, 0, 0)
    assert signed_in(side.people["officer"]).get(_staff(side, shared)).status_code == 404
    with tenancy.acting(house.people["lead"], side.programme):
        self_reviews.share(shared, shared=True, by=house.people["lead"])
    assert signed_in(side.people["officer"]).get(_staff(side, shared)).status_code == 200


def _staff(side, application):
    return f"/{side.programme.slug}/staff/apply/{application.reference}/self-review/"
