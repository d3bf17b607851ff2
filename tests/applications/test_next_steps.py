"""Is the one button right in every state, for every role, at every gate?"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from django.urls import NoReverseMatch, reverse

from applications.enums import ENDED, WRITABLE, State
from applications.next_steps import Facts, Hands, Signing, When, decide

OAK = Signing("oak", "Oak Trust", pledged=True, again=False, declared=False)
ASH = Signing("ash", "Ash Trust", pledged=True, again=False, declared=False)
NOBODY = Hands(writes=False, sends=False, signs=frozenset(), of=("oak",))
ROLES = {
    "lead": replace(NOBODY, writes=True, sends=True),
    "contributor": replace(NOBODY, writes=True),
    "signatory": replace(NOBODY, signs=frozenset({"oak"})),
    "viewer": NOBODY,
    "partner's lead": Hands(writes=True, sends=False, signs=frozenset(), of=("ash",)),
    "lead who signs": replace(NOBODY, writes=True, sends=True, signs=frozenset({"oak"})),
}
FACTS = Facts(
    state=State.DRAFT,
    when=When.OPEN,
    parties=(OAK, ASH),
    standard=("PO2", "Strategy"),
    answered=False,
    trained=True,
    sent=False,
    reviewing=True,
    waits="Evidence opens later.",
)
UNSIGNED = replace(FACTS, parties=(replace(ASH, pledged=False), replace(OAK, pledged=False)))
WRITTEN = replace(FACTS, standard=None, answered=True)
DECLARED = replace(WRITTEN, parties=(replace(OAK, declared=True), replace(ASH, declared=True)))
AGAIN = replace(DECLARED, parties=(replace(OAK, declared=True, again=True), replace(ASH, declared=True)))
BEFORE = ("Do your self-review", "applications:self_review")
READ, SO_FAR = (
    ("Read the application so far", "applications:check"),
    ("Read what you have so far", "applications:check"),
)
RECEIPT, NOTHING = ("See your receipt", "applications:receipt"), ("", "")
CHECK = ("Check your application", "applications:check")

# What each role is shown, in the order of ROLES.
TABLE = {
    "interest": (replace(FACTS, state=State.INTEREST), [BEFORE, BEFORE, NOTHING, NOTHING, BEFORE, BEFORE]),
    "interest, reviewed": (replace(FACTS, state=State.INTEREST, reviewing=False), [NOTHING] * 6),
    "waitlisted": (replace(FACTS, state=State.WAITLISTED), [BEFORE, BEFORE, NOTHING, NOTHING, BEFORE, BEFORE]),
    "declined": (replace(FACTS, state=State.DECLINED), [NOTHING] * 6),
    "unsigned": (
        UNSIGNED,
        [
            BEFORE,
            BEFORE,
            ("Sign the values for Oak Trust", "applications:values"),
            ("Read the values", "applications:values"),
            BEFORE,
            ("Sign the values for Oak Trust", "applications:values"),
        ],
    ),
    "only the partner unsigned": (
        replace(UNSIGNED, parties=(OAK, replace(ASH, pledged=False)), reviewing=False),
        [SO_FAR, SO_FAR, SO_FAR, SO_FAR, ("Read the values", "applications:values"), SO_FAR],
    ),
    "early": (replace(FACTS, when=When.EARLY), [BEFORE, BEFORE, SO_FAR, SO_FAR, BEFORE, BEFORE]),
    "early, to sign again": (
        replace(FACTS, when=When.EARLY, parties=(replace(OAK, again=True), ASH)),
        [
            BEFORE,
            BEFORE,
            ("Sign the values again for Oak Trust", "applications:values"),
            SO_FAR,
            BEFORE,
            ("Sign the values again for Oak Trust", "applications:values"),
        ],
    ),
    "open": (
        FACTS,
        [("Continue: PO2 Strategy", "applications:answer")] * 2
        + [READ, READ]
        + [("Continue: PO2 Strategy", "applications:answer")] * 2,
    ),
    "open, none left for me": (replace(FACTS, standard=None), [CHECK, READ, READ, READ, READ, CHECK]),
    "late": (replace(FACTS, when=When.LATE), [SO_FAR] * 6),
    "written": (
        WRITTEN,
        [
            CHECK,
            READ,
            ("Sign the declaration for Oak Trust", "applications:declare"),
            READ,
            READ,
            ("Sign the declaration for Oak Trust", "applications:declare"),
        ],
    ),
    "declared": (
        DECLARED,
        [("Check and send", "applications:check"), READ, READ, READ, READ, ("Check and send", "applications:check")],
    ),
    "declared, untrained": (replace(DECLARED, trained=False), [CHECK, READ, READ, READ, READ, CHECK]),
    "declared, to sign again": (
        AGAIN,
        [
            ("Check and send", "applications:check"),
            READ,
            ("Sign the values again for Oak Trust", "applications:values"),
            READ,
            READ,
            ("Sign the values again for Oak Trust", "applications:values"),
        ],
    ),
    "returned": (
        replace(FACTS, state=State.RETURNED, sent=True),
        [("Answer what we asked: PO2 Strategy", "applications:answer")] * 2
        + [READ, READ]
        + [("Answer what we asked: PO2 Strategy", "applications:answer")] * 2,
    ),
    **{
        str(state): (replace(FACTS, state=state, sent=True), [RECEIPT] * 6)
        for state in (
            State.SENT,
            State.ACCEPTED,
            State.ASSESSING,
            State.MODERATING,
            State.PROPOSED,
            State.DECIDED,
        )
    },
    "released": (
        replace(FACTS, state=State.RELEASED, sent=True),
        [("See your result", "awards:organisation_awards")] * 6,
    ),
    "withdrawn": (replace(FACTS, state=State.WITHDRAWN, sent=True), [NOTHING] * 6),
    "lapsed": (replace(FACTS, state=State.LAPSED), [NOTHING] * 6),
}


@pytest.mark.parametrize(("facts", "shown"), TABLE.values(), ids=TABLE)
def test_each_role_is_shown_the_right_button(facts, shown):
    found = {name: decide(facts, hands) for name, hands in ROLES.items()}

    assert {name: (step.text, step.route) for name, step in found.items()} == dict(zip(ROLES, shown, strict=True))


def test_the_table_names_every_state():
    assert {facts.state for facts, _ in TABLE.values()} == set(State)


def test_every_step_leads_to_a_page_or_says_why_there_is_none():
    """The product of everything that can stand: an address that exists, or a sentence; never a button into a wall."""
    party = [Signing("oak", "Oak", *bits) for bits in itertools.product((True, False), repeat=3)]
    for state, when, one, standard, answered, trained, reviewing in itertools.product(
        State, When, party, (None, ("PO2", "Strategy")), (True, False), (True, False), (True, False)
    ):
        facts = Facts(state, when, (one,), standard, answered, trained, state not in WRITABLE, reviewing, "Wait.")
        for hands in ROLES.values():
            step = decide(facts, hands)
            assert bool(step.route) == bool(step.text)
            assert step.route or step.note or state in ENDED, facts
            if step.text.startswith(("Continue", "Answer")):
                assert hands.writes and when is When.OPEN and one.pledged
            if step.text.startswith("Sign"):
                assert step.kwargs.get("organisation", "oak") in hands.signs
            if step.text == "Check and send":
                assert hands.sends and answered and one.declared and trained
            if step.route:
                _leads_somewhere(step)


def _leads_somewhere(step):
    words = {"programme": "lec", **step.kwargs}
    if "organisation" not in words:
        words["reference"] = "LEC-0001"
    try:
        assert reverse(step.route, kwargs=words)
    except NoReverseMatch:
        pytest.fail(f"{step} leads nowhere.")
