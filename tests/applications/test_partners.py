"""Does a partner come to stand behind exactly one application, registered or not, and see nothing else?"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.

from applications.actions import interest, parties, partners, pledges, sending
from applications.models import Application, PartyInvitation
from applications.selectors import timeline_page
from charter.actions import memberships, organisations
from charter.enums import OrganisationKind, Role
from charter.kit import clock, outbox, tenancy
from charter.kit.access import Refused
from tests.applications.places import person
from tests.charter.makers import browser, words


@pytest.fixture
def application(place):
    """A draft of Oak's."""
    return place.draft()


@pytest.fixture
def ash_lead(place):
    return place.ash.lead


def invite(place, application, email):
    with tenancy.acting(place.oak.lead, place.programme):
        invitation = partners.invite(application, partner_name="Ash Trust", email=email, by=place.oak.lead)
    outbox.run_due()
    letter = [row for row in mail.outbox if row.to == [email]][-1]
    return invitation, re.search(r"http://[^/]+(/invite/partner/\S+)", letter.body).group(1)


def pages(place, application):
    return f"/{place.programme.slug}/apply/{application.reference}/"


# Joining -------------------------------------------------------------------------------------------


def test_a_registered_partner_joins_with_the_chosen_services(place, application, ash_lead):
    _, link = invite(place, application, ash_lead.email)
    client = browser(ash_lead)
    [service] = place.ash.services("Second")

    page = words(client.get(link))
    response = client.post(link, {"organisation": place.ash.organisation.slug, "services": [service.pk]})
    outbox.run_due()

    assert "oak-lec.example.org" not in page
    assert response.url == pages(place, application)
    [lead, partner] = Application.objects.get(pk=application.pk).parties.all()
    assert (lead.organisation, partner.organisation) == (place.oak.organisation, place.ash.organisation)
    assert [row.service for row in partner.party_services.all()] == [service]
    assert [row.to for row in mail.outbox if "has joined" in row.subject] == [[place.oak.lead.email]]
    [joined] = [
        row for row in timeline_page(partner.application).events if row.title.endswith("joined the application")
    ]
    assert (joined.title.startswith(place.ash.organisation.name), joined.who) == (True, "")


def test_a_partner_that_is_not_registered_registers_is_approved_and_joins(place, application):
    newcomer = person("lead", "fir")
    _, link = invite(place, application, newcomer.email)
    client = browser(newcomer)

    first = words(client.get(link))
    organisation = organisations.register(
        place.programme,
        name="Fir Trust",
        kind=OrganisationKind.CHARITY,
        region="london",
        services=["Only"],
        by=newcomer,
    )
    waiting = words(client.get(link))
    typed = {"organisation": organisation.slug, "services": [organisation.services.get().pk]}
    too_early = client.post(link, typed)
    organisations.approve(organisation, by=place.officer)
    client.post(link, typed)

    assert "First, register your organisation" in first
    assert "Fir Trust waits for the programme team’s approval" in waiting
    assert too_early.status_code == 404
    assert application.parties.filter(organisation=organisation).exists()


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda row: {"revoked_at": clock.now()}, 410),
        (lambda row: {"expires_at": clock.now() - timedelta(seconds=1)}, 410),
        (lambda row: {"email": "somebody.else@example.org"}, 403),
        (lambda row: {"used_at": clock.now(), "used_by": row.invited_by}, 410),
    ],
    ids=["taken back", "ran out", "another address", "used"],
)
def test_an_invitation_that_does_not_stand_lets_nobody_join(place, application, ash_lead, spoil, status):
    invitation, link = invite(place, application, ash_lead.email)
    PartyInvitation.objects.filter(pk=invitation.pk).update(**spoil(invitation))
    typed = {"organisation": place.ash.organisation.slug, "services": [place.ash.services("First")[0].pk]}

    response = browser(ash_lead).post(link, typed)

    assert response.status_code == status
    with tenancy.acting(ash_lead, place.programme), pytest.raises(Refused):
        partners.join(
            invitation, organisation=place.ash.organisation, services=place.ash.services("First"), by=ash_lead
        )
    assert application.parties.count() == 1


def test_nobody_joins_with_an_organisation_they_do_not_lead(place, application):
    viewer = place.ash.viewer
    invitation, link = invite(place, application, viewer.email)
    typed = {"organisation": place.ash.organisation.slug, "services": [place.ash.services("First")[0].pk]}

    response = browser(viewer).post(link, typed)

    assert response.status_code == 404
    with tenancy.acting(viewer, place.programme), pytest.raises(Refused, match="Only a lead"):
        partners.join(
            invitation, organisation=place.ash.organisation, services=place.ash.services("First"), by=viewer
        )
    assert application.parties.count() == 1


@pytest.mark.parametrize("part", ["contributor", "viewer", "signatory"])
def test_only_the_lead_of_the_lead_organisation_invites(place, application, part):
    typed = {"partner_name": "Elm", "email": "elm@example.org"}
    page = pages(place, application) + "partners/"

    response = browser(getattr(place.oak, part)).post(page, typed)

    assert response.status_code == 403
    assert browser(place.ash.lead).post(page, typed).status_code == 404
    assert not PartyInvitation.objects.filter(application=application).exists()


