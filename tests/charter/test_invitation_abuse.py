"""AUT-4: can an invitation or a grant of a role be turned into more than was meant?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.

from charter.actions import invitations
from charter.enums import Role
from charter.kit import clock, outbox
from charter.models import Invitation, Membership
from tests.charter import makers
from tests.charter.makers import browser

TEAM = "/oakland/org/oak-trust/team/"


@pytest.fixture
def lead(programme):
    return makers.make_person("Priti Ashgrove")


@pytest.fixture
def organisation(programme, lead):
    return makers.make_organisation(programme, lead=lead)


@pytest.fixture
def invited(programme):
    return makers.make_person("Hester Vallance")


@pytest.fixture
def link(programme, organisation, lead, invited):
    """The address in the mail that invites Hester to sign for Oak Trust."""
    invitations.invite(programme, email=invited.email, role=Role.SIGNATORY, organisation=organisation, by=lead)
    return newest_link()


def newest_link():
    outbox.run_due()
    return re.search(r"http://[^/]+(/invite/\S+)", mail.outbox[-1].body).group(1)


def roles_of(person):
    """Every role a person holds anywhere, with its place."""
    held = Membership.objects.current().filter(person=person).values_list("organisation__slug", "role")
    return sorted((slug or "", role) for slug, role in held)


def accept(person, link, **typed):
    return browser(person).post(link, {"name": "Hester", **typed})


def test_an_accepted_invitation_gives_exactly_the_stated_role(link, invited):
    accept(invited, link)

    assert roles_of(invited) == [("oak-trust", Role.SIGNATORY)]


def test_twice_is_refused(link, invited):
    accept(invited, link)
    Membership.objects.filter(person=invited).update(ended_at=clock.now())

    again = accept(invited, link)

    assert again.status_code == 410
    assert roles_of(invited) == []


def test_after_its_end_is_refused(link, invited):
    with clock.at(Invitation.objects.get().expires_at + timedelta(seconds=1)):
        response = accept(invited, link)

    assert response.status_code == 410
    assert roles_of(invited) == []


def test_another_address_is_refused(link):
    other = makers.make_person("Somebody Else")

    response = accept(other, link)

    assert response.status_code == 403
    assert roles_of(other) == []
    assert Invitation.objects.get().used_at is None


def test_after_it_was_taken_back_is_refused(link, invited, lead):
    browser(lead).post(TEAM + "revoke/", {"invitation": Invitation.objects.get().pk})

    response = accept(invited, link)

    assert response.status_code == 410
    assert roles_of(invited) == []


def test_the_link_that_a_newer_one_replaced_is_refused(link, invited, lead):
    browser(lead).post(TEAM + "resend/", {"invitation": Invitation.objects.get().pk})
    newer = newest_link()

    old = accept(invited, link)
    assert (old.status_code, roles_of(invited)) == (410, [])
    accept(invited, newer)

    assert newer != link
    assert roles_of(invited) == [("oak-trust", Role.SIGNATORY)]


def test_another_role_or_place_in_the_form_is_not_read(programme, link, invited):
    other = makers.make_organisation(programme, "Ash Trust")

    accept(
        invited,
        link,
        role=Role.ORGANISATION_LEAD,
        roles=[Role.ORGANISATION_LEAD, Role.PROGRAMME_LEAD],
        more_roles=Role.PROGRAMME_LEAD,
        organisation=other.pk,
        programme="elmham",
    )

    assert roles_of(invited) == [("oak-trust", Role.SIGNATORY)]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROGRAMME_LEAD, Role.ASSESSOR, "owner"])
def test_a_lead_cannot_offer_or_give_a_role_of_the_programme(organisation, lead, role):
    member = makers.make_person("Callum Devereux")
    client = browser(lead)
    client.post(TEAM + "invite/", {"email": member.email, "roles": [Role.VIEWER, role]})
    invitations.invite(
        organisation.programme, email=member.email, role=Role.VIEWER, organisation=organisation, by=lead
    )
    accept(member, newest_link())

    changed = client.post(TEAM + "roles/", {"person": member.pk, "roles": [Role.VIEWER, role]})

    assert changed.status_code == 404
    assert roles_of(member) == [("oak-trust", Role.VIEWER)]
    assert Invitation.objects.count() == 1


def test_a_member_cannot_make_themselves_lead(organisation, lead, link, invited):
    accept(invited, link)
    client = browser(invited)

    answers = [
        client.post(TEAM + "roles/", {"person": invited.pk, "roles": [Role.ORGANISATION_LEAD]}),
        client.post(TEAM + "hand-over/", {"to": invited.pk}),
        client.post(TEAM + "invite/", {"email": "x@example.org", "roles": [Role.ORGANISATION_LEAD]}),
        client.post(TEAM + "remove/", {"person": lead.pk}),
    ]

    assert [response.status_code for response in answers] == [403] * 4
    assert roles_of(invited) == [("oak-trust", Role.SIGNATORY)]


def test_the_invitation_of_another_organisation_cannot_be_sent_again(programme, organisation, lead, link):
    theirs = makers.make_organisation(programme, "Ash Trust")
    their_lead = Membership.objects.get(organisation=theirs).person
    pressed = {"invitation": Invitation.objects.get().pk}
    client = browser(their_lead)

    answers = [client.post(f"/oakland/org/ash-trust/team/{what}/", pressed) for what in ("resend", "revoke")]

    assert [response.status_code for response in answers] == [404, 404]
    assert Invitation.objects.get().revoked_at is None


def test_an_officer_of_another_programme_can_do_nothing_with_it(programme, organisation, link, invited):
    elmham = makers.make_programme("elmham", "ELM")
    client = browser(makers.make_staff(elmham, Role.OFFICER, "Other Officer"))
    pressed = {"invitation": Invitation.objects.get().pk}
    paths = (
        "/oakland/staff/organisations/oak-trust/invitations/",
        "/elmham/staff/organisations/oak-trust/invitations/",
        "/oakland/staff/organisations/oak-trust/hand-over/",
        "/elmham/staff/people/revoke/",
        TEAM + "resend/",
    )

    answers = [client.post(path, {**pressed, "to": invited.pk, "reason": "Because."}) for path in paths]
    accepted = client.post(link, {"name": "Other"})

    assert [response.status_code for response in answers] == [404] * len(paths)
    assert accepted.status_code == 403
    assert Invitation.objects.get().revoked_at is None
    assert roles_of(invited) == []
