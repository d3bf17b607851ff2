"""Do the register and the verification pages tell the truth, the same to everybody, and nothing else?"""

import re
from datetime import timedelta

import pytest

from awards import codes
from awards.actions import revoking
from awards.enums import AwardState
from awards.models import Award
from awards.views.public import CHECKS_A_MINUTE
from charter.enums import OrganisationKind, Region
from charter.kit import clock, limits
from tests import forced
from tests.awards.scene import Scene

# Inside a test's transaction a request's own is a savepoint, which counts as two queries.
SAVEPOINT = 2


def text_of(response) -> str:
    """The page's words without markup."""
    content = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def without_nonce(response) -> str:
    """The page without what differs from one answer to the next by design."""
    return re.sub(r'nonce="[^"]*"', "", response.content.decode())


def slip(code: str) -> str:
    """The code with its last character wrong."""
    return code[:-1] + ("2" if code[-1] == "3" else "3")


# Verification ---------------------------------------------------------------------------------------------


def test_current_certificate_is_told_in_full(client, scene):
    oak, ash = scene.organisation("Oak Trust", "Outreach"), scene.organisation("Ash Care", "Court team")
    award = scene.released(oak, ash, level="gold")

    words = text_of(client.get(f"/verify/{award.code}/"))

    for expected in (
        "This certificate is current",
        "Oak Trust",
        "Ash Care",
        "Outreach",
        "Court team",
        "Gold",
        award.certificate.sha256,
        "SHA-256 of the file we issued",
        "Career Matters",
    ):
        assert expected in words


def test_no_person_is_named(client, scene):
    award = scene.released(scene.organisation("Oak Trust"))

    words = client.get(f"/verify/{award.code}/").content.decode()

    people = [scene.officer, scene.lead, scene.second, scene.chair, scene.lead_of(award.organisation)]
    assert not [person for person in people if person.name in words or person.email in words]


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (AwardState.ACTIVE, "This certificate is current"),
        (AwardState.EXPIRED, "This certificate has expired"),
        (AwardState.SUPERSEDED, "This certificate has been replaced"),
        (AwardState.SUSPENDED, "This award is suspended"),
        (AwardState.REVOKED, "This award has been revoked"),
        (AwardState.SURRENDERED, "This award has been given up"),
    ],
)
def test_each_state_is_told_in_words(client, scene, state, title):
    heir = scene.released(scene.organisation("Ash"))
    today = clock.today()
    award = forced.put(
        scene.award(scene.organisation("Oak")),
        state=state,
        awarded_on=today,
        valid_until=today + timedelta(days=700),
        replaced_by_id=heir.pk,
    )

    assert title in text_of(client.get(f"/verify/{award.code}/"))


def test_certificate_expires_by_its_dates(client, scene):
    award = scene.released(scene.organisation("Oak"))
    last = clock.now() + (award.valid_until - clock.today())

    with clock.at(last):
        assert "This certificate is current" in text_of(client.get(f"/verify/{award.code}/"))
    with clock.at(last + timedelta(days=1)):
        assert "This certificate has expired" in text_of(client.get(f"/verify/{award.code}/"))


def test_replaced_certificate_names_the_new_one(client, scene):
    oak = scene.organisation("Oak")
    older = scene.released(oak, level="bronze", cohort=scene.add_cohort("first"))
    newer = scene.released(oak, level="silver")

    response = client.get(f"/verify/{older.code}/")

    assert f"Replaced by {newer.code}" in text_of(response)
    assert f'href="/verify/{newer.code}/"' in response.content.decode()


def test_revoked_certificate_is_told_at_once(client, scene):
    award = scene.released(scene.organisation("Oak"))

    revoking.approve(revoking.propose(award, reason="Stopped.", by=scene.officer), by=scene.lead)

    words = text_of(client.get(f"/verify/{award.code}/"))
    assert "This award has been revoked" in words
    assert "Stopped." not in words


