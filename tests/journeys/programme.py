"""How do staff set a programme up, answer an organisation, train it and give it a partner?"""

from __future__ import annotations

from tests.journeys import papers
from tests.journeys.company import on_the_clock, typed
from tests.journeys.people import Somebody

COHORT = "Spring cohort"


def loads_and_publishes_the_framework(lead: Somebody) -> None:
    lead.follow("Frameworks")
    lead.follow("Load a framework file")
    lead.attach("Framework file", papers.FRAMEWORK)
    lead.press("Load this file")
    lead.sees("is loaded. Check it, then publish it.")
    lead.press("Publish this version")
    lead.sees("can no longer change")


def invites(lead: Somebody, role: str, *people: Somebody) -> None:
    """Invite people to a role of the programme."""
    for person in people:
        lead.follow("People")
        lead.follow("Invite somebody")
        lead.fill("Their email address", person.email)
        lead.choose(role)
        lead.press("Send the invitation")
        lead.sees(person.email)


def opens_a_cohort(lead: Somebody) -> None:
    """A cohort whose evidence has been open for an hour."""
    lead.follow("Cohorts")
    lead.follow("Set up a cohort")
    lead.fill("Name of the cohort", COHORT)
    lead.fill("Evidence opens", typed(on_the_clock(hours=-1)))
    lead.fill("Send by", typed(on_the_clock(days=30).replace(hour=17)))
    lead.fill("Scores are due", typed(on_the_clock(days=50)))
    lead.fill("Decisions are made by", typed(on_the_clock(days=60)))
    lead.press("Set up the cohort")
    lead.sees("is set up")
    lead.press("Open this cohort")
    lead.sees("is open. Organisations can now say that they are interested.")


def approves(officer: Somebody, organisation: str) -> None:
    """From the day's list to the registration, and approve it."""
    officer.open("/lec/staff/")
    officer.follow("to approve")
    officer.follow(organisation)
    officer.choose("Approve it")
    officer.press("Save your answer")
    officer.sees(f"{organisation} is approved. Its leads have been told.")


def gives_a_place(officer: Somebody, reference: str) -> None:
    officer.follow("Today", exact=True)
    officer.follow("of interest to answer")
    officer.follow(f"Answer {reference}")
    officer.choose("Give it a place")
    officer.press("Send the answer")


def marks_training(officer: Somebody, organisation: str) -> None:
    officer.follow("Cohorts")
    officer.follow(COHORT)
    officer.follow("Training and attendance")
    officer.fill("Title", "Training day")
    officer.fill("When does it begin?", typed(on_the_clock(hours=-2)))
    officer.fill("Where is it held?", "Online")
    officer.press("Add the session")
    officer.unfold("Mark who attended: Training day")
    officer.choose(organisation)
    officer.press("Mark them")
    officer.sees("1 organisation marked at Training day.")


def adds_a_partner(officer: Somebody, reference: str, organisation: str, service: str) -> None:
    officer.follow("Board")
    officer.follow(reference)
    officer.follow("Add a partner organisation")
    officer.pick("Which organisation?", organisation)
    officer.press("Choose this organisation")
    officer.choose(service)
    officer.press(f"Add {organisation}")
    officer.sees(f"{organisation} is a party of {reference}.")


def accepts(officer: Somebody, reference: str) -> None:
    """Check what was sent, and accept it as complete."""
    officer.open_letter(f"Application {reference}")
    officer.press("Accept this application")
    officer.sees(f"{reference} is accepted.")
