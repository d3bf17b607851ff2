"""Do holders and staff see and do what is theirs, and does the embargo hold on every page before the release?"""

import hashlib
import re
from datetime import timedelta

import pytest

from applications.actions import panel
from awards.actions import certificates, releasing, revoking
from awards.enums import AwardState
from awards.models import Award, Release, Revocation
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.models import AuditEvent, Message

SAVEPOINT = 2


def text_of(response) -> str:
    """The page's words without markup."""
    content = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


def bytes_of(response) -> bytes:
    """What a download brings; the test client closes the file at its end."""
    return b"".join(response.streaming_content)


# The organisation -----------------------------------------------------------------------------------------


def test_holder_sees_the_award_and_downloads_its_certificate(as_person, scene):
    oak = scene.organisation("Oak Trust", "Outreach")
    award = scene.released(oak, level="gold")
    client = as_person(scene.lead_of(oak))

    page = text_of(client.get(f"/lec/org/{oak.slug}/awards/"))
    pdf = client.get(f"/lec/org/{oak.slug}/awards/{award.code}/certificate/")

    assert "Gold" in page and award.code in page and "Outreach" in page
    content = bytes_of(pdf)
    assert hashlib.sha256(content).hexdigest() == award.certificate.sha256
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith(f'attachment; filename="certificate-{award.code}.pdf"')
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in pdf["Cache-Control"]


def test_partner_sees_the_joint_award_too(as_person, scene):
    oak, ash = scene.organisation("Oak"), scene.organisation("Ash")
    award = scene.released(oak, ash)

    client = as_person(scene.lead_of(ash))

    assert award.code in text_of(client.get(f"/lec/org/{ash.slug}/awards/"))
    assert bytes_of(client.get(f"/lec/org/{ash.slug}/awards/{award.code}/certificate/")).startswith(b"%PDF")


def test_another_organisation_s_certificate_does_not_exist(as_person, scene):
    oak, ash = scene.organisation("Oak"), scene.organisation("Ash")
    award = scene.released(oak)
    client = as_person(scene.lead_of(ash))

    for path in (
        f"/lec/org/{ash.slug}/awards/{award.code}/certificate/",
        f"/lec/org/{oak.slug}/awards/{award.code}/certificate/",
        f"/lec/org/{oak.slug}/awards/",
        f"/lec/staff/awards/{award.code}/",
    ):
        assert client.get(path).status_code == 404


def test_embargo_holds_on_every_page_until_the_instant(as_person, scene, client):
    oak = scene.organisation("Oak Trust", "Outreach")
    award = scene.award(oak, level="gold")
    release = scene.approved()
    outbox.run_due()
    assert Award.objects.get(pk=award.pk).certificate.sha256
    paths = (
        f"/lec/org/{oak.slug}/awards/",
        "/lec/awards/?show=all&q=oak",
        "/lec/awards/?level=gold",
        f"/verify/{award.code}/",
        f"/lec/org/{oak.slug}/awards/{award.code}/certificate/",
    )

    for person in (None, scene.lead_of(oak)):
        if person is not None:
            as_person(person)
        for path in paths:
            page = client.get(path)
            heading = text_of(page).partition("Your first award")[0]
            assert award.code not in page.content.decode(), path
            assert not re.search(r'level-chip__word">\s*Gold', page.content.decode()), path
            assert "Gold" not in heading or "Show filters" in heading or page.status_code == 404, path
            assert award.certificate.sha256 not in page.content.decode(), path
    assert not Message.objects.filter(organisation_id=oak.pk).exclude(kind__startswith="charter.").exists()

    with clock.at(release.at + timedelta(seconds=1)):
        outbox.run_due()
        assert award.code in client.get(paths[0]).content.decode()
        assert award.code in client.get(paths[1]).content.decode()
        assert client.get(paths[3]).status_code == 200
        assert bytes_of(client.get(paths[4])).startswith(b"%PDF")


