"""Can a lead keep the team of an organisation, and staff the people of a programme, through the pages?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.

from charter.actions import invitations, memberships
from charter.enums import Role
from charter.kit import clock, outbox
from charter.models import Invitation, Membership
from tests.charter import makers
from tests.charter.makers import browser, words

TEAM = "/oakland/org/oak-trust/team/"
PEOPLE = "/oakland/staff/people/"


@pytest.fixture
def lead(programme):
    return makers.make_person("Priti Ashgrove")


@pytest.fixture
def organisation(programme, lead):
    return makers.make_organisation(programme, lead=lead)


def member(organisation, name="Callum Devereux", role=Role.CONTRIBUTOR):
    person = makers.make_person(name)
    memberships.grant(person, role=role, programme=organisation.programme, organisation=organisation, by=person)
    return person


def test_team_shows_people_by_role_with_what_each_role_does(organisation, lead):
    member(organisation)

    page = words(browser(lead).get(TEAM))

    assert page.index("Priti Ashgrove") < page.index("Callum") < page.index("Writes the parts of an application")
    assert "Invite a colleague" in page


def test_team_of_one_is_told_whom_others_invite(organisation, lead):
    assert "It is only you so far" in words(browser(lead).get(TEAM))


def test_team_shows_a_viewer_no_buttons(organisation):
    viewer = member(organisation, "View Er", Role.VIEWER)

    page = words(browser(viewer).get(TEAM))

    assert "Invite a colleague" not in page
    assert "Save these roles" not in page


@pytest.mark.parametrize("path", ["", "invite/"])
def test_team_of_another_organisation_is_not_found(programme, organisation, path):
    stranger = makers.make_person("Other Lead")
    makers.make_organisation(programme, "Ash Trust", lead=stranger)

    assert browser(stranger).get(TEAM + path).status_code == 404


def test_invite_sends_and_shows_that_it_waits(organisation, lead):
    client = browser(lead)

    response = client.post(TEAM + "invite/", {"email": "sig@example.org", "roles": [Role.SIGNATORY]})

    assert response.url == TEAM
    page = words(client.get(TEAM))
    assert "We have invited sig@example.org." in page
    assert "Invited, not yet accepted" in page
    outbox.run_due()
    assert mail.outbox[-1].to == ["sig@example.org"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "", "roles": [Role.VIEWER]}, "Enter the address of the person you want to invite."),
        ({"email": "nonsense", "roles": [Role.VIEWER]}, "Enter an email address in the form name@example.org."),
        ({"email": "a@example.org"}, "Select what they will do."),
        ({"email": "a@example.org", "roles": [Role.OFFICER]}, "Select roles from the list."),
        ({"email": "priti.ashgrove@example.org", "roles": [Role.ORGANISATION_LEAD]}, "has this role already"),
    ],
    ids=["no address", "no shape", "no role", "staff role", "held already"],
)
def test_invite_says_what_to_mend(organisation, lead, typed, sentence):
    response = browser(lead).post(TEAM + "invite/", typed)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Invitation.objects.exists()


def test_invite_is_for_leads_only(organisation):
    response = browser(member(organisation)).post(
        TEAM + "invite/", {"email": "a@example.org", "roles": [Role.VIEWER]}
    )

    assert response.status_code == 403
    assert "Only an applicant lead can do this." in words(response)


def test_invitation_is_taken_back(organisation, lead):
    invitation = invitations.invite(
        organisation.programme, email="a@example.org", role=Role.VIEWER, organisation=organisation, by=lead
    )

    response = browser(lead).post(TEAM + "revoke/", {"invitation": invitation.pk})

    assert response.url == TEAM
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_invitation_of_another_organisation_is_not_found(programme, organisation, lead):
    other_lead = makers.make_person("Other Lead")
    other = makers.make_organisation(programme, "Ash Trust", lead=other_lead)
    invitation = invitations.invite(
        programme, email="a@example.org", role=Role.VIEWER, organisation=other, by=other_lead
    )

    assert browser(lead).post(TEAM + "revoke/", {"invitation": invitation.pk}).status_code == 404
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


@pytest.mark.parametrize("typed", [{}, {"person": "abc"}, {"person": "9" * 30}, {"person": "0"}])
def test_removing_nobody_is_not_found(organisation, lead, typed):
    assert browser(lead).post(TEAM + "remove/", typed).status_code == 404


def test_remove_ends_every_role_and_the_page_is_gone_for_that_person(organisation, lead):
    person = member(organisation)
    memberships.grant(
        person, role=Role.VIEWER, programme=organisation.programme, organisation=organisation, by=person
    )
    theirs = browser(person)
    assert theirs.get(TEAM).status_code == 200

    browser(lead).post(TEAM + "remove/", {"person": person.pk})

    assert theirs.get(TEAM).status_code == 404
    assert not Membership.objects.current().filter(person=person).exists()


def test_roles_are_exactly_those_that_were_ticked(organisation, lead):
    person = member(organisation)

    browser(lead).post(TEAM + "roles/", {"person": person.pk, "roles": [Role.SIGNATORY, Role.VIEWER]})

    held = Membership.objects.current().filter(person=person).values_list("role", flat=True)
    assert sorted(held) == [Role.SIGNATORY, Role.VIEWER]


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [([], "Select at least one role."), ([Role.VIEWER], "Make somebody else a lead first.")],
    ids=["none", "last lead"],
)
def test_roles_that_do_not_fit_change_nothing_and_say_why(organisation, lead, roles, sentence):
    client = browser(lead)

    client.post(TEAM + "roles/", {"person": lead.pk, "roles": roles})

    assert sentence in words(client.get(TEAM))
    assert [row.role for row in Membership.objects.current().filter(person=lead)] == [Role.ORGANISATION_LEAD]


def test_roles_of_staff_cannot_be_given(organisation, lead):
    person = member(organisation)

    response = browser(lead).post(TEAM + "roles/", {"person": person.pk, "roles": [Role.PROGRAMME_LEAD]})

    assert response.status_code == 404
    assert [row.role for row in Membership.objects.current().filter(person=person)] == [Role.CONTRIBUTOR]


def test_the_last_lead_cannot_leave_and_is_told_what_to_do(organisation, lead):
    client = browser(lead)

    client.post(TEAM + "leave/")

    page = words(client.get(TEAM + "leave/"))
    assert "You are its only lead" in page
    assert "Make somebody else a lead first." in page
    assert Membership.objects.current().filter(person=lead).exists()


def test_a_member_leaves(organisation):
    person = member(organisation)
    client = browser(person)

    response = client.post(TEAM + "leave/")

    assert response.url == "/start/"
    assert client.get(TEAM).status_code == 404


def test_the_lead_is_handed_over_and_the_other_is_told(organisation, lead):
    person = member(organisation)
    client = browser(lead)

    response = client.post(TEAM + "hand-over/", {"to": person.pk, "keep": Role.VIEWER})
    outbox.run_due()

    held = {(row.person, row.role) for row in Membership.objects.current().filter(organisation=organisation)}
    assert held == {(person, Role.ORGANISATION_LEAD), (person, Role.CONTRIBUTOR), (lead, Role.VIEWER)}
    assert response.url == TEAM
    assert [row.to for row in mail.outbox if "You lead Oak Trust now" in row.subject] == [[person.email]]


def test_a_lead_who_keeps_nothing_is_out(organisation, lead):
    person = member(organisation)
    client = browser(lead)

    response = client.post(TEAM + "hand-over/", {"to": person.pk, "keep": ""})

    assert response.url == "/start/"
    assert client.get(TEAM).status_code == 404


def test_the_lead_is_handed_to_nobody_outside_the_team(organisation, lead):
    stranger = makers.make_person("Some Stranger")

    response = browser(lead).post(TEAM + "hand-over/", {"to": stranger.pk, "keep": ""})

    assert response.status_code == 422
    assert Membership.objects.with_role(Role.ORGANISATION_LEAD).get().person == lead


def test_an_invitation_with_several_roles_gives_exactly_these(organisation, lead):
    person = makers.make_person("Hester Vallance")
    browser(lead).post(TEAM + "invite/", {"email": person.email, "roles": [Role.ORGANISATION_LEAD, Role.SIGNATORY]})
    invitation = Invitation.objects.get()

    invitations.accept(invitation, by=person)

    assert invitation.roles == (Role.ORGANISATION_LEAD, Role.SIGNATORY)
    held = Membership.objects.current().filter(person=person).values_list("role", flat=True)
    assert sorted(held) == [Role.ORGANISATION_LEAD, Role.SIGNATORY]


def test_an_invitation_is_sent_again_with_a_new_link_and_the_old_one_ends(organisation, lead):
    old = invitations.invite(
        organisation.programme, email="a@example.org", role=Role.VIEWER, organisation=organisation, by=lead
    )
    with clock.at(old.expires_at + timedelta(days=1)):
        page = words(browser(lead).get(TEAM))
        browser(lead).post(TEAM + "resend/", {"invitation": old.pk})
        outbox.run_due()

    old.refresh_from_db()
    assert "Stopped working on" in page
    assert old.revoked_at is not None
    assert (old.successor.email, old.successor.roles) == ("a@example.org", (Role.VIEWER,))
    assert old.successor.token_digest != old.token_digest
    assert [row.to for row in mail.outbox][-1] == ["a@example.org"]


@pytest.mark.parametrize("count", [1, 3])
def test_team_asks_the_same_number_of_queries(organisation, lead, count, django_assert_num_queries):
    for number in range(count):
        member(organisation, f"Member {number}")
        invitations.invite(
            organisation.programme,
            email=f"a{number}@example.org",
            role=Role.VIEWER,
            organisation=organisation,
            by=lead,
        )
    client = browser(lead)

    with django_assert_num_queries(11):
        client.get(TEAM)


# The people of a programme --------------------------------------------------------------------------


@pytest.fixture
def programme_lead(programme):
    return makers.make_staff(programme)


@pytest.fixture
def officer(programme):
    return makers.make_staff(programme, Role.OFFICER, "Hamza Officer")


def test_people_shows_roles_of_the_programme_only(programme_lead, officer, organisation):
    page = words(browser(officer).get(PEOPLE))

    assert "Bea Lead" in page
    assert "Hamza Officer" in page
    assert "Priti Ashgrove" not in page


def test_people_is_not_found_for_an_applicant(organisation, lead):
    assert browser(lead).get(PEOPLE).status_code == 404


def test_officer_invites_to_the_panel(officer):
    response = browser(officer).post(PEOPLE + "invite/", {"email": "a@example.org", "role": Role.ASSESSOR})

    assert response.url == PEOPLE
    assert Invitation.objects.get().role == Role.ASSESSOR


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROGRAMME_LEAD])
def test_officer_cannot_make_staff(officer, role):
    response = browser(officer).post(PEOPLE + "invite/", {"email": "a@example.org", "role": role})

    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_lead_can_make_staff(programme_lead):
    browser(programme_lead).post(PEOPLE + "invite/", {"email": "a@example.org", "role": Role.PROGRAMME_LEAD})

    assert Invitation.objects.get().role == Role.PROGRAMME_LEAD


def test_officer_cannot_end_a_lead_or_take_back_the_invitation_of_one(programme, officer, programme_lead):
    invitation = invitations.invite(programme, email="a@example.org", role=Role.OFFICER, by=programme_lead)
    client = browser(officer)

    ended = client.post(PEOPLE + "end/", {"membership": Membership.objects.get(person=programme_lead).pk})
    revoked = client.post(PEOPLE + "revoke/", {"invitation": invitation.pk})

    assert (ended.status_code, revoked.status_code) == (403, 403)
    assert "Only a programme lead can do this." in words(ended)
    assert Membership.objects.get(person=programme_lead).ended_at is None


def test_an_invitation_to_the_programme_is_sent_again_by_who_may_give_the_role(programme, officer, programme_lead):
    panel = invitations.invite(programme, email="a@example.org", role=Role.CHAIR, by=officer)
    staff = invitations.invite(programme, email="b@example.org", role=Role.OFFICER, by=programme_lead)
    client = browser(officer)

    sent = client.post(PEOPLE + "resend/", {"invitation": panel.pk})
    refused = client.post(PEOPLE + "resend/", {"invitation": staff.pk})

    panel.refresh_from_db()
    staff.refresh_from_db()
    assert (sent.status_code, refused.status_code) == (302, 403)
    assert (panel.successor.role, staff.successor) == (Role.CHAIR, None)


def test_lead_ends_a_role_and_takes_an_invitation_back(programme, officer, programme_lead):
    invitation = invitations.invite(programme, email="a@example.org", role=Role.CHAIR, by=officer)
    client = browser(programme_lead)

    client.post(PEOPLE + "end/", {"membership": Membership.objects.get(person=officer).pk})
    client.post(PEOPLE + "revoke/", {"invitation": invitation.pk})

    assert Membership.objects.get(person=officer).ended_at is not None
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_last_lead_of_a_programme_stays(programme_lead):
    client = browser(programme_lead)

    client.post(PEOPLE + "end/", {"membership": Membership.objects.get(person=programme_lead).pk})

    assert "A programme needs a lead." in words(client.get(PEOPLE))


@pytest.mark.parametrize("count", [1, 3])
def test_people_asks_the_same_number_of_queries(programme, programme_lead, count, django_assert_num_queries):
    for number in range(count):
        makers.make_staff(programme, Role.ASSESSOR, f"Assessor {number}")
        invitations.invite(programme, email=f"a{number}@example.org", role=Role.CHAIR, by=programme_lead)
    client = browser(programme_lead)

    with django_assert_num_queries(9):
        client.get(PEOPLE)
