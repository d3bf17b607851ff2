"""AUT-3: does whoever loses a right lose it at the next request, with sessions and all?"""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from applications.models import ApplicationGrant, Evidence
from assessment.actions import scoring
from assessment.models import Review, Seat
from charter.actions import (
    invitations,
    join_requests,
    leaving,
    memberships,
    programme_roles,
    suspending,
    teams,
)
from charter.enums import Role
from charter.kit import outbox, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message, OutboxRow
from charter.kit.tokens import digest
from charter.models import AccessNeeds, Invitation, JoinRequest, Membership
from charter.people import first_to_hand_over
from tests.access.test_matrix import signed_in

WHY = "Took another post."


@pytest.fixture
def side(world):
    return world.sides[0]


def sessions_of(person):
    return [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(person.pk)]


def leave(side, person, by="programme_lead"):
    by = side.people[by]
    with tenancy.acting(by, side.programme):
        return leaving.let_go(person, programme=side.programme, reason=WHY, by=by)


def test_leaving_ends_roles_seats_grants_and_sessions_at_once(side):
    assessor = side.people["assessor"]
    browsers = [signed_in(assessor), signed_in(assessor)]
    scoring_one = side.houses[0].applications["assessing"]
    path = reverse("assessment:my_reviews", kwargs={"programme": side.programme.slug})
    assert [browser.get(path).status_code for browser in browsers] == [200, 200]
    assert ApplicationGrant.objects.filter(user=assessor).exists()

    left = leave(side, assessor)

    assert not Membership.objects.current().filter(person=assessor).exists()
    assert not ApplicationGrant.objects.filter(user=assessor).exists()
    assert not Seat.objects.filter(person=assessor, ended_at__isnull=True).exists()
    assert Review.objects.get(application=scoring_one, assignment__seat__person=assessor).state == "handed_back"
    # What was finished stands: the decision rests on it.
    locked = side.houses[0].applications["moderating"]
    assert Review.objects.get(application=locked, assignment__seat__person=assessor).state == "locked"
    assert (left.sessions, sessions_of(assessor)) == (2, [])
    for browser in browsers:
        assert browser.get(path).url.startswith("/account/login/")


def test_whoever_signs_in_again_after_leaving_finds_nothing(side):
    assessor = side.people["assessor"]
    review = side.houses[0].applications["assessing"]
    file = Evidence.objects.filter(uses__application=review).exclude(storage_name="").first()
    words = {"programme": side.programme.slug, "reference": review.reference}
    address = reverse("assessment:file", kwargs={**words, "uuid": file.uuid}) if file else ""
    before = signed_in(assessor)
    assert before.get(reverse("assessment:review", kwargs=words)).status_code == 200
    assert b"".join(before.get(address)) != b""

    leave(side, assessor)

    again = signed_in(assessor)
    assert again.get(reverse("assessment:review", kwargs=words)).status_code == 404
    assert again.get(address).status_code == 404
    assert again.get(reverse("assessment:my_reviews", kwargs={"programme": side.programme.slug})).status_code == 404


def test_whoever_leaves_is_let_in_by_nothing_that_still_waits(side):
    assessor, lead = side.people["assessor"], side.people["programme_lead"]
    organisation = side.houses[0].organisation
    with tenancy.acting(lead, side.programme):
        chair = invitations.invite(side.programme, email=assessor.email, role=Role.CHAIR, by=lead)
        other = invitations.invite(side.programme, email="somebody.else@example.org", role=Role.CHAIR, by=lead)
    with tenancy.acting(assessor, side.programme):
        join_requests.ask(organisation, by=assessor)

    leave(side, assessor)

    chair.refresh_from_db()
    other.refresh_from_db()
    assert (chair.revoked_at is not None, other.revoked_at) == (True, None)
    assert not JoinRequest.objects.filter(person=assessor).exists()
    with tenancy.acting(assessor), pytest.raises(Refused, match="taken back"):
        invitations.accept(chair, by=assessor)