def test_not_yet_awarded_is_kind_and_private(as_person, scene, client):
    oak = scene.organisation("Oak")
    application = scene.decided(oak, level=None)
    before = text_of(as_person(scene.lead_of(oak)).get(f"/lec/org/{oak.slug}/awards/"))
    assert "Your first award will appear here" in before and application.reference not in before

    scene.release()

    words = text_of(client.get(f"/lec/org/{oak.slug}/awards/"))
    assert "Not yet awarded" in words and application.reference in words
    assert "fail" not in words.lower()
    client.logout()
    assert application.reference not in text_of(client.get("/lec/awards/?show=all"))


def test_revoked_certificate_is_given_out_no_more(as_person, scene):
    oak = scene.organisation("Oak")
    award = scene.released(oak)
    revoking.approve(revoking.propose(award, reason="Stopped.", by=scene.officer), by=scene.lead)
    client = as_person(scene.lead_of(oak))

    assert "Revoked" in text_of(client.get(f"/lec/org/{oak.slug}/awards/"))
    answer = client.get(f"/lec/org/{oak.slug}/awards/{award.code}/certificate/")

    assert answer.status_code == 403
    assert "no longer given out" in text_of(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_awards_page_asks_the_same_questions(as_person, scene, django_assert_num_queries, count):
    oak = scene.organisation("Oak", *[f"Team {number}" for number in range(count)])
    for service in oak.services.all():
        scene.award(oak, services=[service])
    scene.release()
    client = as_person(scene.lead_of(oak))

    with django_assert_num_queries(SAVEPOINT + 9):
        client.get(f"/lec/org/{oak.slug}/awards/")


# Releases -------------------------------------------------------------------------------------------------


def plan_by_page(client, scene, **change):
    """The plan form, filled in for two o'clock on 27 April 2027."""
    return client.post(
        f"/lec/staff/releases/{scene.cohort.slug}/plan/", {"day": "2027-04-27", "time": "14:00", **change}
    )


def test_release_is_planned_and_approved_by_two_people_on_pages(as_person, scene):
    award = scene.award(scene.organisation("Oak Trust", "Outreach"), level="gold")
    none = scene.decided(scene.organisation("Ash"), level=None)

    answer = plan_by_page(as_person(scene.lead), scene)
    path = f"/lec/staff/releases/{scene.cohort.slug}/"
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert Release.objects.get().at.isoformat() == "2027-04-27T13:00:00+00:00"

    planner = as_person(scene.lead)
    words = text_of(planner.get(path))
    assert "You planned this release." in words and "Approve this release" not in words
    assert planner.post(path).status_code == 403

    other = as_person(scene.second)
    page = other.get(path)
    words = text_of(page)
    for expected in (
        award.application.reference, award.code, "Gold", "Oak Trust", "Letter with the level, certificate, register",
        none.reference, "Not yet awarded", "Letter only; nothing public", scene.lead_of(award.organisation).name,
        "Tuesday 27 April 2027, 2pm",
    ):  # fmt: skip
        assert expected in words
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    assert other.post(path, {"digest": digest}).status_code == 302
    assert Release.objects.get().approved_by == scene.second
    assert "0 of 1 certificate made" in text_of(other.get(path))


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-28", "01:30", "skip this time"),
        ("2027-10-31", "01:30", "show this time twice"),
        ("2020-03-28", "12:00", "Choose a time that has not passed."),
        ("", "12:00", "Enter the day."),
        ("2027-04-27", "", "Enter the time."),
        ("2027-02-30", "12:00", "Enter a real date"),
        ("0001-01-01", "00:00", "Choose a time that has not passed."),
    ],
)
def test_plan_refuses_times_that_cannot_be(as_person, scene, day, time, sentence):
    answer = plan_by_page(as_person(scene.officer), scene, day=day, time=time)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'value="{time}"' in answer.content.decode() or not time
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("2027-03-28", "00:59", "2027-03-28T00:59:00+00:00"),
        ("2027-03-28", "02:00", "2027-03-28T01:00:00+00:00"),
        ("2027-10-31", "00:59", "2027-10-30T23:59:00+00:00"),
        ("2027-10-31", "12:00", "2027-10-31T12:00:00+00:00"),
    ],
)
def test_plan_on_a_clock_change_day_means_the_right_instant(as_person, scene, day, time, instant):
    assert plan_by_page(as_person(scene.officer), scene, day=day, time=time).status_code == 302

    assert Release.objects.get().at.isoformat() == instant


