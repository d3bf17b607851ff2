"""Can somebody name an organisation's services, and come in by an invitation, through the pages?"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.
from django.test import Client

from charter.actions import invitations, memberships
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.models import AuditEvent
from charter.models import Invitation, Membership, Service
from tests.charter import makers
from tests.charter.makers import browser, words


def test_services_are_added_by_the_lead_only(programme):
    lead, viewer = makers.make_person("Priti Ashgrove"), makers.make_person("View Er")
    organisation = makers.make_organisation(programme, lead=lead)
    memberships.grant(viewer, role=Role.VIEWER, programme=programme, organisation=organisation, by=lead)
    page = "/oakland/org/oak-trust/services/"

    added = browser(lead).post(page, {"name": "Prison team"})
    again = browser(lead).post(page, {"name": "prison team"})
    empty = browser(lead).post(page, {"name": ""})
    refused = browser(viewer).post(page, {"name": "Another"})

    assert added.url == page
    assert "has a service with this name" in words(again)
    assert (again.status_code, empty.status_code, refused.status_code) == (422, 422, 403)
    assert "Add a service" not in words(browser(viewer).get(page))
    assert "Prison team" in words(browser(viewer).get(page))


@pytest.mark.parametrize("count", [1, 3])
def test_services_asks_the_same_number_of_queries(programme, count, django_assert_num_queries):
    lead = makers.make_person("Priti Ashgrove")
    organisation = makers.make_organisation(programme, lead=lead)
    Service.objects.bulk_create(
        Service(programme=programme, organisation=organisation, name=f"Service {number}") for number in range(count)
    )
    client = browser(lead)

    with django_assert_num_queries(9):
        client.get("/oakland/org/oak-trust/services/")


def test_a_service_is_renamed_ended_and_brought_back_by_its_lead(programme):
    lead = makers.make_person("Priti Ashgrove")
    organisation = makers.make_organisation(programme, lead=lead)
    service, client = organisation.services.get(), browser(lead)
    page = "/oakland/org/oak-trust/services/"

    client.post(page + "change/", {"service": service.pk, "what": "rename", "name": " New   name "})
    client.post(page + "change/", {"service": service.pk, "what": "end"})
    ended = words(client.get(page))
    client.post(page + "change/", {"service": service.pk, "what": "resume"})

    service.refresh_from_db()
    assert (service.name, service.ended_at) == ("New name", None)
    assert "Ended" in ended
    verbs = AuditEvent.objects.filter(target_id=service.pk, verb__startswith="service:").order_by("id")
    assert [row.verb for row in verbs] == ["service:added", "service:renamed", "service:ended", "service:resumed"]
    assert verbs[1].detail["before"] == {"Name": "First service"}
    assert verbs[1].detail["after"] == {"Name": "New name"}


def test_a_service_of_another_organisation_is_not_found(programme):
    makers.make_organisation(programme, lead=(lead := makers.make_person("Priti Ashgrove")))
    other = makers.make_organisation(programme, "Ash Trust").services.get()

    response = browser(lead).post("/oakland/org/oak-trust/services/change/", {"service": other.pk, "what": "end"})

    assert response.status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


# Invitations ---------------------------------------------------------------------------------------


@pytest.fixture
def lead(programme):
    return makers.make_staff(programme)


@pytest.fixture
def link(programme, lead):
    """The address in the mail that invites Gethin to the panel."""
    invitations.invite(programme, email="gethin.harkaway@example.org", role=Role.ASSESSOR, by=lead)
    outbox.run_due()
    return re.search(r"http://[^/]+(/invite/\S+)", mail.outbox[-1].body).group(1)


def test_invitation_tells_a_stranger_what_it_is_and_asks_to_sign_in(link):
    page = words(browser().get(link))

    for said in ("Bea Lead has invited you.", "Panel member", "Create an account"):
        assert said in page
    assert "gethin.harkaway@example.org" not in page
    assert f"/account/login/?next={link.replace('/', '%2F')}" in page
    assert browser().post(link).url == f"/account/login/?next={link}"


def test_invitation_is_accepted_by_its_person(link):
    person = makers.make_person("Gethin Harkaway")

    assert "Accept the invitation" in words(browser(person).get(link))
    response = browser(person).post(link, {"name": "Gethin Harkaway"})

    assert response.url == "/oakland/panel/"
    assert [row.role for row in Membership.objects.filter(person=person)] == [Role.ASSESSOR]


def test_invited_newcomer_signs_up_and_comes_back_to_accept(link):
    client = Client(REMOTE_ADDR="10.8.0.1")
    email = "gethin.harkaway@example.org"
    page = client.get(link).content.decode()
    sign_up = html.unescape(re.search(r'href="(/account/signup/[^"]+)"', page).group(1))

    client.post(sign_up, {"name": "Gethin Harkaway", "email": email, "next": link})
    outbox.run_due()
    code = re.search(r"Your code is\s+(\S+)", mail.outbox[-1].body).group(1)
    back = client.post("/account/confirm-email/", {"code": code})
    assert back.url == link
    client.post(link, {"name": "Gethin H"})

    membership = Membership.objects.get(person__email=email)
    assert (membership.role, membership.person.name) == (Role.ASSESSOR, "Gethin H")


def test_invitation_to_an_organisation_leads_to_its_dashboard(programme):
    inviter, person = makers.make_person("Priti Ashgrove"), makers.make_person("Callum Devereux")
    organisation = makers.make_organisation(programme, lead=inviter)
    invitations.invite(programme, email=person.email, role=Role.CONTRIBUTOR, organisation=organisation, by=inviter)
    outbox.run_due()
    link = re.search(r"http://[^/]+(/invite/\S+)", mail.outbox[-1].body).group(1)

    assert browser(person).post(link, {"name": "Callum"}).url == "/oakland/org/oak-trust/"


def test_invitation_of_somebody_else_offers_to_sign_out(link):
    other = makers.make_person("Somebody Else")

    page = words(browser(other).get(link))
    refused = browser(other).post(link)

    assert "You are signed in as <strong>somebody.else@example.org</strong>" in page
    assert "Sign out and switch" in page
    assert "gethin.harkaway@example.org" not in page
    assert "Accept the invitation" not in page
    assert refused.status_code == 403
    assert not Membership.objects.filter(person=other).exists()


def test_invitation_that_was_used_is_gone(link):
    person = makers.make_person("Gethin Harkaway")
    browser(person).post(link, {"name": "Gethin"})

    response = browser().get(link)

    assert response.status_code == 410
    assert "This link was used on" in words(response)
    assert browser(person).post(link).status_code == 410


def test_invitation_that_was_taken_back_is_gone(link, lead):
    invitations.revoke(Invitation.objects.get(), by=lead)

    response = browser().get(link)

    assert response.status_code == 410
    assert "It was taken back on" in words(response)


def test_invitation_that_ran_out_is_gone(link):
    with clock.at(Invitation.objects.get().expires_at + timedelta(minutes=1)):
        response = browser(makers.make_person("Gethin Harkaway")).post(link)

    assert response.status_code == 410
    assert "This link stopped working on" in words(response)
    assert "Get a new link" in words(response)


def test_unknown_invitation_is_not_found(db):
    assert browser().get("/invite/nonsense/").status_code == 404


def test_invitation_asks_for_a_name_and_says_what_one_will_see(link):
    client = browser(makers.make_person("Gethin Harkaway"))

    empty = client.post(link, {"name": " "})

    assert empty.status_code == 422
    assert "Enter your name." in words(empty)
    page = words(client.get(link))
    assert "What you will be able to see and do" in page
    assert not Membership.objects.filter(role=Role.ASSESSOR).exists()


def test_a_link_that_ran_out_asks_the_inviter_once_and_gives_nothing_away(link, lead):
    later = Invitation.objects.get().expires_at + timedelta(minutes=1)
    with clock.at(later):
        client = browser()
        first = client.post(link + "new/", follow=True)
        client.post(link + "new/")
        outbox.run_due()

    wanted = [row for row in mail.outbox if "needs a new link" in row.subject]
    assert [row.to for row in wanted] == [[lead.email]]
    assert "We have told them." in words(first)
    assert Invitation.objects.count() == 1
    assert AuditEvent.objects.filter(verb="invitation:wanted").count() == 1


def test_a_link_that_still_works_cannot_be_asked_for_again(link):
    response = browser().post(link + "new/", follow=True)

    assert "This invitation did not run out." in words(response)
    assert not AuditEvent.objects.filter(verb="invitation:wanted").exists()


def test_a_link_that_was_sent_again_says_so(link, lead):
    invitations.resend(Invitation.objects.get(), by=lead)

    response = browser().get(link)

    assert response.status_code == 410
    assert "A newer link was sent on" in words(response)
