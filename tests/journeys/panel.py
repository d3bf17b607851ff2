"""How is an application given to a panel, scored in silence, agreed together, and decided by two people?"""

from __future__ import annotations

from pathlib import Path

from tests.journeys import papers
from tests.journeys.company import on_the_clock
from tests.journeys.organisation import words_for
from tests.journeys.people import Somebody
from tests.journeys.programme import COHORT

POINTS = 2


def gives_seats(officer: Somebody, assessors: list[Somebody], chair: Somebody) -> None:
    """A seat for each; the first one is a lived experience seat."""
    officer.follow("Cohorts")
    officer.follow(COHORT)
    officer.follow("Panel", exact=True)
    for person in [*assessors, chair]:
        officer.pick("Person", f"{person.name} ({person.email})")
        officer.choose("Chair" if person is chair else "Assessor")
        if person is assessors[0]:
            officer.choose("This is a lived experience seat")
        day = on_the_clock()
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            officer.fill(label, str(number))
        officer.press("Give this seat")
        officer.sees(f"{person.name} has a seat on the panel of {COHORT}.")


def assigns_and_starts(officer: Somebody, reference: str, assessors: list[Somebody]) -> None:
    officer.follow("Today", exact=True)
    officer.follow("to give to the panel")
    officer.follow(reference)
    officer.follow("Assign its panel")
    for person in assessors:
        officer.choose(person.name)
        officer.press("Assign", exact=True)
        officer.sees(f"{reference} is assigned to {person.name}.")
    officer.press("Start the panel")
    officer.sees(f"The panel of {reference} can begin.")


def answers_the_conflict_question_first(assessor: Somebody, reference: str) -> None:
    """Nothing that was written or added can be seen, in any way, before the question is answered."""
    content = [*(words_for(standard) for standard in papers.titles()), "Induction policy"]
    assessor.open_letter(f"{reference} is ready for you to read")
    assessor.reads("Before you read")
    assessor.never_sees(*content)
    for place in ("", "po1/", "finish/"):
        assessor.open(f"/lec/panel/{reference}/{place}")
        assessor.never_sees(*content)
    assessor.open("/lec/panel/")
    assessor.never_sees(*content)
    assessor.follow("Answer the question")
    assessor.choose("No, I have no connection")
    assessor.press("Continue")
    assessor.sees(f"{reference}")


def scores_everything(assessor: Somebody, reason: str, *, first: int = POINTS) -> None:
    """Every standard with a reason, from the first one that is left to the button that ends the review."""
    scale = {row["score"]: f"{row['name']} ({row['score']})" for row in papers.framework()["scale"]}
    assessor.follow("Go on with")
    for place, standard in enumerate(papers.titles()):
        assessor.reads(standard)
        assessor.sees(words_for(standard))
        assessor.choose(scale[POINTS if place else first])
        assessor.fill("Why?", f"{reason} {standard}.")
        assessor.press("Save and check" if standard == papers.titles()[-1] else "Save and next")


def finishes(assessor: Somebody, reference: str) -> None:
    assessor.sees("Every standard has a score and a reason.")
    assessor.press("Finish this application")
    assessor.sees(f"Your scores for {reference} are finished.")


def cannot_see(assessor: Somebody, reference: str, reasons: list[str]) -> None:
    """None of these reasons on any page of the review."""
    for place in ("", "finish/", *(f"{row['code'].lower()}/" for row in papers.framework()["standards"][:3])):
        assert assessor.open(f"/lec/panel/{reference}/{place}") == 200
        assessor.never_sees(*reasons)


def opens_a_file(assessor: Somebody, reference: str, path: Path) -> None:
    """What the panel downloads is what was uploaded, under its name as far as a disk can hold it."""
    assessor.open(f"/lec/panel/{reference}/")
    assessor.follow(papers.titles()[0])
    name, content = assessor.download(path.name)
    assert name == path.name.replace(":", "_")
    assert content == path.read_bytes()


def reveals_and_agrees(chair: Somebody, reference: str) -> None:
    """Open all scores at once; choose where they differ, and take the median where they do not."""
    scale = {row["score"]: f"{row['name']} ({row['score']})" for row in papers.framework()["scale"]}
    chair.open_letter(f"{reference} is ready for moderation")
    chair.press("Reveal the scores")
    chair.sees(f"The scores of {reference} are open.")
    chair.follow("Go on with")
    for place, standard in enumerate(papers.titles()):
        chair.reads(standard)
        if place == 0:
            chair.sees("The scores differ, so nothing is chosen for you.")
            chair.choose(scale[POINTS])
            chair.fill("Note for the record", "We talked about it and agreed.")
        chair.press("Agree")
    all_of_them = len(papers.titles())
    chair.sees(f"{all_of_them} of {all_of_them} agreed")


def proposes(chair: Somebody, level: str) -> None:
    chair.sees("By the rules this points to")
    assert chair.box(level).is_checked()
    chair.press("Propose this level")
    chair.sees("waits for a second person")


def confirms(lead: Somebody, reference: str, level: str) -> None:
    lead.follow("Today", exact=True)
    lead.follow("to confirm")
    lead.follow(reference)
    lead.sees(level, "Why this level")
    lead.press("Confirm this level")
    lead.sees(f"The level of {reference} is confirmed.")