def test_unknown_embargoed_and_broken_codes_look_the_same(client, scene):
    waiting = scene.award(scene.organisation("Oak"), level="gold")
    scene.approved()
    scene.make_certificates()
    unknown, broken = codes.new_code("LEC"), slip(waiting.code)

    answers = [client.get(f"/verify/{code}/") for code in (waiting.code, unknown, broken, "LEC-1", "x" * 300)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({without_nonce(answer) for answer in answers}) == 1
    assert "Oak" not in text_of(answers[0]) and "Gold" not in text_of(answers[0])


def test_unknown_and_embargoed_codes_ask_the_same_questions(client, scene, django_assert_num_queries):
    waiting = scene.award(scene.organisation("Oak"))

    for code in (waiting.code, codes.new_code("LEC")):
        # Six, and one because an answer of 404 is rolled back.
        with django_assert_num_queries(SAVEPOINT + 7):
            client.get(f"/verify/{code}/")


def test_form_accepts_spaces_lower_case_and_o_for_zero(client, scene):
    award = scene.released(scene.organisation("Oak"))
    typed = award.code.lower().replace("-", "  ").replace("0", "o").replace("1", "i")

    response = client.get("/verify/", {"code": typed})

    assert (response.status_code, response["Location"]) == (302, f"/verify/{award.code}/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the code from the certificate."),
        ("hello", "A code has some letters, then eight letters and numbers"),
        ("L" * 61, "longer than a code"),
    ],
)
def test_form_says_what_is_wrong(client, db, typed, sentence):
    response = client.get("/verify/", {"code": typed})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "<title>Error: " in re.sub(r"\s+", " ", response.content.decode()).replace("<title> ", "<title>")


def test_form_names_a_wrong_check_character(client, scene):
    award = scene.released(scene.organisation("Oak"))

    response = client.get("/verify/", {"code": slip(award.code)})

    assert response.status_code == 422
    assert "The last character does not fit the others" in text_of(response)
    assert slip(award.code) in response.content.decode()


def test_form_knows_nothing_of_what_was_issued(client, scene):
    waiting, released = scene.award(scene.organisation("Oak")), codes.new_code("LEC")

    answers = [client.get("/verify/", {"code": code}).status_code for code in (waiting.code, released)]

    assert answers == [302, 302]


def test_sixty_checks_a_minute_and_no_more(client, rf, scene):
    award = scene.released(scene.organisation("Oak"))
    path = f"/verify/{award.code}/"
    for _ in range(58):
        limits.is_over(rf.get(path, REMOTE_ADDR="192.0.2.7"), "verify", most=CHECKS_A_MINUTE, seconds=60)

    answers = [client.get(path, REMOTE_ADDR="192.0.2.7") for _ in range(4)]
    elsewhere = client.get(path, REMOTE_ADDR="192.0.2.8")

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert elsewhere.status_code == 200
    assert answers[-1]["Retry-After"] == "60"
    assert "Oak" not in text_of(answers[-1])


def test_nothing_is_changed_by_a_check(client, scene):
    award = scene.released(scene.organisation("Oak"))

    assert client.post(f"/verify/{award.code}/").status_code == 405
    assert client.post("/verify/", {"code": award.code}).status_code == 405


@pytest.mark.parametrize("name", ["<script>alert(1)</script> Trust", "‮Trust‬", "Ŵyn & Ŷnys", "N" * 200])
def test_hostile_names_are_text_on_public_pages(client, scene, name):
    award = scene.released(scene.organisation(name, "<b>Team</b>"))

    for path in (f"/verify/{award.code}/", "/lec/awards/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page and "<b>Team" not in page
        assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page


# Register -------------------------------------------------------------------------------------------------


@pytest.fixture
def register(scene):
    """Four current awards of three organisations, one of them joint, and one that waits."""
    oak = scene.organisation("Oak Trust", "Outreach", region=Region.LONDON, kind=OrganisationKind.CHARITY)
    ash = scene.organisation("Ash Care", "Court team", region=Region.NORTH_EAST, kind=OrganisationKind.COMPANY)
    elm = scene.organisation("Tŷ Llwyfen", "Peer hub", region=Region.SOUTH_WEST, kind=OrganisationKind.HOUSING)
    made = {
        "oak": scene.award(oak, level="gold"),
        "ash": scene.award(ash, level="silver"),
        "elm": scene.award(elm, level="bronze"),
        "joint": scene.award(ash, oak, level="gold"),
    }
    scene.release()
    made["waiting"] = scene.award(scene.organisation("Holly Hidden"), level="gold")
    return made


def shown(response) -> list[str]:
    """The codes on a register page, in order."""
    return re.findall(r'href="/verify/([A-Z0-9-]+)/"', response.content.decode())


def test_register_shows_current_awards_by_name(client, register):
    response = client.get("/lec/awards/")

    assert shown(response) == [register[name].code for name in ("ash", "joint", "oak", "elm")]
    words = text_of(response)
    assert "4 awards" in words and "Holly" not in words
    assert register["waiting"].code not in words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "outreach"}, ["joint", "oak"]),
        ({"q": "TY llwyfen"}, ["elm"]),
        ({"q": "oak court"}, ["joint"]),
        ({"q": "100%"}, []),
        ({"q": "_"}, []),
        ({"level": "gold"}, ["joint", "oak"]),
        ({"region": "north_east"}, ["ash", "joint"]),
        ({"kind": "charity"}, ["joint", "oak"]),
        ({"level": "gold", "kind": "company"}, ["joint"]),
        ({"level": "gold", "q": "hidden"}, []),
        ({"show": "all"}, ["ash", "joint", "oak", "elm"]),
    ],
    ids=str,
)
def test_register_narrows_in_the_database(client, register, query, expected):
    assert shown(client.get("/lec/awards/", query)) == [register[name].code for name in expected]


