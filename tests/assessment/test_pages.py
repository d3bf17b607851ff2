"""Do the panel's pages open for whom they are meant, in every state, and keep what was typed?"""

import hashlib
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.enums import State
from applications.models import Application, Evidence, EvidenceUse, Snapshot
from assessment.actions import conflicts, deciding, scoring
from assessment.enums import ReviewState
from assessment.models import AgreedScore, Conflict, Decision, Score
from charter.kit import clock, files, secrecy
from charter.kit.models import AuditEvent
from charter.models import Standard
from tests.assessment.factory import make_cohort

# What a page of the panel or of its chair may ask (performance.md).
MOST_QUERIES = 15


def address(route, world, application=None, **words):
    if application is not None:
        words["reference"] = application.reference
    return reverse(f"assessment:{route}", kwargs={"programme": world.programme.slug, **words})


def text(response):
    return " ".join(response.content.decode().split())


# The assessor ---------------------------------------------------------------------------------------------


def test_my_reviews_says_when_there_is_nothing(world, sign_in):
    response = sign_in(world.assessors[0]).get(address("my_reviews", world))

    assert response.status_code == 200
    assert "Nothing to read yet" in text(response)


def test_my_reviews_shows_each_stage_with_its_next_step(world, sign_in):
    tess = world.assessors[0]
    waiting, begun, done = world.assessing(), world.assessing(), world.assessing()
    review = world.open(begun, tess)
    scoring.save(review, standard=world.standards[0], points=1, reason="", version=0, by=tess)
    world.lock(done, tess)

    page = text(sign_in(tess).get(address("my_reviews", world)))

    assert address("conflict", world, waiting) in page
    assert "1 of 4 scored" in page
    assert address("score", world, begun, standard="a2") in page
    assert "Finished" in page
    assert "You can skip anything, at any time, without a reason." in page


def test_my_reviews_does_not_show_an_application_before_the_panel_starts(world, sign_in):
    application = world.assigned()

    browser = sign_in(world.assessors[0])

    assert application.reference not in text(browser.get(address("my_reviews", world)))
    assert browser.get(address("conflict", world, application)).status_code == 404


def test_my_reviews_says_that_an_application_was_withdrawn(world, sign_in):
    application = world.assessing()
    Application.objects.filter(pk=application.pk).update(state=State.WITHDRAWN)

    browser = sign_in(world.assessors[0])
    page = text(browser.get(address("my_reviews", world)))
    refused = browser.get(address("conflict", world, application))

    assert "The organisation has withdrawn it" in page
    assert refused.status_code == 403
    assert "no longer with the panel" in text(refused)


def test_the_question_shows_names_and_services_only(world, sign_in):
    application = world.assessing()

    page = text(sign_in(world.assessors[0]).get(address("conflict", world, application)))

    assert application.organisation.name in page
    assert "Peer team" in page
    assert "words for A1" not in page


@pytest.mark.parametrize("route", ["review", "finish"])
def test_nothing_of_an_application_opens_before_the_question_is_answered(world, sign_in, route):
    application = world.assessing()

    response = sign_in(world.assessors[0]).get(address(route, world, application))

    assert response.status_code == 403
    assert "Answer the question about connections first." in text(response)


def test_an_unanswered_question_gets_a_sentence(world, sign_in):
    application = world.assessing()

    response = sign_in(world.assessors[0]).post(address("conflict", world, application), {})

    assert response.status_code == 422
    assert "Select whether you have a connection." in text(response)


def test_no_connection_opens_the_application(world, sign_in):
    application = world.assessing()
    browser = sign_in(world.assessors[0])

    response = browser.post(address("conflict", world, application), {"connection": "none"})
    page = text(browser.get(address("score", world, application, standard="a1")))

    assert response["Location"] == address("review", world, application)
    assert "words for A1" in page
    assert "A1 described 3" in page
    assert "Jo Malik" in page


