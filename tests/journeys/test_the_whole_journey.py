"""Can eight kinds of people take an application from an empty programme to a certificate, and to its end?"""

from __future__ import annotations

import pytest

from tests.journeys import award, organisation, panel, papers, programme
from tests.journeys.company import Company, on_the_clock

pytestmark = pytest.mark.browser

TRUST, PARTNER = "Northmoor Community NHS Trust", "Second Door"
SERVICES = ["Youth Liaison Team", "Street Outreach Team"]
PARTNER_SERVICE = "Peer mentoring"
PASSWORD = "a door that stays open"
LEVEL = "Silver"
REASONS = ["Noor found this in", "Dilys weighed up", "Kwame looked for"]


def test_the_whole_journey(site, chromium, tmp_path):
    company = Company(site, chromium)
    files = papers.evidence(tmp_path, TRUST)

    # A programme lead sets the programme up and asks people to work for it.
    bea = company.first_lead("Bea Winscombe", "career-matters")
    bea.sign_in_by_code()
    bea.adds_an_app()
    programme.loads_and_publishes_the_framework(bea)
    esme, marlow = company.somebody("Esme Tallow", "career-matters"), company.somebody("Marlow Frith", "panel")
    assessors = [company.somebody(name, "panel") for name in ("Noor Haddad", "Dilys Pryce", "Kwame Mensah")]
    programme.invites(bea, "Programme officer", esme)
    programme.invites(bea, "Panel member", *assessors)
    programme.invites(bea, "Panel chair", marlow)
    for person in (esme, *assessors, marlow):
        person.accept_invitation()
        person.adds_an_app()
    marlow.reads("Moderation")
    programme.opens_a_cohort(bea)

    # An organisation joins and asks for a place; another one will be its partner.
    asha = company.somebody("Asha Lindqvist", "northmoor")
    organisation.joins(asha, TRUST, SERVICES, kind="Community trust", password=PASSWORD)
    programme.approves(esme, TRUST)
    ravi, helen = (
        company.somebody("Ravi Okonjo", "northmoor"),
        company.somebody("Helen Marsh", "northmoor", phone=True),
    )
    organisation.invites(asha, "Contributor", ravi)
    organisation.invites(asha, "Signatory", helen)
    reference = organisation.asks_for_a_place(asha, *SERVICES)
    asha.sign_out()
    tom = company.somebody("Tom Adair", "second-door")
    organisation.joins(tom, PARTNER, [PARTNER_SERVICE], kind="Charity")
    programme.approves(esme, PARTNER)
    organisation.invites(tom, "Signatory", tom)
    tom.accept_invitation()

    # The officer selects it; directors sign; training is marked; the partner comes in.
    programme.gives_a_place(esme, reference)
    helen.accept_invitation()
    organisation.signs_the_values(helen, "Chief executive")
    programme.marks_training(esme, TRUST)
    programme.adds_a_partner(esme, reference, PARTNER, PARTNER_SERVICE)
    tom.open_letter(f"We have added {PARTNER} as a partner")
    organisation.signs_the_values(tom, "Director")

    # A contributor writes everything without pressing a save button, and adds files.
    ravi.accept_invitation()
    ravi.follow(reference)
    ravi.follow("Continue: ")
    organisation.uploads(ravi, files["pdf"], files["docx"], files["xlsx"], files["odt"])
    organisation.uploads(ravi, files["png"], files["jpg"])
    organisation.uploads(ravi, files["big"])
    organisation.uploads(ravi, files["long"])
    organisation.writes_and_trusts_autosave(ravi, papers.titles())
    ravi.leave()

    # Everything is checked, declared on a telephone, and sent.
    asha.sign_in_by_password(PASSWORD)
    asha.follow(reference)
    asha.follow("Check your application")
    asha.sees("2 things before you can send")
    assert asha.button("Send your application").count() == 0
    organisation.signs_the_declaration(helen, reference, "Chief executive")
    organisation.signs_the_declaration(tom, reference, "Director")
    helen.leave()
    tom.leave()
    receipt = organisation.checks_and_sends(asha, reference)
    assert receipt in asha.letter(f"We have your application {reference}")

    # The officer accepts it and gives it to a panel.
    programme.accepts(esme, reference)
    panel.gives_seats(esme, assessors, marlow)
    panel.assigns_and_starts(esme, reference, assessors)

    # Each assessor answers the question first, then scores on their own.
    for assessor in assessors:
        panel.answers_the_conflict_question_first(assessor, reference)
    noor, dilys, kwame = assessors
    panel.scores_everything(noor, REASONS[0], first=3)
    panel.finishes(noor, reference)
    noor.leave()
    panel.scores_everything(dilys, REASONS[1])
    panel.cannot_see(dilys, reference, [REASONS[0], REASONS[2]])
    panel.opens_a_file(dilys, reference, files["long"])
    panel.opens_a_file(dilys, reference, files["big"])
    dilys.open(f"/lec/panel/{reference}/finish/")
    panel.finishes(dilys, reference)
    dilys.leave()
    marlow.open(f"/lec/moderation/{reference}/")
    marlow.sees("Not ready")
    marlow.never_sees(*REASONS)
    panel.scores_everything(kwame, REASONS[2], first=1)
    panel.finishes(kwame, reference)
    kwame.leave()

    # The chair reveals, agrees and proposes, and cannot confirm; the programme lead can.
    panel.reveals_and_agrees(marlow, reference)
    panel.proposes(marlow, LEVEL)
    assert marlow.button("Confirm this level").count() == 0
    assert marlow.open(f"/lec/staff/apply/{reference}/decision/") == 404
    panel.confirms(bea, reference, LEVEL)
    asha.open(f"/lec/apply/{reference}/")
    asha.never_sees(LEVEL)

    # Until the instant of the release the certificate does not exist for anybody.
    site.wait_until(lambda: site.rows("SELECT code FROM awards_award"), "the award is made")
    code = site.rows("SELECT code FROM awards_award")[0][0]
    visitor = company.somebody("Somebody with a certificate")
    at = award.plans_the_release(esme, seconds=20)
    award.approves_the_release(bea)
    award.finds_nothing(visitor, code)
    assert on_the_clock() < at, "The embargo was looked at too late."
    award.waits_for_the_certificate(visitor, code)
    assert on_the_clock() > at

    # The organisation gets its letter and its certificate, and anybody can check it.
    asha.open_letter(f"{LEVEL}: your award")
    name, pdf = asha.download("Download the certificate")
    words = papers.words_of(pdf)
    assert name == f"certificate-{code}.pdf"
    assert [each for each in (TRUST, PARTNER, *SERVICES, LEVEL, code) if each not in words] == []
    assert papers.code_of(pdf) == f"{site.url}/verify/{code}/"
    visitor.open(papers.code_of(pdf))
    visitor.sees("This certificate is current", TRUST, LEVEL)
    visitor.open("/lec/awards/")
    visitor.sees("1 award", PARTNER)
    visitor.follow(code)
    visitor.sees("This certificate is current")

    # An award can end, by two people again.
    award.proposes_revocation(esme, code, "The service has closed.")
    award.types_the_code(visitor, code)
    visitor.sees("This certificate is current")
    award.approves_revocation(bea, code)
    award.types_the_code(visitor, code)
    visitor.sees("This award has been revoked")
    asha.letter("has been revoked")

    company.leave()
    site.manage("verify_all")
