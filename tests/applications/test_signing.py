"""Who signs what, and what may an organisation ask for?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from applications.actions import declarations, interest, parties, pledges, reminding
from applications.models import Pledge
from applications.selectors import evidence_is_open, values_page
from charter.actions import organisations
from charter.enums import OrganisationKind, Region
from charter.kit import clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.models import Cohort
from tests.applications import places
from tests.applications.test_pages import client_of, page


def test_the_words_signed_stay_when_the_wording_changes(place):
    place.sign_values()
    place.cohort.framework.values.update(statement="Something else.")

    pledge = Pledge.objects.get(organisation=place.oak.organisation)

    assert pledge.statements[0]["statement"].startswith("We support the open and inclusive recruitment")
    assert values_page(place.oak.organisation).framework is None


@pytest.mark.parametrize("part", ["lead", "contributor", "viewer"])
def test_only_a_signatory_signs(place, part):
    application = place.draft()
    by = getattr(place.oak, part)
    words = {"signed_name": "A", "signed_role": "B", "by": by}

    with pytest.raises(Refused, match="Only a signatory can do this"):
        pledges.sign(place.oak.organisation, framework=place.cohort.framework, **words)
    with pytest.raises(Refused, match="Only a signatory of Oak Trust"):
        declarations.sign(application, organisation=place.oak.organisation, **words)


def test_a_signatory_signs_for_no_other_party(place):
    application = place.joint()

    with pytest.raises(Refused, match="Only a signatory of Ash Trust"):
        declarations.sign(
            application, organisation=place.ash.organisation, signed_name="A", signed_role="B", by=place.oak.signatory
        )


def test_evidence_opens_when_every_party_has_signed(place):
    application = place.draft()
    parties.add(
        application, organisation=place.ash.organisation, services=place.ash.services("First"), by=place.officer
    )
    application.refresh_from_db()
    nobody = evidence_is_open(application)
    place.sign_values(place.oak)
    one = evidence_is_open(application)
    place.sign_values(place.ash)

    assert nobody.reason == "Evidence opens when Oak Trust and Ash Trust have signed the values."
    assert one.reason == "Evidence opens when Ash Trust has signed the values."
    assert evidence_is_open(application)


def test_a_service_is_in_one_live_application_of_a_cohort(place):
    first = place.interest(None, "First", "Second")

    with pytest.raises(Refused, match=f"First is in {first.reference} already"):
        place.interest(None, "First")
    interest.decline(first, reason="Not yet.", by=place.officer)

    again = place.interest(None, "First")
    assert int(again.reference.split("-")[1]) == int(first.reference.split("-")[1]) + 1


def test_a_closed_cohort_takes_no_interest(place):
    Cohort.objects.filter(pk=place.cohort.pk).update(opened_at=None)
    cohort = Cohort.objects.get(pk=place.cohort.pk)

    with pytest.raises(Refused, match="does not take expressions of interest"):
        interest.express(
            cohort, organisation=place.oak.organisation, services=place.oak.services("First"), by=place.oak.lead
        )


def test_another_programmes_organisation_takes_no_part(place):
    other = places.build("ele", "ELE", "framework-ele-1.json")
    application = place.draft()

    with pytest.raises(Refused, match="does not take"):
        interest.express(
            place.cohort, organisation=other.oak.organisation, services=other.oak.services("First"), by=other.oak.lead
        )
    with pytest.raises(Refused, match="another programme"):
        parties.add(application, organisation=other.oak.organisation, services=other.oak.services(), by=place.officer)


def test_the_leads_are_told_each_answer_and_the_reason(place):
    waiting, no = place.interest(None, "First"), place.interest(None, "Second")

    interest.waitlist(waiting, by=place.officer)
    interest.select(waiting, by=place.officer)
    interest.decline(no, reason="  We are full.\nTry in autumn. ", by=place.officer)

    rows = Message.objects.filter(to_address=place.oak.lead.email, kind__startswith="applications.").order_by("pk")
    assert [row.kind for row in rows] == [
        "applications.waitlisted",
        "applications.selected",
        "applications.declined",
    ]
    assert "    We are full.\n    Try in autumn." in rows[2].text


def test_declining_needs_a_reason(place):
    with pytest.raises(Refused, match="Enter a reason"):
        interest.decline(place.interest(), reason=" ", by=place.officer)


def test_a_partner_is_added_once_and_told(place):
    application = place.joint()

    with pytest.raises(Refused, match="is a party of this application already"):
        parties.add(application, organisation=place.ash.organisation, services=place.ash.services(), by=place.officer)

    told = Message.objects.filter(kind="applications.party_added", programme_id=place.programme.pk)
    assert list(told.values_list("to_address", flat=True)) == [place.ash.lead.email]


def test_one_organisation_may_have_several_applications(place):
    made = [place.interest(None, name) for name in ("First", "Second", "Third")]

    assert len({row.reference for row in made}) == 3
    with pytest.raises(Refused, match="Select at least one service"):
        interest.express(place.cohort, organisation=place.oak.organisation, services=[], by=place.oak.lead)
    stranger = organisations.register(
        place.programme,
        name="Elm",
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        services=["Only"],
        by=place.oak.viewer,
    )
    with pytest.raises(Refused, match="services of this organisation"):
        interest.express(
            place.cohort,
            organisation=place.oak.organisation,
            services=list(stranger.services.all()),
            by=place.oak.lead,
        )


def test_a_lead_reminds_their_own_signatory_once_a_day(place, mailoutbox):
    application = place.joint()
    Message.objects.all().delete()
    oak, ash = place.oak.organisation, place.ash.organisation
    Pledge.objects.filter(organisation=oak).delete()
    task_list = place.url(f"apply/{application.reference}/")
    lead = client_of(place.oak.lead)
    assert "Oak Trust waits for its signatory to sign the values." in page(lead, task_list)
    assert "waits for its signatory" not in page(client_of(place.ash.lead), task_list)
    assert "waits for its signatory" not in page(client_of(place.oak.contributor), task_list)

    assert reminding.remind_of_values(oak, by=place.oak.lead) == [place.oak.signatory]

    with pytest.raises(Refused, match="You can send another reminder a day after that"):
        reminding.remind_of_values(oak, by=place.oak.lead)
    with pytest.raises(Refused):
        reminding.remind_of_values(oak, by=place.ash.lead)
    with pytest.raises(Refused, match="Ash Trust has signed the values already"):
        reminding.remind_of_values(ash, by=place.ash.lead)
    shown = page(lead, task_list)
    assert "The last reminder went on" in shown and "Send a reminder" not in shown
    with clock.at(clock.now() + timedelta(days=1)):
        assert reminding.remind_of_values(oak, by=place.oak.lead) == [place.oak.signatory]
    told = AuditEvent.objects.filter(verb="signature:reminded", organisation_id=oak.pk)
    assert (told.count(), told.first().actor_id) == (2, place.oak.lead.pk)
    outbox.run_due()
    assert {mail.to[0] for mail in mailoutbox} == {place.oak.signatory.email}
    assert "waits for your signature under its values" in mailoutbox[0].body


def test_a_reminder_of_the_declaration_waits_for_the_answers_and_dies_with_the_signature(place, mailoutbox):
    application = place.draft()
    place.sign_values()
    with pytest.raises(Refused, match="when every standard has an answer"):
        reminding.remind_of_declaration(application, organisation=place.oak.organisation, by=place.oak.lead)
    place.write(application)
    with clock.at(application.deadline.last_moment), pytest.raises(Refused, match="is not being written now"):
        reminding.remind_of_declaration(application, organisation=place.oak.organisation, by=place.oak.lead)
    Message.objects.all().delete()
    url = place.url(f"org/{place.oak.organisation.slug}/remind/{application.reference}/")

    assert client_of(place.oak.contributor).post(url).status_code == 403
    assert client_of(place.ash.lead).post(url).status_code == 404
    assert client_of(place.oak.lead).post(url).url == application.get_absolute_url()
    assert Message.objects.get(kind="applications.declaration_reminder").to_address == place.oak.signatory.email
    declarations.sign(
        application,
        organisation=place.oak.organisation,
        signed_name="A",
        signed_role="B",
        by=place.oak.signatory,
    )
    outbox.run_due()

    assert mailoutbox == []
    with pytest.raises(Refused, match="has signed the declaration already"):
        reminding.remind_of_declaration(application, organisation=place.oak.organisation, by=place.oak.lead)
