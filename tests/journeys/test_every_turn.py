"""Does every turn of an application work by keys alone, and in a browser that runs no script?

Both ways begin in the middle, on a copy of the two-sided world: by keys in its first programme, without scripts in
its second one, whose framework is another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journeys import organisation
from tests.journeys.company import on_the_clock, typed
from tests.journeys.looking import ByKeys, WithoutScripts

pytestmark = pytest.mark.browser

ANSWER = (
    "SELECT text FROM applications_answer JOIN applications_application a ON a.id = application_id"
    " JOIN charter_standard s ON s.id = standard_id WHERE a.reference = %s AND s.code = %s"
)
STATE = "SELECT state FROM applications_application WHERE reference = %s"


@dataclass
class Turn:
    """One programme of the site, and its people as somebody meets them: by keys, or without scripts."""

    site: Any
    told: dict[str, Any]
    chromium: Any
    kind: type
    came: list
    looked: set[str]

    def person(self, name: str) -> Any:
        part, place = name.split("@")
        email = f"{part}@{place}.example.org"
        person = self.kind(self.site, self.chromium, self.told["names"][name], email, looked=self.looked)
        person.carry_session(self.told["people"][name])
        self.came.append(person)
        return person

    def house(self, part: str, number: int = 0) -> Any:
        """Somebody of the first or second organisation."""
        return self.person(f"{part}@{self.told['houses'][number]['slug'].removesuffix('-trust')}")

    def staff(self, part: str = "officer") -> Any:
        return self.person(f"{part}@{self.told['programme']}")

    def page(self, name: str, more: str = "") -> str:
        return f"/{self.told['programme']}/apply/{self.told['references'][name]}/{more}"

    def staff_page(self, name: str, more: str = "") -> str:
        return f"/{self.told['programme']}/staff/apply/{self.told['references'][name]}/{more}"

    def code(self, place: int) -> str:
        return self.told["standards"][place].split()[0]

    def state(self, name: str) -> str:
        return self.site.rows(STATE, self.told["references"][name])[0][0]


LOOKED: dict[str, set[str]] = {"keys": set(), "no-script": set()}


@pytest.fixture(params=["keys", "no-script"])
def turn(request, houses, chromium):
    """Gives people of one programme; at the end nothing has gone wrong in their browsers."""
    site, told = houses
    kind, side = (ByKeys, "oakland") if request.param == "keys" else (WithoutScripts, "elmham")
    made = Turn(site, told[side], chromium, kind, [], LOOKED[request.param])
    yield made
    for person in made.came:
        person.leave()


def test_a_team_shares_out_writes_talks_and_goes_back(turn):
    lead, writer = turn.house("lead"), turn.house("contributor")
    third, fourth = turn.told["standards"][2:4]
    writes = f"evidence/{turn.code(2).lower()}/"

    # Shared out: without a choice first, then two standards for one person.
    lead.open("/start/")
    lead.follow(turn.told["references"]["team"])
    lead.follow("Share it out")
    lead.press("Give these standards")
    lead.sees("There is a problem")
    lead.choose(third, fourth)
    lead.pick("Who writes them?", writer.name)
    lead.press("Give these standards")
    lead.sees(f"{writer.name} writes 2 more standards now.")

    # Written in two tabs: the second one chooses between the two texts, and puts them together.
    writer.open(f"/{turn.told['programme']}/org/{turn.told['houses'][0]['slug']}/my-tasks/")
    writer.press(third)
    writer.reads(third)
    writer.open(turn.page("team", writes))
    other = writer.second_tab()
    other.open(turn.page("team", writes))
    writer.fill(organisation.QUESTION, "Written in the first tab.")
    writer.choose("Yes, it is completed")
    writer.press("Save and come back later")
    writer.sees(f"{turn.code(2)} is saved.", "Completed")
    other.fill(organisation.QUESTION, "Written in the second tab.")
    if other.javascript:
        other.sees("saved a newer version at")
    other.press("Save and continue")
    other.reads("Choose which version to keep")
    other.sees("Written in the first tab.", "Written in the second tab.")
    other.choose("Both, put together by me")
    other.fill("Put the two together", "Written in both tabs.")
    other.press("Keep this version")
    assert turn.site.rows(ANSWER, turn.told["references"]["team"], turn.code(2)) == [("Written in both tabs.",)]

    # Its history: compared, any two compared, and the first words brought back.
    lead.open(turn.page("team", writes))
    lead.follow("Version history")
    lead.follow("See what changed")
    lead.reads("What changed")
    lead.press("Compare")
    lead.open(turn.page("team", f"{writes}history/?to=1"))
    lead.press("Bring this version back")
    lead.sees("The earlier version is back.")
    begun = f"We begin with {turn.code(2)}."
    assert turn.site.rows(ANSWER, turn.told["references"]["team"], turn.code(2)) == [(begun,)]

    # A comment names somebody, who follows the letter, answers and settles.
    lead.open(turn.page("team", writes))
    lead.follow("Ask a colleague")
    lead.press("Add a comment")
    lead.sees("There is a problem")
    lead.fill("Your comment", f"@{writer.name} which figures do we show?")
    lead.press("Add a comment")
    lead.sees("Your comment is added.")
    writer.open_letter("named you in a comment")
    writer.sees("which figures do we show?")
    writer.unfold("Answer")
    writer.fill(f"Your answer to {lead.name}", "Those of March.")
    writer.press("Add your answer")
    writer.sees("Those of March.")
    writer.press("Mark as settled")
    writer.sees("The thread is settled.")
    lead.open(turn.page("team", f"{writes}comments/"))
    lead.press("Invite ")
    lead.sees("can now read these comments and answer.")


def test_a_self_review_becomes_a_plan(turn):
    lead = turn.house("lead")
    lead.open(turn.page("gaps"))
    lead.follow("Self-review")
    lead.follow("Start your self-review")
    scale = [label.inner_text() for label in lead.page.locator(".govuk-radios__label").all()]
    for place in range(3):
        lead.choose(scale[place % 2])
        lead.fill("Note, if you like", f"What we thought of {place}.")
        lead.press("Save and continue")
    lead.follow(f"Skip to {turn.told['standards'][4]}")
    lead.choose("Not sure yet")
    lead.press("Save and see the gaps")
    lead.reads("that would move you most")
    moves = [one.inner_text() for one in lead.page.locator("#moves ~ ol strong").all()]

    words = lead.page.get_by_text("Next is").inner_text()
    lead.pick("Show what you need for", re.search(r"Next is ([^:]+):", words)[1])
    lead.press("Show")
    lead.press("Put them in our plan")
    lead.sees("Select at least one standard for your plan.")
    boxes = lead.page.locator("#plan .govuk-checkboxes__label").all_inner_texts()
    chosen = [label for label in boxes if any(label.startswith(move) for move in moves)]
    assert len(chosen) == len(moves) == 3
    lead.choose(*(label.strip() for label in chosen))
    lead.press("Put them in our plan")
    lead.sees("3 steps added to your plan.")

    lead.follow(moves[0])
    lead.fill("Day", "31")
    lead.fill("Month", "2")
    lead.fill("Year", "2031")
    lead.press("Save this step")
    lead.sees("There is a problem")
    lead.pick("Who does it?", lead.name)
    lead.fill("Day", "28")
    lead.fill("What will you do?", "We ask people who were with us.")
    lead.press("Save this step")
    lead.sees("is saved.")
    lead.follow(moves[1])
    lead.choose("This is done")
    lead.press("Save this step")
    lead.reads("Done")
    lead.follow(moves[2])
    lead.press("Take it out of the plan")
    lead.sees("is not in your plan any more.")

    lead.open(turn.page("gaps", "self-review/"))
    lead.choose("Our team and the programme team")
    lead.press("Save who can read it")
    lead.sees("The programme team can read your self-review now. The panel cannot.")


def test_a_file_is_attached_described_removed_and_used_again(turn, tmp_path):
    writer = turn.house("contributor")
    second = turn.told["standards"][1]
    paths = [tmp_path / "Minutes.txt", tmp_path / "Rota.txt"]
    for path in paths:
        path.write_text(f"What {path.stem} says.")

    writer.open(turn.page("files", f"evidence/{turn.code(0).lower()}/"))
    organisation.uploads(writer, *paths)
    writer.follow("Change Minutes.txt")
    writer.fill("What is it called?", "Minutes of March")
    writer.fill("Is something in it hard to read?", "A death")
    writer.choose("It tells about a person")
    writer.press("Save")
    writer.sees("There is a problem", "Confirm that they agreed")
    writer.choose(writer.page.locator("label[for^=id_agreed]").inner_text().strip(), second)
    writer.press("Save")
    writer.sees("Minutes of March.txt is saved.", "It tells about a person, who agreed.")
    writer.press("Remove Rota.txt")
    writer.sees("Rota.txt is removed.")
    writer.follow("Add a link instead")
    writer.press("Add the link" if writer.button("Add the link").count() else "Add this link")
    writer.sees("There is a problem")
    writer.fill("Web address", "https://www.example.org/policy")
    writer.fill("What is it?", "Our policy")
    writer.press("Add the link" if writer.button("Add the link").count() else "Add this link")
    writer.sees("Your link is added.")

    # In another application of the same house: the same file by reference, and the earlier words as a copy.
    writer.open(turn.page("team", f"evidence/{turn.code(0).lower()}/"))
    writer.follow("Use something again")
    writer.press("Use these again")
    writer.sees("There is a problem")
    writer.choose("Minutes of March.txt")
    writer.press("Use these again")
    writer.sees("1 piece of evidence added.", "Minutes of March")
    writer.follow("Use something again")
    _reach_and_press(writer, writer.button("Copy into this answer").first)
    writer.sees("The earlier answer is copied in.")


def test_more_time_is_asked_for_and_given(turn):
    lead, officer = turn.house("lead"), turn.staff()
    lead.open(turn.page("time"))
    lead.follow("Ask for more time")
    lead.press("Ask for more time")
    lead.sees("There is a problem")
    lead.fill("Why do you need more time?", "Our director signs it, and is back on Monday.")
    lead.press("Ask for more time")
    lead.sees("We have your request.")

    officer.open(turn.staff_page("time"))
    officer.follow("Answer the request")
    officer.press("Send the answer")
    officer.sees("There is a problem")
    officer.choose("Give more time")
    _types_a_time(officer, "New deadline for this application", on_the_clock(days=40).replace(hour=17, minute=0))
    officer.press("Send the answer")
    officer.sees("More time is given.")

    lead.open_letter("has time until")
    lead.follow("See what happened so far")
    lead.reads("Timeline")
    lead.sees("more time")


def test_what_is_returned_is_answered_and_sent_again(turn):
    lead, writer, signatory = turn.house("lead"), turn.house("contributor"), turn.house("signatory")
    officer = turn.staff()
    asked, other = turn.told["standards"][0], turn.told["standards"][3]
    reference = turn.told["references"]["sent"]

    officer.open(turn.staff_page("sent"))
    officer.follow("Return it for more")
    officer.press("Return it to the organisation")
    officer.sees("There is a problem")
    officer.fill("What do you ask for?", "Tell us how many people this reached.")
    _types_a_time(officer, "Send again by", on_the_clock(days=12).replace(hour=17, minute=0))
    officer.choose(asked)
    officer.unfold(f"Words about {turn.code(0)}")
    officer.fill(f"What do you ask about {turn.code(0)}? You can leave this empty.", "How many are still with you?")
    officer.press("Return it to the organisation")
    officer.sees(f"{reference} is returned until")

    # Only what was named is open.
    writer.open(turn.page("sent", f"evidence/{turn.code(3).lower()}/"))
    writer.reads(other)
    assert writer.field(organisation.QUESTION).count() == 0
    lead.open_letter("We need more for application")
    lead.follow(asked)
    lead.sees("How many are still with you?", "Tell us how many people this reached.")
    lead.fill(organisation.QUESTION, "Fourteen of sixteen are still with us.")
    lead.press("Save and come back later")

    signatory.open(turn.page("sent"))
    signatory.follow("Declaration by")
    signatory.press("Sign the declaration")
    signatory.sees("There is a problem")
    signatory.fill("Your full name", "Sam Signatory")
    signatory.fill("Your role in the organisation", "Director")
    signatory.choose(signatory.page.locator("label[for^=id_agreed]").inner_text().strip())
    signatory.press("Sign the declaration")
    signatory.sees("You signed the declaration for")

    lead.open(turn.page("sent", "check/"))
    lead.sees("Everything is here")
    lead.press("Send your application")
    lead.reads("Your application is sent")
    lead.follow("Read what you sent")
    lead.sees("What is different from the sending before", "Fourteen of sixteen are still with us.")
    lead.open(turn.page("sent", "timeline/"))
    lead.sees("Timeline")
    assert turn.state("sent") == "sent"


def test_what_was_withdrawn_comes_back(turn):
    lead, officer = turn.house("lead"), turn.staff()
    reference = turn.told["references"]["accepted"]
    lead.open(turn.page("accepted"))
    lead.follow("Withdraw this application")
    lead.press("Withdraw this application")
    lead.sees(f"{reference} is withdrawn.")
    assert turn.state("accepted") == "withdrawn"

    officer.open(turn.staff_page("accepted"))
    officer.follow("Bring it back")
    officer.press("Bring it back")
    officer.sees("There is a problem")
    officer.fill("Why do you bring it back?", "The lead withdrew it by mistake.")
    officer.press("Bring it back")
    officer.sees(f"{reference} is back.")

    assert turn.state("accepted") == "accepted"
    lead.open_letter(f"Application {reference} is back")
    lead.follow("See what happened so far")
    lead.sees("Withdrawn")


def test_a_partner_joins_its_new_signatory_signs_and_both_send_and_withdraw(turn):
    lead, signatory = turn.house("lead"), turn.house("signatory")
    partner, viewer = turn.house("lead", 1), turn.house("viewer", 1)
    own, other = turn.told["houses"]
    reference = turn.told["references"]["joint"]

    # Invited by letter, and joined with a service.
    lead.open(turn.page("joint"))
    lead.follow("Invite a partner organisation")
    lead.press("Send the invitation")
    lead.sees("There is a problem")
    lead.fill("Name of the partner organisation", other["name"])
    lead.fill("Email address of somebody who leads there", partner.email)
    lead.press("Send the invitation")
    lead.sees(f"We have written to {partner.email}.")
    partner.open_letter("Join an application with")
    if partner.link(other["name"]).count():
        partner.follow(other["name"])
    partner.press(f"Join with {other['name']}")
    partner.sees("There is a problem")
    partner.choose(partner.page.locator(".govuk-checkboxes__label").first.inner_text().strip())
    partner.press(f"Join with {other['name']}")
    partner.sees("is a partner in")

    # Whoever signed for the partner leaves; somebody else becomes signatory, and signs the values again.
    team = f"/{turn.told['programme']}/org/{other['slug']}/team/"
    partner.open(team)
    old = turn.told["names"][f"signatory@{other['slug'].removesuffix('-trust')}"]
    partner.unfold(f"Change what {old} may do")
    partner.press(f"Remove from the team {old}")
    partner.unfold(f"Change what {viewer.name} may do")
    row = partner.page.locator("details[open]")
    _tick(partner, row.get_by_label("Signatory"))
    partner.press("Save these roles")
    viewer.open(f"/{turn.told['programme']}/org/{other['slug']}/values/")
    viewer.follow("Read value 1")
    while viewer.page.get_by_role("button", name="Yes, we promise this").count():
        viewer.press("Yes, we promise this")
    viewer.press("Sign the values")
    viewer.sees("There is a problem")
    _signs(viewer, "values")
    viewer.sees("You signed the values for")

    # Both write, both declare, the lead sends; withdrawing needs both.
    partner.open(turn.page("joint", f"evidence/{turn.code(1).lower()}/"))
    partner.fill(organisation.QUESTION, "Our part of it.")
    partner.press("Save and come back later")
    for person in (signatory, viewer):
        person.open(turn.page("joint", "declare/"))
        _signs(person, "declaration")
    lead.open(turn.page("joint", "check/"))
    lead.press("Send your application")
    lead.reads("Your application is sent")
    lead.open(turn.page("joint", "withdraw/"))
    lead.press("Ask to withdraw")
    assert turn.state("joint") == "sent"
    partner.open_letter(f"{own['name']} wants to withdraw {reference}")
    partner.press("Withdraw this application")
    partner.sees(f"{reference} is withdrawn.")
    assert turn.state("joint") == "withdrawn"


def _signs(person: Any, what: str) -> None:
    person.fill("Your full name", person.name)
    person.fill("Your role in the organisation", "Director")
    person.choose(person.page.locator("label[for^=id_agreed]").inner_text().strip())
    person.press(f"Sign the {what}")


def _reach_and_press(person: Any, button: Any) -> None:
    """Press the first of several buttons with the same words."""
    person.press(button.inner_text().replace("\n", " "))


def _tick(person: Any, box: Any) -> None:
    """Tick a box that only its place on the page tells from others of the same name."""
    if isinstance(person, ByKeys):
        person.reach(box)
        person.keys.key("Space")
    else:
        box.check()
    assert box.is_checked()


def _types_a_time(person: Any, label: str, moment: Any) -> None:
    """Into the browser's own picker, part by part as its keys take it."""
    field, wanted = person.field(label).first, typed(moment)
    if not isinstance(person, ByKeys):
        person.fill(label, wanted)
        return
    person.reach(field)
    # Which part comes first is the browser's own language, whatever the page's is.
    for order in ("%d%m%Y", "%m%d%Y"):
        person.keys.type(moment.strftime(order))
        if field.input_value().startswith(wanted[:10]):
            break
        person.keys.key("Shift+Tab")
        person.keys.key("Shift+Tab")
        person.keys.key("Shift+Tab")
        person.reach(field)
    assert field.input_value() == wanted