def test_approval_of_a_changed_list_is_shown_again(as_person, scene):
    scene.award(scene.organisation("Oak"))
    scene.plan()
    client, path = as_person(scene.lead), f"/lec/staff/releases/{scene.cohort.slug}/"
    digest = re.search(r'name="digest" value="(\w+)"', client.get(path).content.decode())[1]
    late = scene.award(scene.organisation("Ash"))

    answer = client.post(path, {"digest": digest})

    assert answer.status_code == 422
    assert "Something changed since you opened this page." in text_of(answer)
    assert late.code in text_of(answer)
    assert Release.objects.get().approved_at is None


def test_officer_cannot_approve_and_stranger_sees_nothing(as_person, scene):
    scene.award(scene.organisation("Oak"))
    scene.plan()
    path = f"/lec/staff/releases/{scene.cohort.slug}/"

    assert as_person(scene.person("other", Role.OFFICER)).post(path).status_code == 403
    assert as_person(scene.chair).get(path).status_code == 404
    assert as_person(scene.person("paying", Role.COMMISSIONER)).get("/lec/staff/releases/").status_code == 404


def test_conflict_hides_a_result_from_the_preview(as_person, scene):
    award = scene.award(scene.organisation("Oak Trust"), level="gold")
    other = scene.award(scene.organisation("Ash"), level="silver")
    scene.plan()
    panel.recuse(award.application, person=scene.lead, by=scene.officer)
    client = as_person(scene.lead)

    words = text_of(client.get(f"/lec/staff/releases/{scene.cohort.slug}/"))

    assert "You have a conflict with 1 result" in words and other.code in words
    assert award.code not in words and "Oak Trust" not in words and "Approve this release" not in words
    assert client.get(f"/lec/staff/awards/{award.code}/").status_code == 404
    assert client.get(f"/lec/staff/awards/{award.code}/certificate/").status_code == 404


def test_release_is_cancelled_on_the_page(as_person, scene):
    scene.award(scene.organisation("Oak"))
    scene.approved()
    client = as_person(scene.officer)

    answer = client.post(f"/lec/staff/releases/{scene.cohort.slug}/cancel/", follow=True)

    assert "is cancelled. Nothing became visible." in text_of(answer)
    assert Release.objects.get().cancelled_at is not None
    assert client.get(f"/lec/staff/releases/{scene.cohort.slug}/").status_code == 404


def test_releases_page_tells_how_each_cohort_stands(as_person, scene):
    waiting, planned, approved = (scene.add_cohort(name) for name in ("waiting", "planned", "approved"))
    for cohort in (waiting, planned, approved):
        scene.award(scene.organisation(f"Org {cohort.slug}"), cohort=cohort)
    done = scene.released(scene.organisation("Oak Trust"))
    scene.plan(planned)
    scene.approved(approved)

    words = text_of(as_person(scene.officer).get("/lec/staff/releases/"))

    for expected in ("Ready to plan", "Waits for approval", "Approved", "Released", done.code, "Oak Trust"):
        assert expected in words


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "questions"), [("/lec/staff/releases/", 10), ("/lec/staff/releases/spring/", 17)])
def test_release_pages_ask_the_same_questions(as_person, scene, django_assert_num_queries, count, path, questions):
    for number in range(count):
        scene.released(scene.organisation(f"Old {number}"), cohort=scene.add_cohort(f"old-{number}"))
        scene.award(scene.organisation(f"New {number}"))
    scene.plan()
    client = as_person(scene.lead)

    with django_assert_num_queries(SAVEPOINT + questions):
        assert client.get(path).status_code == 200


# One award ------------------------------------------------------------------------------------------------


