"""Is an invitation good once, for its address, for 14 days, and for nobody and nothing else?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.

from charter.actions import invitations, memberships
from charter.enums import Role
from charter.kit import clock, outbox, tenancy
from charter.kit.access import Refused, Unseen
from charter.kit.models import AuditEvent, Message
from charter.kit.tokens import digest
from charter.loaders import invitation_by_token
from charter.models import Membership
from tests.charter import makers


@pytest.fixture
def lead(programme):
    return makers.make_staff(programme)


def invite(programme, lead, email="gethin.harkaway@example.org", role=Role.ASSESSOR, **fields):
    return invitations.invite(programme, email=email, role=role, by=lead, **fields)


def token_in_mail() -> str:
    outbox.run_due()
    return re.search(r"/invite/([^/\s]+)/", mail.outbox[-1].body).group(1)


def test_invite_sends_a_link_and_keeps_only_its_digest(programme, lead):
    invitation = invite(programme, lead, email=" Gethin.Harkaway@Example.org ")

    token = token_in_mail()

    assert mail.outbox[-1].to == ["gethin.harkaway@example.org"]
    assert invitation.token_digest == digest(token)
    assert invitation_by_token(token) == invitation
    message = Message.objects.get()
    assert token not in message.text + message.html
    assert invitation.expires_at == clock.now() + timedelta(days=14)


def test_unknown_token_is_unseen(programme):
    with pytest.raises(Unseen):
        invitation_by_token("nonsense")


def test_invite_refuses_a_role_of_the_wrong_kind(programme, lead):
    organisation = makers.make_organisation(programme)

    with pytest.raises(Refused):
        invite(programme, lead, role=Role.VIEWER)
    with pytest.raises(Refused):
        invite(programme, lead, organisation=organisation)


def test_invite_refuses_somebody_who_holds_the_role(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    memberships.grant(person, role=Role.ASSESSOR, programme=programme, by=lead)

    with pytest.raises(Refused, match="has this role already"):
        invite(programme, lead)


def test_accept_gives_the_role_once(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    invitation = invite(programme, lead)

    with tenancy.acting(person, programme):
        membership = invitations.accept(invitation, by=person)
        with pytest.raises(Refused, match="was used already"):
            invitations.accept(invitation, by=person)

    assert (membership.person, membership.role) == (person, Role.ASSESSOR)
    invitation.refresh_from_db()
    assert (invitation.used_by, invitation.used_at) == (person, clock.now())


def test_accept_records_the_person_as_the_cause(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    invitation = invite(programme, lead)

    with tenancy.acting(person, programme):
        invitations.accept(invitation, by=person)

    event = AuditEvent.objects.get(verb="invitation:accepted")
    assert event.actor_id == person.pk
    assert event.system_reason == "an invitation is accepted by somebody who does not belong yet"


def test_accept_refuses_another_address(programme, lead):
    other = makers.make_person("Somebody Else")
    invitation = invite(programme, lead)

    with tenancy.acting(other, programme), pytest.raises(Refused, match="for another e-mail address"):
        invitations.accept(invitation, by=other)

    assert not Membership.objects.filter(person=other).exists()


def test_accept_works_until_the_last_moment_and_no_longer(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    late, just = invite(programme, lead), invite(programme, lead, role=Role.CHAIR)

    with clock.at(late.expires_at + timedelta(seconds=1)), pytest.raises(Refused, match="has run out"):
        invitations.accept(late, by=person)
    with clock.at(just.expires_at):
        invitations.accept(just, by=person)

    assert [row.role for row in Membership.objects.filter(person=person)] == [Role.CHAIR]


def test_accept_refuses_one_that_was_taken_back(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    invitation = invite(programme, lead)

    invitations.revoke(invitation, by=lead)
    invitations.revoke(invitation, by=lead)

    with pytest.raises(Refused, match="was taken back"):
        invitations.accept(invitation, by=person)
    assert AuditEvent.objects.filter(verb="invitation:revoked").count() == 1


def test_revoke_refuses_one_that_was_used(programme, lead):
    person = makers.make_person("Gethin Harkaway")
    invitation = invite(programme, lead)
    invitations.accept(invitation, by=person)

    with pytest.raises(Refused, match="was used already"):
        invitations.revoke(invitation, by=lead)


def test_accept_twice_at_once_gives_one_membership(lasting):
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        lead = makers.make_staff(lasting, name=f"Lead {lasting.slug}")
        person = makers.make_person(f"Gethin {lasting.slug}")
        invitation = invite(lasting, lead, email=person.email)

    def accept():
        with tenancy.acting(person, lasting):
            invitations.accept(invitation, by=person)

    answers = makers.race(accept, accept, accept)

    assert sorted(answers) == ["", *["This invitation was used already. Sign in to find your place."] * 2]
    assert Membership.objects.filter(person=person).count() == 1
