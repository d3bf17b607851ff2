"""Before the reveal, does any page, message or refusal tell somebody of another's score, reason or progress?"""

import pytest
from django.urls import reverse

from assessment.actions import assigning, moderation, scoring
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from tests.assessment.test_pages import address, text

MARK = "MARKED-REASON-7F3A"


@pytest.fixture
def sealed(world):
    """Two have finished with marked reasons, one has begun, and the chair has a part of their own as well."""
    application = world.application()
    people = [*world.assessors[:3], world.chair]
    for person in people:
        assigning.assign(application, seat=world.seats[person], by=world.officer)
    assigning.start(application, by=world.officer)
    for person in people[:2]:
        world.lock(application, person, points=3, reason=MARK)
    denzil = world.open(application, people[2])
    scoring.save(denzil, standard=world.standards[0], points=3, reason=MARK, version=0, by=people[2])
    world.open(application, world.chair)
    return application


def pages_of_chair(world, application):
    return [
        address("moderations", world),
        address("moderations", world) + "?order=spread",
        address("moderation", world, application),
        address("agree", world, application, standard="a1"),
        address("my_reviews", world),
        address("review", world, application),
        address("score", world, application, standard="a1"),
        address("finish", world, application),
        reverse("home:start"),
    ]


def test_the_chair_learns_only_ready_or_not_ready(world, sign_in, sealed):
    browser = sign_in(world.chair)

    for page in pages_of_chair(world, sealed):
        told = text(browser.get(page))
        assert MARK not in told, page
        for words in ("2 of", "3 of 4", "of 4 reviews", "1 of 4 scored", "4 of 4"):
            assert words not in told.replace("standard 1 of 4", ""), page
        for person in world.assessors:
            assert person.email not in told, page
    assert "Not ready" in text(browser.get(address("moderation", world, sealed)))


def test_the_chair_cannot_open_a_standard_before_the_reveal(world, sign_in, sealed):
    browser = sign_in(world.chair)

    assert browser.get(address("agree", world, sealed, standard="a1")).status_code == 404
    assert browser.post(address("agree", world, sealed, standard="a1"), {"points": "1"}).status_code == 404
    assert browser.post(address("propose", world, sealed), {"level": "upper"}).status_code == 403


def test_an_early_reveal_tells_nothing_of_who_or_how_many(world, sign_in, sealed):
    response = sign_in(world.chair).post(address("reveal", world, sealed))

    assert response.status_code == 422
    assert "The panel is not ready. Scores are revealed when everybody has finished." in text(response)
    assert MARK not in text(response)
    with pytest.raises(Refused) as refused:
        moderation.reveal(sealed, by=world.chair)
    assert not any(character.isdigit() for character in refused.value.sentence)


def test_an_assessor_learns_nothing_of_the_others(world, sign_in, sealed):
    gethin_s = world.review(sealed, world.assessors[2])
    browser = sign_in(world.assessors[2])
    scoring.save(
        gethin_s, standard=world.standards[0], points=1, reason="Own words.", version=1, by=world.assessors[2]
    )

    for page in (
        address("my_reviews", world),
        address("review", world, sealed),
        address("score", world, sealed, standard="a1"),
        address("finish", world, sealed),
    ):
        told = text(browser.get(page))
        assert MARK not in told, page
        assert "4 of 4" not in told, page
        for person in (*world.assessors[:2], world.chair):
            assert person.name not in told, page
    assert browser.get(address("moderations", world)).status_code in (403, 404)
    assert browser.get(address("moderation", world, sealed)).status_code == 404


def test_officers_see_progress_and_never_a_score_or_a_reason(world, sign_in, sealed):
    browser = sign_in(world.officer)

    for page in (
        address("assignments", world, sealed),
        address("panel", world, cohort=world.cohort.slug),
        address("decisions", world),
    ):
        told = text(browser.get(page))
        assert MARK not in told, page
        assert "Whole" not in told, page
    assert "4 of 4 scored" in text(browser.get(address("assignments", world, sealed)))


def test_no_message_and_no_event_holds_a_score_or_a_reason(world, sealed):
    assert Message.objects.exists()
    for message in Message.objects.all():
        assert MARK not in message.text + message.html + message.subject
    for event in AuditEvent.objects.all():
        assert MARK not in str(event.detail)
    assert not Message.objects.filter(kind="assessment.panel_ready").exists()


def test_after_the_reveal_the_reasons_are_there(world, sign_in, sealed):
    world.score_rest(sealed, world.assessors[2])
    world.score_rest(sealed, world.chair)

    moderation.reveal(sealed, by=world.chair)
    told = text(sign_in(world.chair).get(address("agree", world, sealed, standard="a1")))

    assert told.count(MARK) == 3