def test_removed_from_a_team_or_a_role_no_old_invitation_brings_back(side):
    house, officer, assessor = side.houses[0], side.people["officer"], side.people["assessor"]
    lead, viewer = house.people["lead"], house.people["viewer"]
    with tenancy.acting(lead, side.programme):
        to_team = invitations.invite(
            side.programme, email=viewer.email, role=Role.CONTRIBUTOR, organisation=house.organisation, by=lead
        )
        teams.remove(house.organisation, person=viewer, by=lead)
    with tenancy.acting(officer, side.programme):
        same, another = (
            invitations._send(side.programme, None, assessor.email, [role], officer)
            for role in (Role.ASSESSOR, Role.OBSERVER)
        )
        programme_roles.end(Membership.objects.get(person=assessor), by=officer)

    for invitation in (to_team, same, another):
        invitation.refresh_from_db()
    assert to_team.revoked_at is not None
    assert (same.revoked_at is not None, another.revoked_at) == (True, None)


def test_closed_account_counts_as_no_lead(side):
    house = side.houses[0]
    lead, viewer = house.people["lead"], house.people["viewer"]
    with tenancy.acting(lead, side.programme):
        memberships.grant(
            viewer, role=Role.ORGANISATION_LEAD, programme=side.programme, organisation=house.organisation, by=lead
        )
    assert first_to_hand_over(lead, side.programme) == []

    viewer.is_active = False
    viewer.save(update_fields=["is_active"])

    assert first_to_hand_over(lead, side.programme) == [f"{house.organisation} needs another lead first."]
    leads_all = side.people["programme_lead"]
    with tenancy.acting(leads_all, side.programme), pytest.raises(Refused, match="closed"):
        programme_roles.give(viewer, role=Role.OBSERVER, programme=side.programme, by=leads_all)


def test_leaving_is_recorded_with_its_reason_and_told(side):
    assessor = side.people["assessor"]
    leave(side, assessor)

    [event] = AuditEvent.objects.filter(verb="person:left", target_id=assessor.pk)
    assert (event.reason, event.programme_id) == (WHY, side.programme.pk)
    assert event.detail["roles"] == [f"Panel member, {side.programme}"]
    assert "needs another reader" in " ".join(event.detail["done"])
    [letter] = Message.objects.filter(kind="charter.left", person_id=assessor.pk)
    assert "Panel member" in letter.text


