"""Does the main path need a script anywhere? The same journey, thinner, in browsers that run none.

Its framework has half the standards, so that nothing comes to count on how many there are.
"""

from __future__ import annotations

import pytest

from tests.journeys import award, organisation, panel, papers, programme
from tests.journeys.company import Company

pytestmark = pytest.mark.browser

CHARITY, SERVICE = "Second Door", "Peer mentoring"
LEVEL = "Silver"


def test_the_main_path_without_javascript(site, chromium, tmp_path, monkeypatch):
    monkeypatch.setattr(papers, "FRAMEWORK", papers.short_framework(tmp_path))
    company = Company(site, chromium, javascript=False)

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
    programme.opens_a_cohort(bea)

    # A small organisation: one person leads it, signs for it and writes.
    tom = company.somebody("Tom Adair", "second-door")
    organisation.joins(tom, CHARITY, [SERVICE], kind="Charity")
    programme.approves(esme, CHARITY)
    organisation.invites(tom, "Signatory", tom)
    tom.accept_invitation()
    reference = organisation.asks_for_a_place(tom, SERVICE)
    programme.gives_a_place(esme, reference)
    programme.marks_training(esme, CHARITY)
    tom.open_letter(f"has a place in {programme.COHORT}")
    organisation.signs_the_values(tom, "Director")

    # Every answer by its button, one with a file; one was open in another tab, and nothing is lost.
    tom.open(f"/lec/apply/{reference}/")
    tom.follow("Continue: ")
    organisation.uploads(tom, papers.one_file(tmp_path, CHARITY))
    other = tom.second_tab()
    other.open(tom.page.url)
    organisation.writes_by_button(tom, papers.titles())
    first = papers.titles()[0]
    other.fill(organisation.QUESTION, "Written in another tab, an hour ago.")
    other.press("Save and continue")
    organisation.keeps_one_of_two_versions(
        other, first, "Written in another tab, an hour ago.", organisation.words_for(first)
    )
    other.reads(first)
    other.fill(organisation.QUESTION, organisation.words_for(first))
    other.press("Save and come back later")
    organisation.signs_the_declaration(tom, reference, "Director")
    organisation.checks_and_sends(tom, reference)

    programme.accepts(esme, reference)
    panel.gives_seats(esme, assessors, marlow)
    panel.assigns_and_starts(esme, reference, assessors)
    for place, assessor in enumerate(assessors):
        panel.answers_the_conflict_question_first(assessor, reference)
        panel.scores_everything(assessor, "I found this in", first=place + 1)
        panel.finishes(assessor, reference)
    panel.reveals_and_agrees(marlow, reference)
    panel.proposes(marlow, LEVEL)
    panel.confirms(bea, reference, LEVEL)

    site.wait_until(lambda: site.rows("SELECT code FROM awards_award"), "the award is made")
    code = site.rows("SELECT code FROM awards_award")[0][0]
    visitor = company.somebody("Somebody with a certificate")
    award.plans_the_release(esme, seconds=15)
    award.approves_the_release(bea)
    award.finds_nothing(visitor, code)
    award.waits_for_the_certificate(visitor, code)
    tom.open_letter(f"{LEVEL}: your award")
    _, pdf = tom.download("Download the certificate")
    visitor.open(papers.code_of(pdf))
    visitor.sees("This certificate is current", CHARITY, SERVICE, LEVEL)
    award.types_the_code(visitor, code)
    visitor.sees("This certificate is current")

    company.leave()
    site.manage("verify_all")
