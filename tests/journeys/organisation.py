"""How does an organisation join, ask for a place, sign, write, check and send?"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import papers
from tests.journeys.people import SHOWN, Somebody

QUESTION = "Tell us what you do, and what difference it makes"


def words_for(standard: str) -> str:
    """An answer that names its standard, as nobody else's does."""
    return (
        f"For “{standard}” we asked people with lived experience first. We wrote down what they told us, agreed who "
        "does what by when, and measured it after six months. Eleven of twelve colleagues stayed."
    )


def joins(lead: Somebody, organisation: str, services: list[str], *, kind: str, password: str = "") -> None:
    """From the public page: an account, a code from the letter, an organisation with its services."""
    lead.open("/lec/")
    lead.follow("Register your organisation")
    lead.follow("create an account")
    lead.create_account(password)
    registers(lead, organisation, services, kind=kind)


def registers(lead: Somebody, organisation: str, services: list[str], *, kind: str) -> None:
    """Page by page, to the one that says what happens next."""
    lead.choose("Yes, all of it")
    lead.press("Save and continue")
    lead.fill("Name of your organisation", organisation)
    lead.press("Save and continue")
    lead.pick("What kind of organisation is it?", kind)
    lead.pick("Where do you work?", "London")
    lead.press("Save and continue")
    lead.fill("Services, teams or sites that take part", "\n".join(services))
    lead.press("Save and continue")
    lead.press("Save and continue")
    lead.reads("Check your answers")
    lead.press("Register your organisation")
    lead.sees(f"{organisation} is registered, and you lead its part in the Charter.")


def invites(lead: Somebody, role: str, person: Somebody) -> None:
    lead.follow("Team", exact=True)
    lead.follow("Invite a colleague")
    lead.fill("Their email address", person.email)
    lead.choose(role)
    lead.press("Send the invitation")
    lead.sees(person.email)


def asks_for_a_place(lead: Somebody, *services: str) -> str:
    """Express interest; gives the reference."""
    lead.follow("Dashboard")
    lead.follow("Express interest")
    lead.choose(*services)
    lead.press("Express interest")
    return re.search(r"LEC-\d{4}", lead.page.url)[0]


def signs_the_values(signatory: Somebody, role: str) -> None:
    """From the dashboard, or from the application that a letter led to."""
    signatory.follow("ign the values")
    signatory.follow("Read value 1")
    # One tap a value leads to the signature.
    while signatory.page.get_by_role("button", name="Yes, we promise this").count():
        signatory.fits()
        signatory.press("Yes, we promise this")
    signatory.fits()
    signatory.fill("Your role in the organisation", role)
    signatory.page.get_by_role("checkbox").check()
    signatory.press("Sign the values")
    signatory.sees("You signed the values for")


def signs_the_declaration(signatory: Somebody, reference: str, role: str) -> None:
    signatory.follow("Dashboard") if signatory.link("Dashboard").count() else signatory.open("/start/")
    signatory.follow(reference)
    signatory.fits()
    signatory.follow("Sign the declaration for")
    signatory.fits()
    signatory.fill("Your role in the organisation", role)
    signatory.page.get_by_role("checkbox").check()
    signatory.press("Sign the declaration")
    signatory.sees("You signed the declaration for")


def is_saved(writer: Somebody) -> None:
    """Wait for the line that says so."""
    expect(writer.page.get_by_text(re.compile(r"^Saved at (\d|mid)")).locator(SHOWN)).to_be_visible()


def writes_and_trusts_autosave(writer: Somebody, standards: list[str]) -> None:
    """Write each answer without ever pressing a save button.

    Half of them are saved by the pause after typing, half by leaving the field; the page of one is left before
    anything said that it is saved.
    """
    hasty = len(standards) // 2
    for place, standard in enumerate(standards):
        writer.reads(standard)
        writer.fill(QUESTION, words_for(standard))
        if place % 2:
            writer.page.keyboard.press("Tab")
        if place != hasty:
            is_saved(writer)
        if place + 1 < len(standards):
            writer.follow("Next: ")


def writes_by_button(writer: Somebody, standards: list[str]) -> None:
    for standard in standards:
        writer.reads(standard)
        writer.fill(QUESTION, words_for(standard))
        writer.press("Save and continue")


def keeps_one_of_two_versions(writer: Somebody, standard: str, mine: str, theirs: str) -> None:
    """On the page that shows both texts: look at the two, then keep one's own."""
    writer.reads("Choose which version to keep")
    writer.sees(standard, "Yours, not saved yet", mine, theirs)
    writer.choose("Mine")
    writer.press("Keep this version")


def uploads(writer: Somebody, *paths: Path) -> None:
    writer.attach("Add files", *paths)
    added = "1 file added." if len(paths) == 1 else f"{len(paths)} files added."
    if writer.javascript:
        writer.sees(f"{len(paths)} of {added}")
    else:
        writer.press("Upload the files")
        writer.sees(added)
    writer.sees(*(path.name for path in paths))


def checks_and_sends(lead: Somebody, reference: str) -> str:
    """Read everything on the check page and send it; gives the receipt number."""
    lead.follow("Dashboard")
    lead.follow(reference)
    lead.follow("Check your application")
    lead.sees("Everything is here", *(words_for(standard) for standard in papers.titles()))
    lead.press("Send your application")
    lead.reads("Your application is sent")
    return re.search(rf"{reference}-S\d+", lead.page.content())[0]