def test_leaving_is_all_or_nothing(side, monkeypatch):
    assessor = side.people["assessor"]
    signed_in(assessor)

    def breaks(*args, **kwargs):
        raise RuntimeError("the last step breaks")

    monkeypatch.setattr("charter.notifications.left", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        leave(side, assessor)

    assert Membership.objects.current().filter(person=assessor).exists()
    assert ApplicationGrant.objects.filter(user=assessor).exists()
    assert len(sessions_of(assessor)) == 1


def test_last_lead_is_named_first(side):
    house = side.houses[0]
    with pytest.raises(Refused, match="Oak Trust needs another lead first"):
        leave(side, house.people["lead"])
    assert first_to_hand_over(side.people["programme_lead"], side.programme) == [
        "Oakland Charter needs another programme lead first."
    ]
    page = signed_in(side.people["officer"]).get(
        reverse("charter:let_go", kwargs={"programme": side.programme.slug, "who": house.people["lead"].uuid})
    )
    assert "Oak Trust needs another lead first." in page.content.decode()


@pytest.mark.parametrize(
    ("who", "by", "sentence"),
    [
        ("officer", "officer", "Somebody else has to do this"),
        ("programme_lead", "officer", "Only a programme lead"),
        ("assessor", "assessor", "Only a programme officer or a programme lead"),
    ],
)
def test_who_may_let_whom_go(side, who, by, sentence):
    with pytest.raises(Refused, match=sentence):
        leave(side, side.people[who], by)


def test_leaving_by_the_page_needs_a_reason(side):
    assessor = side.people["assessor"]
    address = reverse("charter:let_go", kwargs={"programme": side.programme.slug, "who": assessor.uuid})
    officer = signed_in(side.people["officer"])

    empty = officer.post(address, {"reason": " "})
    done = officer.post(address, {"reason": WHY})

    assert empty.status_code == 422
    assert "Enter why this person leaves." in empty.content.decode()
    assert done.status_code == 302
    assert "handed back" in officer.get(done.url).content.decode()


def test_needs_go_with_the_last_role_and_stay_with_another(world):
    side, other = world.sides
    house = side.houses[0]
    person = house.people["contributor"]
    with tenancy.acting(None), tenancy.as_system("a test gives a role"):
        Membership.objects.create(
            programme=other.programme,
            person=person,
            role=Role.OBSERVER,
            began_at=side.programme and Membership.objects.first().began_at,
        )
    leave(side, person)
    assert AccessNeeds.objects.filter(person=person).exists()

    with tenancy.acting(other.people["programme_lead"], other.programme):
        leaving.let_go(person, programme=other.programme, reason=WHY, by=other.people["programme_lead"])

    assert not AccessNeeds.objects.filter(person=person).exists()


def test_removed_membership_is_felt_by_a_live_session(side):
    house = side.houses[0]
    viewer = house.people["viewer"]
    words = {"programme": side.programme.slug, "organisation": house.organisation.slug}
    browsers = [signed_in(viewer), signed_in(viewer)]
    with tenancy.acting(None), tenancy.as_system("a test ends a role"):
        row = Membership.objects.get(person=viewer)
        memberships.end(row, by=house.people["lead"])

    assert [b.get(reverse("desk:organisation", kwargs=words)).status_code for b in browsers] == [404, 404]


def test_assignment_taken_back_is_felt_by_a_live_session(side):
    assessor, application = side.people["assessor"], side.houses[0].applications["assessing"]
    words = {"programme": side.programme.slug, "reference": application.reference}
    browser = signed_in(assessor)
    assert browser.get(reverse("assessment:review", kwargs=words)).status_code == 200
    review = Review.objects.get(application=application, assignment__seat__person=assessor)
    with tenancy.acting(side.people["officer"], side.programme):
        scoring.take_back(review, by=side.people["officer"])

    assert browser.get(reverse("assessment:review", kwargs=words)).status_code == 404


def test_ended_programme_role_hands_back_and_tells(side):
    assessor, officer = side.people["assessor"], side.people["officer"]
    membership = Membership.objects.get(person=assessor)
    response = signed_in(officer).post(
        reverse("charter:end_staff_role", kwargs={"programme": side.programme.slug}), {"membership": membership.pk}
    )

    assert response.status_code == 302
    assert not ApplicationGrant.objects.filter(user=assessor).exists()
    [letter] = Message.objects.filter(kind="charter.role_ended", person_id=assessor.pk)
    assert str(officer) in letter.text


def test_a_role_is_given_on_the_persons_page_with_record_and_letter(side):
    officer, person = side.people["officer"], side.people["unassigned"]
    address = reverse("charter:give_role", kwargs={"programme": side.programme.slug, "who": person.uuid})
    browser = signed_in(officer)

    given = browser.post(address, {"role": Role.CHAIR})
    twice = browser.post(address, {"role": Role.CHAIR})
    staff = browser.post(address, {"role": Role.PROGRAMME_LEAD})

    assert (given.status_code, twice.status_code, staff.status_code) == (302, 422, 422)
    assert Membership.objects.with_role(Role.CHAIR).filter(person=person).exists()
    assert AuditEvent.objects.filter(verb="membership:granted", actor_id=officer.pk).count() == 1
    [letter] = Message.objects.filter(kind="charter.role_given", person_id=person.pk)
    assert "Runs the panel" in letter.text
    with tenancy.acting(officer, side.programme), pytest.raises(Refused, match="Only a programme lead"):
        programme_roles.give(person, role=Role.OFFICER, programme=side.programme, by=officer)


def test_suspension_ends_sessions_in_the_same_transaction(side):
    officer = side.people["officer"]
    browsers = [signed_in(officer), signed_in(officer)]
    today = reverse("desk:today", kwargs={"programme": side.programme.slug})
    assert [browser.get(today).status_code for browser in browsers] == [200, 200]

    call_command("suspend", officer.email, reason="Lost laptop", verbosity=0)

    assert sessions_of(officer) == []
    assert [browser.get(today).status_code for browser in browsers] == [302, 302]
    assert signed_in(officer).get(today).status_code == 302
    officer.refresh_from_db()
    with tenancy.acting(None), tenancy.as_system("a test lifts it"):
        suspending.lift(officer, reason="Found it", by=side.people["programme_lead"])
    assert signed_in(officer).get(today).status_code == 200


def test_suspension_that_breaks_leaves_the_sessions(side, monkeypatch):
    officer = side.people["officer"]
    signed_in(officer)

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("charter.actions.sessions.audit.record", breaks)
    with pytest.raises(RuntimeError), tenancy.acting(None), tenancy.as_system("a test"):
        suspending.suspend(officer, reason="x", by=officer)

    assert len(sessions_of(officer)) == 1


@pytest.fixture
def job():
    done = []

    @outbox.job("tests.export", words="Make an export", may=lambda person, programme: holds(person))
    def export(*, by):
        done.append(by)

    yield done
    for registry in (outbox.JOBS, outbox.WORDS, outbox.MAY):
        registry.pop("tests.export", None)


def holds(person):
    return person.is_active and Membership.objects.current().filter(person=person).exists()


@pytest.mark.parametrize("how", ["nothing", "leaves", "suspended"])
def test_job_of_whoever_lost_the_right_is_refused(side, job, how):
    chair = side.people["chair"]
    with tenancy.acting(chair, side.programme):
        outbox.enqueue("tests.export", key=f"tests:{how}", by=chair, programme=side.programme)
    if how == "leaves":
        leave(side, chair)
    if how == "suspended":
        call_command("suspend", chair.email, reason="Lost laptop", verbosity=0)

    outbox.run_due()

    row = OutboxRow.objects.get(key=f"tests:{how}")
    assert row.done_at is not None
    assert job == ([chair] if how == "nothing" else [])
    assert AuditEvent.objects.filter(verb="background:refused").exists() == (how != "nothing")
    assert row.last_error == ("" if how == "nothing" else outbox.LOST_THE_RIGHT)


def test_people_are_found_by_name_address_and_role_with_constant_queries(side, django_assert_num_queries):
    browser = signed_in(side.people["officer"])
    address = reverse("charter:people", kwargs={"programme": side.programme.slug})
    browser.get(address)

    one = browser.get(address + "?q=signatory oak").content.decode()
    assert "Signatory, Oak Trust" in one
    assert "mk-elm" not in one and "signatory of elm" not in one
    with django_assert_num_queries(10):
        browser.get(address + "?q=signatory oak")
    with django_assert_num_queries(10):
        many = browser.get(address + "?role=assessor").content.decode()
    assert many.count("Panel member") >= 5
    assert "Nobody matches" in browser.get(address + "?q=zebra").content.decode()


def test_a_planted_fault_would_be_seen(side, monkeypatch):
    """With the end of sessions taken out, the sessions live on, and the tests above would be red."""
    assessor = side.people["assessor"]
    signed_in(assessor)
    monkeypatch.setattr(leaving.sessions, "end_all", lambda person, **about: 0)

    leave(side, assessor)

    assert len(sessions_of(assessor)) == 1


def test_sessions_of_nobody_else_end(side):
    other = signed_in(side.people["chair"])
    signed_in(side.people["assessor"])

    leave(side, side.people["assessor"])

    assert other.get(reverse("assessment:moderations", kwargs={"programme": side.programme.slug})).status_code == 200


@pytest.mark.parametrize("roles", [1, 3])
def test_persons_page_asks_the_same_number_of_queries(side, roles, django_assert_num_queries):
    person = side.people["unassigned"]
    with tenancy.acting(None), tenancy.as_system("a test gives roles"):
        for role in (Role.CHAIR, Role.OBSERVER)[: roles - 1]:
            memberships.grant(person, role=role, programme=side.programme, by=person)
    browser = signed_in(side.people["officer"])
    address = reverse("charter:person", kwargs={"programme": side.programme.slug, "who": person.uuid})
    browser.get(address)

    with django_assert_num_queries(13):
        assert browser.get(address).status_code == 200


def test_observer_who_accepts_lands_on_a_page_that_answers(world, side):
    lead, person = side.people["programme_lead"], world.stranger
    with tenancy.acting(lead, side.programme):
        invitation = invitations.invite(side.programme, email=person.email, role=Role.OBSERVER, by=lead)
    Invitation.objects.filter(pk=invitation.pk).update(token_digest=digest("known-token"))

    landed = signed_in(person).post("/invite/known-token/", {"name": "Stella Stranger"}, follow=True)

    assert landed.redirect_chain[-1][0] == f"/{side.programme.slug}/moderation/"
    assert landed.status_code == 200
    assert "Nothing to observe yet" in landed.content.decode()