def test_award_page_tells_what_happened(as_person, scene):
    award = scene.released(scene.organisation("Oak Trust"), level="gold")

    words = text_of(as_person(scene.officer).get(f"/lec/staff/awards/{award.code}/"))

    for expected in ("Gold", "Oak Trust", "Current", "was made for", "The certificate of", "Lead Person released"):
        assert expected in words


def test_staff_see_a_waiting_award_and_its_certificate(as_person, scene):
    award = scene.award(scene.organisation("Oak"))
    client = as_person(scene.officer)
    assert "Under embargo" in text_of(client.get(f"/lec/staff/awards/{award.code}/"))
    early = client.get(f"/lec/staff/awards/{award.code}/certificate/")
    assert early.status_code == 403 and "not made yet" in text_of(early)

    scene.approved()
    award.refresh_from_db()
    certificates.render(award, by=scene.lead)

    assert bytes_of(client.get(f"/lec/staff/awards/{award.code}/certificate/")).startswith(b"%PDF")


def test_award_is_revoked_by_two_people_on_pages(as_person, scene):
    award = scene.released(scene.organisation("Oak"))
    path = f"/lec/staff/awards/{award.code}/revoke/"
    client = as_person(scene.officer)

    empty = client.post(path, {"reason": "  "})
    assert empty.status_code == 422 and "Enter the reason." in text_of(empty)
    assert client.post(path, {"reason": "They stopped."}).status_code == 302
    again = client.post(path, {"reason": "Again."})
    assert again.status_code == 422 and "already" in text_of(again) and "Again." in again.content.decode()
    assert client.post(f"{path}approve/").status_code == 403

    lead = as_person(scene.lead)
    assert "They stopped." in text_of(lead.get(f"{path}approve/"))
    assert lead.post(f"{path}approve/").status_code == 302

    assert Award.objects.get(pk=award.pk).state == AwardState.REVOKED
    assert "This award has been revoked" in text_of(client.get(f"/verify/{award.code}/"))
    assert lead.get(f"{path}approve/").status_code == 404
    assert lead.get(path).status_code == 403


def test_releases_page_leads_to_every_proposed_revocation(as_person, scene):
    award = scene.released(scene.organisation("Oak"))
    revoking.propose(award, reason="They stopped.", by=scene.officer)
    client = as_person(scene.lead)

    page = client.get("/lec/staff/releases/").content.decode()

    assert "Revocations to approve" in page
    assert f'href="/lec/staff/awards/{award.code}/revoke/approve/"' in page
    client.post(f"/lec/staff/awards/{award.code}/revoke/approve/")
    assert "Revocations to approve" not in client.get("/lec/staff/releases/").content.decode()


def test_proposal_is_taken_back_on_the_page(as_person, scene):
    award = scene.released(scene.organisation("Oak"))
    revoking.propose(award, reason="They stopped.", by=scene.officer)
    client = as_person(scene.lead)

    answer = client.post(f"/lec/staff/awards/{award.code}/revoke/drop/", follow=True)

    assert "The proposal is taken back." in text_of(answer)
    assert not Revocation.objects.exists()
    assert "took back the proposal" in text_of(answer)


def test_reading_changes_nothing(as_person, scene):
    award = scene.released(scene.organisation("Oak"))
    scene.award(scene.organisation("Ash"))
    releasing.plan(scene.cohort, at=clock.now() + timedelta(days=1), by=scene.officer)
    revoking.propose(award, reason="They stopped.", by=scene.officer)
    client, before = as_person(scene.lead), AuditEvent.objects.count()

    for path in (
        "/lec/staff/releases/",
        "/lec/staff/releases/spring/",
        "/lec/staff/releases/spring/plan/",
        f"/lec/staff/awards/{award.code}/",
        f"/lec/staff/awards/{award.code}/revoke/",
        f"/lec/staff/awards/{award.code}/revoke/approve/",
        f"/lec/staff/awards/{award.code}/certificate/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.streaming:
            bytes_of(answer)
    for path in ("/lec/staff/releases/spring/cancel/", f"/lec/staff/awards/{award.code}/revoke/drop/"):
        assert client.get(path).status_code == 405, path

    assert AuditEvent.objects.count() == before