@pytest.mark.parametrize("connection", ["connected", "unsure"])
@pytest.mark.parametrize("later", [False, True], ids=["first", "later"])
def test_a_connection_removes_everything_on_the_next_request(world, sign_in, connection, later):
    tess, application = world.assessors[0], world.assessing()
    browser = sign_in(tess)
    if later:
        world.open(application, tess)
        assert browser.get(address("score", world, application, standard="a1")).status_code == 200

    response = browser.post(address("conflict", world, application), {"connection": connection})

    assert response["Location"] == address("thanks", world)
    assert "Nobody will ask you why." in text(browser.get(address("thanks", world)))
    for route, words in [
        ("review", {}),
        ("conflict", {}),
        ("finish", {}),
        ("score", {"standard": "a1"}),
        ("file", {"uuid": uuid.uuid4()}),
    ]:
        assert browser.get(address(route, world, application, **words)).status_code == 404
    assert application.reference not in text(browser.get(address("my_reviews", world)))


def test_handing_back_asks_for_no_reason_and_removes_everything(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    world.open(application, tess)
    browser = sign_in(tess)

    response = browser.post(address("hand_back", world, application))

    assert response["Location"] == address("thanks", world)
    assert browser.get(address("review", world, application)).status_code == 404


def test_an_application_of_somebody_else_and_a_missing_one_look_the_same(world, sign_in):
    application = world.assessing()
    stranger = sign_in(world.assessors[3])

    theirs = stranger.get(address("review", world, application))
    none = stranger.get(address("review", world, reference="TST-9999"))

    assert (theirs.status_code, none.status_code) == (404, 404)
    assert told(theirs, application.reference) == told(none, "TST-9999")


def told(response, reference):
    """The page's words without its nonce and the address that was asked for."""
    return re.sub(r'nonce="[^"]+"', "", text(response)).replace(reference, "")


def test_saving_a_score_goes_to_the_next_standard_and_at_last_to_the_end(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    review = world.open(application, tess)
    browser = sign_in(tess)
    sent = {"version": 0, "points": "0", "reason": "None of it."}

    first = browser.post(address("score", world, application, standard="a1"), sent)
    last = browser.post(address("score", world, application, standard="b2"), sent)

    assert first["Location"] == address("score", world, application, standard="a2")
    assert last["Location"] == address("finish", world, application)
    assert list(Score.objects.filter(review=review).values_list("standard__code", "points", "reason")) == [
        ("A1", 0, "None of it."),
        ("B2", 0, "None of it."),
    ]


def test_score_sent_as_the_session_ended_is_kept_for_whoever_signs_in_again(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    review = world.open(application, tess)
    browser, path = sign_in(tess), address("score", world, application, standard="a1")

    with clock.at(clock.now() + timedelta(minutes=31)):
        asked = browser.post(path, {"version": 0, "points": "0", "reason": "Typed over a long cup of tea."})
        assert asked["Location"] == "/account/login/?next=/account/carry-on/"
        browser.force_login(tess, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = text(browser.get("/account/carry-on/"))
        kept = browser.session["held"]
        sent = browser.post(kept["path"], dict(json.loads(secrecy.unseal(kept["sealed"]))))

    assert "Typed over a long cup of tea." in page
    assert sent.status_code == 302
    assert Score.objects.get(review=review).reason == "Typed over a long cup of tea."


def test_autosave_answers_in_json_and_keeps_half_a_score(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    world.open(application, tess)
    browser = sign_in(tess)
    here = address("score", world, application, standard="a1")

    answer = browser.post(here, {"version": 0, "reason": "So far", "autosave": "1"})
    again = browser.post(here, {"version": 1, "reason": "So far, so good", "autosave": "1"})
    behind = browser.post(here, {"version": 1, "reason": "From another tab", "autosave": "1"})

    assert answer.json() == {"version": 1, "saved_at": "9am"}
    assert again.json()["version"] == 2
    assert behind.status_code == 409
    assert behind.json() == {
        "theirs": "So far, so good",
        "version": 2,
        "saved_by": "You",
        "saved_at": "9am",
        "url": here,
    }


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"version": 0, "points": "7"}, "Choose one of the scores on the page."),
        ({"version": 5, "points": "1"}, "We do not know the version you started from."),
    ],
)
def test_a_score_that_cannot_be_kept_gets_a_sentence(world, sign_in, sent, sentence):
    tess, application = world.assessors[0], world.assessing()
    world.open(application, tess)
    browser = sign_in(tess)
    here = address("score", world, application, standard="a1")

    page = browser.post(here, {**sent, "reason": "Words that stay"})
    quiet = browser.post(here, {**sent, "reason": "Words that stay", "autosave": "1"})

    assert page.status_code == 422
    assert sentence in text(page)
    assert "Words that stay" in text(page)
    assert quiet.status_code == 422
    assert sentence in quiet.json()["message"]


def test_two_tabs_get_a_page_with_both_texts_and_one_choice(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    review = world.open(application, tess)
    scoring.save(review, standard=world.standards[0], points=3, reason="First tab", version=0, by=tess)
    browser = sign_in(tess)
    here = address("score", world, application, standard="a1")

    both = browser.post(here, {"version": 0, "points": "1", "reason": "Second tab"})
    kept = browser.post(here, {"version": 1, "points": "1", "reason": "Second tab", "stay": "1"})

    assert both.status_code == 409
    assert "First tab" in text(both)
    assert "Second tab" in text(both)
    assert kept["Location"] == here
    assert Score.objects.get(review=review).reason == "Second tab"


def test_finishing_names_each_gap_and_then_closes(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    review = world.open(application, tess)
    scoring.save(review, standard=world.standards[0], points=1, reason=" ", version=0, by=tess)
    browser = sign_in(tess)

    refused = browser.post(address("finish", world, application))
    for place, standard in enumerate(world.standards):
        scoring.save(review, standard=standard, points=2, reason="Yes.", version=int(place == 0), by=tess)
    done = browser.post(address("finish", world, application))
    review.refresh_from_db()

    assert refused.status_code == 422
    assert "Give a reason for A1" in text(refused)
    assert "Give a score and a reason for B2" in text(refused)
    assert done["Location"] == address("my_reviews", world)
    assert review.state == ReviewState.LOCKED


def test_a_finished_review_can_be_read_and_not_changed(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    world.lock(application, tess, reason="What I thought.")
    browser = sign_in(tess)
    here = address("score", world, application, standard="a1")

    page = browser.get(here)
    refused = browser.post(here, {"version": 1, "points": "0", "reason": "Changed"})

    assert page.status_code == 200
    assert "What I thought." in text(page)
    assert "<form" not in text(page).split("Your score", 1)[1].split("Jo Malik")[0]
    assert refused.status_code == 403
    assert "Your scores are finished" in text(refused)
    assert browser.get(address("review", world, application)).status_code == 200
    assert browser.get(address("finish", world, application)).status_code == 200
    assert browser.get(address("conflict", world, application)).status_code == 403


def add_file(application, name="Policy.pdf", named=True):
    """A file of the organisation, named by the snapshot or not."""
    stored = files.store(b"%PDF-1.7 words", area="evidence", sha256=sha(b"%PDF-1.7 words"), suffix=".pdf")
    evidence = Evidence.objects.create(
        programme=application.programme,
        organisation=application.organisation,
        kind="file",
        title=name,
        storage_name=stored,
        content_type="application/pdf",
        size=14,
        sha256=sha(b"%PDF-1.7 words"),
        added_by=Snapshot.objects.get(application=application).sent_by,
        added_at=clock.now(),
    )
    if named:
        EvidenceUse.objects.create(
            programme=application.programme,
            organisation=application.organisation,
            evidence=evidence,
            application=application,
            standard=Standard.objects.get(framework=application.framework, code="A1"),
            added_at=clock.now(),
        )
        latest = Snapshot.objects.get(application=application)
        item = {"uuid": str(evidence.uuid), "standard": "A1", "organisation": application.organisation.slug}
        content = {
            **latest.content,
            "evidence": [
                {**item, "kind": "file", "title": name, "sha256": evidence.sha256, "size": 14},
            ],
        }
        Snapshot.objects.create(
            programme=application.programme,
            organisation=application.organisation,
            application=application,
            number=2,
            content=content,
            sha256="1" * 64,
            receipt=f"{application.reference}-S2",
            key=uuid.uuid4(),
            sent_by=latest.sent_by,
            sent_at=clock.now(),
        )
    return evidence


def sha(content):
    return hashlib.sha256(content).hexdigest()


def test_the_panel_opens_a_sent_file_and_it_is_recorded(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    evidence = add_file(application)
    world.open(application, tess)
    browser = sign_in(tess)

    listed = text(browser.get(address("score", world, application, standard="a1")))
    response = browser.get(address("file", world, application, uuid=evidence.uuid))

    assert "Policy.pdf" in listed
    assert b"".join(response.streaming_content) == b"%PDF-1.7 words"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get(verb="evidence:opened")
    assert (event.actor_id, event.target_id) == (tess.pk, evidence.pk)


def test_a_file_that_was_not_sent_does_not_exist_for_the_panel(world, sign_in):
    tess, application, other = world.assessors[0], world.assessing(), world.assessing()
    unsent = add_file(application, named=False)
    elsewhere = add_file(other)
    world.open(application, tess)
    browser = sign_in(tess)

    for evidence in (unsent, elsewhere):
        assert browser.get(address("file", world, application, uuid=evidence.uuid)).status_code == 404
    assert not AuditEvent.objects.filter(verb="evidence:opened").exists()


def test_the_panel_sees_what_changed_since_the_sending_before(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    world.open(application, tess)
    browser = sign_in(tess)
    a1 = address("score", world, application, standard="a1")
    once = text(browser.get(a1))
    old = Snapshot.objects.get(application=application)
    add_file(application)
    new = Snapshot.objects.get(application=application, number=2)
    was = old.content["answers"]["A1"]
    # What was sent is never changed; a third sending has the new words.
    Snapshot.objects.create(
        **{
            **{
                name: getattr(new, name)
                for name in ("programme", "organisation", "application", "sent_by", "sent_at")
            },
            "number": 3,
            "content": {**old.content, "answers": {**old.content["answers"], "A1": f"{was} With proof."}},
            "sha256": "3" * 64,
            "receipt": f"{application.reference}-S3",
            "key": uuid.uuid4(),
        }
    )

    first, second = text(browser.get(a1)), text(browser.get(address("score", world, application, standard="a2")))

    assert "What changed since the sending before" not in once
    assert "You score what was sent then." in first
    assert re.search(r"<ins[^>]*>.*With proof\..*</ins>", first)
    assert "Taken away: Policy.pdf" in first
    assert "Nothing changed in this standard." in second
    # A connection takes the difference away with everything else.
    conflicts.set_by_staff(application, person=tess, by=world.officer)
    assert browser.get(a1).status_code == 404


def test_a_file_stays_closed_before_the_answer(world, sign_in):
    application = world.assessing()
    evidence = add_file(application)

    response = sign_in(world.assessors[0]).get(address("file", world, application, uuid=evidence.uuid))

    assert response.status_code == 403


# The chair ------------------------------------------------------------------------------------------------


def test_moderations_says_when_there_is_nothing(world, sign_in):
    assert "Nothing to moderate yet" in text(sign_in(world.chair).get(address("moderations", world)))


def test_the_chair_reveals_and_agrees_standard_by_standard(world, sign_in):
    application = world.ready((1, 1, 3))
    browser = sign_in(world.chair)

    sealed = text(browser.get(address("moderation", world, application)))
    revealed = browser.post(address("reveal", world, application))
    room = text(browser.get(address("moderation", world, application)))
    page = text(browser.get(address("agree", world, application, standard="a2")))
    agreed = browser.post(address("agree", world, application, standard="a2"), {"points": "2", "note": "Talked."})

    assert "Reveal the scores" in sealed
    assert revealed["Location"] == address("moderation", world, application)
    assert "Talk about it" in room
    assert "The totals are" in room
    assert "so nothing is chosen for you" in page
    assert "checked" not in page
    assert agreed["Location"] == address("agree", world, application, standard="b1")
    assert AgreedScore.objects.get().points == 2


def test_the_median_is_chosen_where_nothing_is_flagged(world, sign_in):
    application = world.moderating((2, 2, 2)).application

    page = text(sign_in(world.chair).get(address("agree", world, application, standard="a1")))

    assert 'value="2" checked' in page
    assert "Median: <strong>Most (2)</strong>" in page


def test_members_are_letters_and_never_names(world, sign_in):
    application = world.moderating((2, 2, 2)).application
    browser = sign_in(world.chair)

    for page in (
        browser.get(address("moderation", world, application)),
        browser.get(address("agree", world, application, standard="a1")),
        browser.get(address("moderations", world)),
    ):
        told = text(page)
        for person in world.assessors:
            assert person.name not in told
            assert person.email not in told


def test_an_agreed_score_must_be_chosen(world, sign_in):
    application = world.moderating().application

    response = sign_in(world.chair).post(address("agree", world, application, standard="a1"), {"note": "Kept"})

    assert response.status_code == 422
    assert "Select the score that the panel agreed." in text(response)
    assert "Kept" in text(response)


def test_the_room_explains_the_level_once_all_are_agreed(world, sign_in):
    application = world.agreed(2).application

    page = text(sign_in(world.chair).get(address("moderation", world, application)))

    assert "By the rules this points to" in page
    assert "Total is 8 of 12" in page
    assert "Propose this level" in page
    assert "6 of 6" not in page
    assert "4 of 6" in page


def test_the_chair_proposes_and_a_programme_lead_confirms(world, sign_in):
    application = world.agreed(2).application

    proposed = sign_in(world.chair).post(address("propose", world, application), {"level": "middle"})
    waits = text(sign_in(world.lead).get(address("decisions", world)))
    page = text(sign_in(world.lead).get(address("decision", world, application)))
    confirmed = sign_in(world.lead).post(address("confirm", world, application))
    application.refresh_from_db()

    assert proposed["Location"] == address("moderation", world, application)
    assert "Waiting for a second person" in waits
    assert "Confirm this level" in page
    assert "Met" in page
    assert confirmed["Location"] == address("decisions", world)
    assert application.state == State.DECIDED


def test_an_override_without_a_reason_keeps_the_page_and_the_choice(world, sign_in):
    application = world.agreed(2).application

    response = sign_in(world.chair).post(address("propose", world, application), {"level": "upper"})

    assert response.status_code == 422
    assert "Enter why the level differs from what the rules say." in text(response)
    assert 'value="upper" checked' in text(response)


def test_a_refused_proposal_comes_back_with_its_reason(world, sign_in):
    application = world.proposed(2)
    lead = sign_in(world.lead)

    empty = lead.post(address("refuse", world, application), {"reason": ""})
    sent = lead.post(address("refuse", world, application), {"reason": "Look at A1 again."})
    room = text(sign_in(world.chair).get(address("moderation", world, application)))
    told = text(lead.get(address("decision", world, application)))

    assert empty.status_code == 422
    assert "Enter why you send it back." in text(empty)
    assert sent.status_code == 302
    assert "Look at A1 again." in room
    assert "Propose this level" in room
    assert "Sent back" in told


def test_the_room_is_closed_after_the_proposal(world, sign_in):
    application = world.proposed(2)
    browser = sign_in(world.chair)

    room = browser.get(address("moderation", world, application))
    standard = browser.get(address("agree", world, application, standard="a1"))
    refused = browser.post(address("agree", world, application, standard="a1"), {"points": "1"})

    assert "is proposed" in text(room)
    assert "Propose this level" not in text(room)
    assert standard.status_code == 200
    assert refused.status_code == 403


def test_an_officer_reads_a_decision_and_cannot_confirm_it(world, sign_in):
    application = world.proposed(2)
    browser = sign_in(world.officer)

    page = browser.get(address("decision", world, application))
    refused = browser.post(address("confirm", world, application))

    assert page.status_code == 200
    assert "Only a programme lead can do this." in text(page)
    assert refused.status_code == 403
    assert Decision.objects.get().confirmed_at is None


def test_decisions_says_when_there_is_nothing(world, sign_in):
    assert "No level is proposed yet" in text(sign_in(world.officer).get(address("decisions", world)))


def test_not_yet_awarded_is_said_and_never_failed(world, sign_in):
    application = world.proposed(0)

    page = text(sign_in(world.lead).get(address("decision", world, application)))

    assert "Not yet awarded" in page
    assert "failed" not in page.lower()


# The officer ----------------------------------------------------------------------------------------------


def test_the_officer_sets_a_panel_up_through_the_pages(world, sign_in):
    application = world.application()
    browser = sign_in(world.officer)
    here = address("assignments", world, application)

    empty = text(browser.get(here))
    for person in world.assessors[:3]:
        form = {"seat": world.seats[person].pk}
        assert browser.post(address("assign", world, application), form)["Location"] == here
    ready = text(browser.get(here))
    started = browser.post(address("start", world, application))
    application.refresh_from_db()

    assert "Nobody reads it yet" in empty
    assert "The panel needs at least 3 assessors. It has 0." in empty
    assert "Start the panel" in ready
    assert started["Location"] == here
    assert application.state == State.ASSESSING


def test_starting_too_early_says_what_is_missing(world, sign_in):
    application = world.assigned(world.assessors[1:3])

    response = sign_in(world.officer).post(address("start", world, application))

    assert response.status_code == 422
    assert "The panel needs at least 3 assessors. It has 2." in text(response)
    assert "lived experience seat. There is none." in text(response)


def test_the_officer_sees_progress_and_never_scores(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    review = world.open(application, tess)
    scoring.save(review, standard=world.standards[0], points=3, reason="MARKED-REASON", version=0, by=tess)

    page = text(sign_in(world.officer).get(address("assignments", world, application)))

    assert "1 of 4 scored" in page
    assert "Has not answered yet" in page
    assert "MARKED-REASON" not in page
    assert "Whole" not in page


def test_the_officer_frees_a_place_and_records_a_connection(world, sign_in):
    application = world.assessing()
    browser = sign_in(world.officer)
    review = world.review(application, world.assessors[0])

    freed = browser.post(address("take_back", world, application), {"review": review.pk})
    nobody = browser.post(address("take_back", world, application), {"review": "x"})
    unnamed = browser.post(address("set_conflict", world, application), {})
    hidden = browser.post(address("set_conflict", world, application), {"person": world.assessors[1].pk})
    again = browser.post(address("set_conflict", world, application), {"person": world.assessors[1].pk})
    review.refresh_from_db()

    assert freed.status_code == 302
    assert "They no longer read this application" in text(nobody)
    assert "Select a person." in text(unnamed)
    assert hidden.status_code == 302
    assert "is on record already" in text(again)
    assert review.state == ReviewState.HANDED_BACK
    assert Conflict.objects.get().person == world.assessors[1]


def test_a_refused_form_s_own_address_shows_its_page(world, sign_in):
    application = world.application()
    browser = sign_in(world.officer)

    assert "Give this seat" in text(browser.get(address("give_seat", world, cohort=world.cohort.slug)))
    assert "Record the connection" in text(browser.get(address("set_conflict", world, application)))


def test_officers_are_told_what_to_think_about_before_they_assign(world, sign_in):
    application = world.application()
    tess, owner = world.assessors[0], Snapshot.objects.get(application=application).sent_by
    for person, address_of in ((tess, "tess@northfield.example.org"), (owner, "owner@northfield.example.org")):
        person.email = address_of
        person.save()

    page = text(sign_in(world.officer).get(address("assignments", world, application)))

    assert page.count("Their address ends like that of people there: northfield.example.org.") == 1


def test_the_panel_page_gives_a_seat_and_keeps_a_refused_form(world, sign_in):
    cohort = make_cohort(world.programme, world.framework, slug="autumn")
    browser = sign_in(world.officer)
    words = {"cohort": cohort.slug}
    form = {
        "person": world.assessors[0].pk,
        "kind": "assessor",
        "lived_experience": "on",
        "trained_on_0": "1",
        "trained_on_1": "9",
        "trained_on_2": "2026",
    }

    empty = text(browser.get(address("panel", world, **words)))
    given = browser.post(address("give_seat", world, **words), form)
    page = text(browser.get(address("panel", world, **words)))
    wrong = browser.post(address("give_seat", world, **words), {**form, "kind": "chair"})
    nobody = browser.post(address("give_seat", world, **words), {**form, "person": ""})

    assert "Nobody has a seat yet" in empty
    assert given["Location"] == address("panel", world, **words)
    assert "Lived experience seat" in page
    assert "1 September 2026" in page
    assert wrong.status_code == 422
    assert "is not a panel chair of this programme" in text(wrong)
    assert "Select a person." in text(nobody)


def test_staff_with_a_connection_do_not_find_the_application(world, sign_in):
    application = world.proposed(2)
    conflicts.set_by_staff(application, person=world.lead, by=world.officer)
    browser = sign_in(world.lead)

    for route in ("assignments", "decision"):
        assert browser.get(address(route, world, application)).status_code == 404
    assert browser.post(address("confirm", world, application)).status_code == 404
    assert application.reference not in text(browser.get(address("decisions", world)))
    assert application.reference not in text(browser.get(address("panel", world, cohort=world.cohort.slug)))


# One number of queries for one row and for three ------------------------------------------------------------


def cost(browser, here):
    """How many queries the page asks when everything that is read once a process has been read."""
    browser.get(here)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(here).status_code == 200
    return len(queries)


def own_reviews(world):
    world.lock(world.assessing(), world.assessors[0])
    world.open(world.assessing(), world.assessors[0])


def meetings(world):
    world.assessing()
    world.moderating((1, 2, 3))


def decided(world):
    deciding.confirm(world.proposed(2), by=world.lead)
    world.assessing()


@pytest.mark.parametrize(
    ("who", "route", "words", "add"),
    [
        ("tess", "my_reviews", {}, own_reviews),
        ("chair", "moderations", {}, meetings),
        ("officer", "decisions", {}, decided),
        ("officer", "panel", {"cohort": "spring"}, decided),
    ],
    ids=["my reviews", "moderations", "decisions", "panel"],
)
def test_a_list_asks_the_same_with_one_row_and_with_three(world, sign_in, who, route, words, add):
    person = world.assessors[0] if who == "tess" else getattr(world, who)
    browser, here = sign_in(person), address(route, world, **words)

    add(world)
    one = cost(browser, here)
    add(world)
    add(world)

    assert cost(browser, here) == one <= MOST_QUERIES


def test_no_page_of_one_application_asks_more_than_its_budget(world, sign_in):
    tess, application = world.assessors[0], world.assessing()
    world.open(application, tess)
    agreed, proposed = world.agreed(2).application, world.proposed(2)
    pages = [
        (tess, address("review", world, application)),
        (tess, address("score", world, application, standard="a2")),
        (world.chair, address("moderation", world, agreed)),
        (world.chair, address("agree", world, agreed, standard="a2")),
        (world.officer, address("decision", world, proposed)),
        (world.officer, address("assignments", world, application)),
    ]

    for person, here in pages:
        assert cost(sign_in(person), here) <= MOST_QUERIES, here