def test_register_says_which_filter_it_does_not_know(client, register):
    response = client.get("/lec/awards/", {"level": "platinum", "page": "banana"})

    assert response.status_code == 200
    assert "We do not know the level in the address, so we left it out." in text_of(response)
    assert len(shown(response)) == 4


def test_register_leaves_out_what_has_ended_until_asked(client, register, scene):
    Award.objects.filter(pk=register["oak"].pk).update(state=AwardState.REVOKED)
    with clock.at(clock.now() - timedelta(days=1500)):
        scene.released(scene.organisation("Yew"), cohort=scene.add_cohort("past"))

    current, everything = client.get("/lec/awards/"), client.get("/lec/awards/", {"show": "all"})

    assert shown(current) == [register["ash"].code, register["joint"].code, register["elm"].code]
    assert len(shown(everything)) == 5
    words = text_of(everything)
    assert "Revoked" in words and "Expired" in words and "Holly" not in words


def test_register_pages_by_twenty_five(client, scene):
    oak = scene.organisation("Oak", *[f"Team {number:02d}" for number in range(27)])
    for service in oak.services.all():
        scene.award(oak, services=[service])
    Award.objects.update(
        state=AwardState.ACTIVE, awarded_on=clock.today(), valid_until=clock.today() + timedelta(days=1)
    )

    first, second = client.get("/lec/awards/"), client.get("/lec/awards/", {"page": "2", "q": "team"})
    beyond = client.get("/lec/awards/", {"page": "99"})

    assert (len(shown(first)), len(shown(second)), len(shown(beyond))) == (25, 2, 25)
    assert "27 awards" in text_of(first)
    assert 'href="?q=team&amp;page=1"' in second.content.decode()


def test_register_is_empty_before_the_first_award(client, scene):
    scene.award(scene.organisation("Oak"), level="gold")

    words = text_of(client.get("/lec/awards/"))

    assert "No awards yet" in words and "0 awards" in words


def test_register_of_another_programme_is_another(client, register, scene):
    other = Scene("ele", "ELE", "framework-ele-1.json")
    award = other.released(other.organisation("Birch"), level=next(iter(other.levels)))

    assert shown(client.get("/ele/awards/")) == [award.code]
    assert award.code not in shown(client.get("/lec/awards/", {"show": "all"}))


@pytest.mark.parametrize("count", [1, 3])
def test_register_asks_the_same_questions_for_any_number(client, scene, django_assert_num_queries, count):
    for number in range(count):
        scene.award(scene.organisation(f"Oak {number}"))
    scene.release()

    with django_assert_num_queries(SAVEPOINT + 4):
        assert len(shown(client.get("/lec/awards/"))) == count


def test_verification_asks_few_questions(client, scene, django_assert_num_queries):
    award = scene.released(scene.organisation("Oak"))

    with django_assert_num_queries(SAVEPOINT + 6):
        client.get(f"/verify/{award.code}/")
