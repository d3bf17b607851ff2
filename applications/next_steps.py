"""What is the one thing that this person does next about an application? A table of rules on plain values.

Nothing here asks the database: what stands is told as :class:`Facts`, what the person may do as :class:`Hands`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from applications.enums import ENDED, WRITABLE, State


class When(Enum):
    """How an instant stands to the time in which evidence is written."""

    EARLY = "early"
    OPEN = "open"
    LATE = "late"


@dataclass(frozen=True)
class Signing:
    """One party's signatures: the values, whether they are to be signed anew, and the declaration."""

    slug: str
    name: str
    pledged: bool
    again: bool
    declared: bool


@dataclass(frozen=True)
class Facts:
    """How an application stands for one person.

    ``standard`` is the code and name of the one that the person would go on with, None when none is left for them;
    ``answered`` whether nothing is left to be written by anybody; ``reviewing`` whether the self-review has gaps;
    ``waits`` the sentence that says why evidence is closed.
    """

    state: State
    when: When
    parties: tuple[Signing, ...]
    standard: tuple[str, str] | None
    answered: bool
    trained: bool
    sent: bool
    reviewing: bool
    waits: str = ""


@dataclass(frozen=True)
class Hands:
    """What a person may do: write, send, sign for some parties (their slugs), and whose people they are."""

    writes: bool
    sends: bool
    signs: frozenset[str]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """The one thing to do next: words, where, and a sentence of why; ``route`` is empty when others must act.

    ``kwargs`` are the address's words beside programme and reference (``organisation`` or ``standard``).
    """

    text: str
    route: str = ""
    kwargs: dict[str, str] = field(default_factory=dict)
    note: str = ""


NOTES = {
    State.INTEREST: "We will tell you whether you are in this cohort.",
    State.WAITLISTED: "You are on the waiting list. We will tell you when a place is free.",
    State.DECLINED: "This application is not in this cohort.",
    State.WITHDRAWN: "This application was withdrawn.",
    State.LAPSED: "This application was not sent in time. Everything you wrote is kept.",
}


def decide(facts: Facts, hands: Hands) -> Step:
    """The step that is right now: signing first, then writing, then the declaration, then checking and sending."""
    if facts.state not in WRITABLE:
        return _elsewhere(facts, hands)
    if facts.when is When.LATE:
        return Step("Read what you have so far", "applications:check", note=facts.waits)
    unsigned = [row for row in facts.parties if not row.pledged]
    own = [row for row in unsigned if row.slug in hands.signs]
    if own:
        return _sign_values(own[0])
    if unsigned or facts.when is When.EARLY:
        return _meanwhile(facts, hands, unsigned)
    if facts.standard is not None and hands.writes:
        code, name = facts.standard
        verb = "Answer what we asked" if facts.state == State.RETURNED else "Continue"
        return Step(f"{verb}: {code} {name}", "applications:answer", {"standard": code.lower()})
    return _to_the_end(facts, hands)


def _elsewhere(facts: Facts, hands: Hands) -> Step:
    """While others have it: what there is to read; before a place is given, the self-review."""
    if facts.state == State.RELEASED:
        return Step(
            "See your result", "awards:organisation_awards", {"organisation": hands.of[0]} if hands.of else {}
        )
    note = NOTES.get(facts.state, "")
    if facts.state in (State.INTEREST, State.WAITLISTED) and facts.reviewing and hands.writes:
        return Step("Do your self-review", "applications:self_review", note=note)
    if facts.sent and facts.state not in ENDED:
        return Step("See your receipt", "applications:receipt")
    return Step("", note=note)


def _sign_values(row: Signing) -> Step:
    again = " again" if row.again else ""
    return Step(f"Sign the values{again} for {row.name}", "applications:values", {"organisation": row.slug})


def _meanwhile(facts: Facts, hands: Hands, unsigned: list[Signing]) -> Step:
    """Evidence is not open yet: sign anew, see where one is, or read."""
    again = _to_sign_again(facts, hands)
    if again is not None:
        return _sign_values(again)
    if facts.reviewing and hands.writes:
        return Step("Do your self-review", "applications:self_review", note=facts.waits)
    own = [row for row in unsigned if row.slug in hands.of]
    if own:
        return Step("Read the values", "applications:values", {"organisation": own[0].slug}, facts.waits)
    return Step("Read what you have so far", "applications:check", note=facts.waits)


def _to_the_end(facts: Facts, hands: Hands) -> Step:
    """Nothing is left for this person to write: sign, check, send or read."""
    again = _to_sign_again(facts, hands)
    undeclared = [row for row in facts.parties if not row.declared]
    own = [row for row in undeclared if row.slug in hands.signs]
    if facts.answered and own:
        return Step(f"Sign the declaration for {own[0].name}", "applications:declare")
    if again is not None:
        return _sign_values(again)
    if hands.sends:
        if facts.answered and not undeclared and facts.trained:
            return Step("Check and send", "applications:check")
        return Step("Check your application", "applications:check", note=_missing(facts, undeclared))
    return Step("Read the application so far", "applications:check", note=_missing(facts, undeclared))


def _to_sign_again(facts: Facts, hands: Hands) -> Signing | None:
    return next((row for row in facts.parties if row.pledged and row.again and row.slug in hands.signs), None)


def _missing(facts: Facts, undeclared: list[Signing]) -> str:
    """What others still have to do before it can be sent."""
    if not facts.answered:
        return ""
    if undeclared:
        return f"{undeclared[0].name} has to sign the declaration next."
    return "" if facts.trained else "Somebody of your team has to attend a training session before you send."