def test_an_invitation_is_taken_back_and_only_by_its_own_side(place, application, ash_lead):
    invitation, link = invite(place, application, ash_lead.email)
    page = pages(place, application) + "partners/"

    with pytest.raises(Refused, match="is invited already"):
        invite(place, application, ash_lead.email.upper())
    assert "Ash Trust" in words(browser(place.oak.lead).get(page))
    assert browser(ash_lead).post(page + "revoke/", {"invitation": invitation.pk}).status_code == 404
    browser(place.oak.lead).post(page + "revoke/", {"invitation": invitation.pk})

    assert browser(ash_lead).get(link).status_code == 410
    invite(place, application, ash_lead.email)


# What each side sees -------------------------------------------------------------------------------


def test_each_side_sees_exactly_the_joint_application_and_nothing_else_of_the_other(place):
    joint = place.joint()
    oak_alone, ash_alone = place.draft("Second"), place.interest(place.ash, "Third")
    seen = {}
    for name, party in (("oak", place.oak), ("ash", place.ash)):
        for part in ("lead", "contributor", "signatory", "viewer"):
            client = browser(getattr(party, part))
            seen[name, part] = [
                row.reference
                for row in (joint, oak_alone, ash_alone)
                if client.get(pages(place, row)).status_code == 200
            ]

    for part in ("lead", "contributor", "signatory", "viewer"):
        assert seen["oak", part] == [joint.reference, oak_alone.reference]
        assert seen["ash", part] == [joint.reference, ash_alone.reference]


@pytest.mark.parametrize("page", ["", "team/", "services/", "details/", "values/", "awards/"])
def test_a_partners_people_do_not_see_the_other_organisations_pages(place, page):
    place.joint()

    assert browser(place.ash.lead).get(place.url(f"org/{place.oak.organisation.slug}/{page}")).status_code == 404
    assert browser(place.oak.lead).get(place.url(f"org/{place.ash.organisation.slug}/{page}")).status_code == 404


def test_a_partners_dashboard_names_the_joint_application_only(place):
    joint, alone = place.joint(), place.draft("Second")

    page = words(browser(place.ash.lead).get(place.url(f"org/{place.ash.organisation.slug}/")))

    assert joint.reference in page
    assert alone.reference not in page


def test_somebody_of_the_partner_without_a_role_sees_nothing(place):
    joint = place.joint()
    colleague = person("colleague", place.ash.organisation.slug)

    assert browser(colleague).get(pages(place, joint)).status_code == 404
    with tenancy.acting(colleague, place.programme):
        assert not Application.objects.exists()


# Waiting for approval ------------------------------------------------------------------------------


def test_an_organisation_that_waits_asks_for_no_place_signs_nothing_and_is_no_partner(place, application):
    newcomer = person("lead", "fir")
    organisation = organisations.register(
        place.programme,
        name="Fir Trust",
        kind=OrganisationKind.CHARITY,
        region="london",
        services=["Only"],
        by=newcomer,
    )
    services = list(organisation.services.all())

    with pytest.raises(Refused, match="has not approved Fir Trust yet"):
        interest.express(place.cohort, organisation=organisation, services=services, by=newcomer)
    with pytest.raises(Refused, match="has not approved Fir Trust yet"):
        parties.add(application, organisation=organisation, services=services, by=place.officer)
    memberships.grant(
        newcomer, role=Role.SIGNATORY, programme=place.programme, organisation=organisation, by=newcomer
    )
    with pytest.raises(Refused, match="waits for the programme team’s approval"):
        pledges.sign(
            organisation,
            framework=place.cohort.framework,
            signed_name="Fir",
            signed_role="Director",
            by=newcomer,
        )
    client = browser(newcomer)
    refused = client.post(
        place.url("org/fir-trust/interest/"), {"cohort": place.cohort.slug, "services": [services[0].pk]}
    )
    assert refused.status_code == 403
    for page in ("", "team/", "services/", "details/", "welcome/"):
        assert client.get(place.url(f"org/fir-trust/{page}")).status_code == 200


def test_a_service_that_has_ended_takes_part_in_nothing_new(place):
    [service] = place.oak.services("First")
    organisations.end_service(service, by=place.oak.lead)

    with pytest.raises(Refused, match="First has ended"):
        place.interest(None, "First")
    assert "First" not in words(browser(place.oak.lead).get(place.url("org/oak-trust/interest/")))


def test_an_organisation_that_waits_sends_nothing(place):
    newcomer = person("lead", "fir")
    organisation = organisations.register(
        place.programme,
        name="Fir Trust",
        kind=OrganisationKind.CHARITY,
        region="london",
        services=["Only"],
        by=newcomer,
    )
    # No page leads here; the action refuses all the same.
    application = Application.objects.create(
        programme=place.programme,
        organisation=organisation,
        reference="LEC-9999",
        cohort=place.cohort,
        framework=place.cohort.framework,
        state="draft",
        state_at=clock.now(),
        began_at=clock.now(),
    )
    services = list(organisation.services.all())
    interest.add_party(application, organisation=organisation, services=services, position=0)

    with pytest.raises(Refused, match="has not approved Fir Trust yet"):
        sending.send(application, key=uuid4(), digest=None, by=newcomer)
