"""Can an organisation register, be approved, grow, and be handed over, by mouse, and on a telephone by keys alone?"""

from __future__ import annotations

import pytest

from tests.journeys import organisation, programme
from tests.journeys.by_keys import WithKeys
from tests.journeys.company import BEGINNING
from tests.journeys.people import Somebody

pytestmark = pytest.mark.browser

LEAD_EMAIL = "bea.winscombe@career-matters.example.org"
HOLDERS = """
SELECT p.name, m.role FROM charter_membership m JOIN charter_person p ON p.id = m.person_id
JOIN charter_organisation o ON o.id = m.organisation_id WHERE o.name = %s AND m.ended_at IS NULL ORDER BY 1, 2
"""


@pytest.fixture(scope="module")
def bea(site, chromium):
    """The programme, with somebody who has signed in with a second step and approves registrations."""
    site.python(BEGINNING.format(name="Bea Winscombe", email=LEAD_EMAIL))
    person = Somebody(site, chromium, "Bea Winscombe", LEAD_EMAIL)
    person.sign_in_by_code()
    person.adds_an_app()
    yield person
    person.leave()


def team(person: Somebody) -> None:
    """To the team page; on a narrow screen the links stand behind a button."""
    if not person.link("Team", exact=True).count():
        if isinstance(person, WithKeys):
            person.toggle("Menu")
        else:
            person.button("Menu").click()
    person.follow("Team", exact=True)


@pytest.mark.parametrize(
    ("kind", "phone", "trust", "place"),
    [(Somebody, False, "Northmoor Community NHS Trust", "northmoor"), (WithKeys, True, "Second Door", "second-door")],
    ids=["mouse", "keys-at-320"],
)
def test_an_organisation_from_registration_to_a_new_lead(site, chromium, bea, kind, phone, trust, place):
    asha = kind(site, chromium, "Asha Lindqvist", f"asha@{place}.example.org", phone=phone)
    helen = kind(site, chromium, "Helen Marsh", f"helen@{place}.example.org", phone=phone)

    # It registers, and waits.
    organisation.joins(asha, trust, ["Youth Liaison Team"], kind="Charity")
    asha.reads("We have your registration")
    programme.approves(bea, trust)
    asha.letter(f"approved {trust}")

    # Its lead invites a signatory, who accepts, and signs in by a code another day.
    team(asha)
    asha.follow("Invite a colleague")
    asha.fill("Their email address", helen.email)
    asha.choose("Signatory")
    asha.press("Send the invitation")
    helen.accept_invitation()
    helen.sign_out()
    helen.sign_in_by_code()

    # The lead is handed over, and the first one leaves.
    team(asha)
    asha.follow("Hand the lead over")
    asha.choose("Helen Marsh", "Viewer")
    asha.press("Hand the lead over")
    asha.sees("Helen Marsh leads")
    asha.follow("Leave this team")
    asha.press("Leave this team")
    asha.sees(f"You have left {trust}.")
    assert site.rows(HOLDERS, trust) == [("Helen Marsh", "organisation_lead"), ("Helen Marsh", "signatory")]
    assert helen.letter(f"You lead {trust} now")
    for person in (asha, helen):
        person.leave()
