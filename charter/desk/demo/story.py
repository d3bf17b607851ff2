"""Which cohorts are there, who applied in each, and how far has each application come?

Levels are nowhere set: panels agree on the scores of ``PATTERNS`` (one digit a standard, in the framework's
order) and the framework's own rules make the level. ``Entry.level`` says which one, for tests and the reader.
"""

from __future__ import annotations

from dataclasses import dataclass

from applications.enums import State
from charter.desk.demo.organisations import ELE, LEC

PATTERNS: dict[str, str] = {
    "excellent": "332333333332333323",
    "excellent again": "323333332333323333",
    "solid": "222322232221221322",
    "solid again": "223222222322232122",
    "good start": "212121122111112121",
    "good start again": "221211112121211112",
    "beginning": "111011101100111010",
    "beginning again": "101111110101011100",
    "too early": "100010010000001000",
    "second programme": "211211111211",
    "second programme again": "322322212322",
}


@dataclass(frozen=True)
class Round:
    """A cohort. Every date is in days from today; ``release`` is that of its main release, if it has had one."""

    key: str
    programme: str
    opens: int
    evidence: int
    closes: int
    scores_due: int
    decisions_by: int
    panel: int = 0
    scored: int = 0
    moderated: int = 0
    release: int | None = None


ROUNDS: tuple[Round, ...] = (
    Round("first", LEC, -860, -830, -690, -650, -590, -680, -652, -640, -578),
    Round("finished", LEC, -330, -300, -230, -185, -9, -220, -190, -175, -130),
    Round("assessing", LEC, -140, -120, -49, -10, 24, -38, -12, -9),
    Round("open", LEC, -40, -25, 56, 98, 140),
    Round("birmingham", ELE, -210, -190, -110, -70, 14, -100, -72, -65, -25),
)
BY_KEY: dict[str, Round] = {row.key: row for row in ROUNDS}


@dataclass(frozen=True)
class Reader:
    """An assessor's part in one application: how many standards they scored, all of them and finished if None.

    ``invited`` means that the conflict question is not answered; ``connected`` that the answer was yes.
    """

    name: str
    scored: int | None = None
    invited: bool = False
    connected: bool = False


@dataclass(frozen=True)
class Entry:
    """One application and how far it has come. ``services`` count from 0 in the employer's list.

    ``answered`` is how many standards a draft has words for; ``agreed`` how many scores a moderation has agreed;
    ``late`` moves moderation and what follows by as many days; ``last_batch`` waits for the worker; ``since`` is what
    the register says of an award by now, when it is no longer simply current.
    """

    key: str
    round: str
    employer: str
    services: tuple[int, ...]
    state: State
    pattern: str = ""
    level: str | None = None
    partners: tuple[tuple[str, tuple[int, ...]], ...] = ()
    answered: int | None = None
    readers: tuple[Reader, ...] = ()
    agreed: int | None = None
    late: int = 0
    last_batch: bool = False
    conflicts: tuple[str, ...] = ()
    reason: str = ""
    since: str = ""

    def points(self, position: int) -> int:
        """The score that the panel agrees on, or would, for the standard at ``position`` (from 0)."""
        return int(PATTERNS[self.pattern][position])


def _all(*names: str) -> tuple[Reader, ...]:
    return tuple(Reader(name) for name in names)


MARLOW, TESS, GETHIN, KOFI = "Marlow Adeyinka-Frith", "Tess Okoro-Pellow", "Gethin Harkaway", "Kofi Bramleigh"
DENZIL, ROISIN, JASPREET = "Denzil Thornbury", "Roisin Eddleston", "Jaspreet Winterlund"
SHABNAM = "Shabnam Calloway-Din"
BIRMINGHAM = _all("Tobias Ankrah", "Maureen Fitzlyon", "Suleman Bright")
S = State

ENTRIES: tuple[Entry, ...] = (
    # The first cohort: what it awarded has since lapsed, been replaced or revoked, or is about to end.
    Entry(
        "secondgate-first",
        "first",
        "secondgate",
        (0,),
        S.RELEASED,
        "excellent",
        "gold",
        readers=_all(MARLOW, DENZIL, ROISIN),
    ),
    Entry(
        "calderbrook-first",
        "first",
        "calderbrook",
        (0,),
        S.RELEASED,
        "beginning",
        "working-towards",
        readers=_all(TESS, DENZIL, GETHIN),
        since="Expired",
    ),
    Entry(
        "ashcombe-first",
        "first",
        "ashcombe",
        (0,),
        S.RELEASED,
        "good start",
        "bronze",
        readers=_all(TESS, MARLOW, ROISIN),
        since="Replaced",
    ),
    Entry(
        "copperfield-first",
        "first",
        "copperfield",
        (0,),
        S.RELEASED,
        "solid",
        "silver",
        readers=_all(GETHIN, DENZIL, ROISIN),
        since="Revoked",
    ),
    Entry(
        "openlatch-first",
        "first",
        "openlatch",
        (0,),
        S.RELEASED,
        "beginning again",
        "working-towards",
        readers=_all(MARLOW, TESS, DENZIL),
        since="Expired",
    ),
    Entry(
        "tidewell-first",
        "first",
        "tidewell",
        (0,),
        S.RELEASED,
        "too early",
        None,
        readers=_all(GETHIN, TESS, ROISIN),
    ),
    # The finished cohort: a main release in the past, and a last batch whose certificates the worker draws.
    Entry(
        "fenmarsh-liaison",
        "finished",
        "fenmarsh",
        (0,),
        S.RELEASED,
        "solid",
        "silver",
        readers=_all(TESS, KOFI, DENZIL),
    ),
    Entry(
        "ashcombe-again",
        "finished",
        "ashcombe",
        (0,),
        S.RELEASED,
        "solid again",
        "silver",
        readers=_all(GETHIN, ROISIN, DENZIL),
    ),
    Entry(
        "ridgeway-first",
        "finished",
        "ridgeway",
        (0,),
        S.RELEASED,
        "beginning",
        "working-towards",
        readers=_all(KOFI, JASPREET, ROISIN),
    ),
    Entry(
        "northmoor-tarnside",
        "finished",
        "northmoor",
        (0,),
        S.DECIDED,
        "excellent again",
        "gold",
        partners=(("tarnside", (0,)),),
        readers=_all(TESS, GETHIN, JASPREET, DENZIL),
        late=155,
        last_batch=True,
    ),
    Entry(
        "millrace-thornmere",
        "finished",
        "millrace",
        (0,),
        S.DECIDED,
        "good start",
        "bronze",
        readers=_all(KOFI, ROISIN, DENZIL),
        late=155,
        last_batch=True,
    ),
    Entry(
        "millrace-greyscar",
        "finished",
        "millrace",
        (1,),
        S.DECIDED,
        "beginning again",
        "working-towards",
        readers=_all(KOFI, JASPREET, TESS),
        late=155,
        last_batch=True,
    ),
    Entry(
        "harbourlane-court",
        "finished",
        "harbourlane",
        (0,),
        S.DECIDED,
        "solid again",
        "silver",
        readers=_all(GETHIN, JASPREET, ROISIN),
        late=155,
        last_batch=True,
    ),
    # The cohort that the panel is assessing now.
    Entry("larkfield", "assessing", "larkfield", (0,), S.SENT, "good start"),
    Entry("openlatch-again", "assessing", "openlatch", (0,), S.ACCEPTED, "good start again"),
    Entry(
        "fenmarsh-reconnect",
        "assessing",
        "fenmarsh",
        (1,),
        S.ASSESSING,
        "solid",
        partners=(("tidewell", (0,)),),
        conflicts=(SHABNAM,),
        readers=(Reader(TESS, 7), Reader(KOFI, 11), Reader(DENZIL), Reader(GETHIN, invited=True)),
    ),
    Entry(
        "harbourlane-volunteers",
        "assessing",
        "harbourlane",
        (1,),
        S.ASSESSING,
        "good start again",
        readers=(Reader(TESS), Reader(DENZIL), Reader(ROISIN, 5)),
    ),
    Entry(
        "ashcombe-disadvantage",
        "assessing",
        "ashcombe",
        (1,),
        S.MODERATING,
        "solid again",
        agreed=10,
        readers=_all(KOFI, SHABNAM, ROISIN),
    ),
    Entry(
        "calderbrook-again",
        "assessing",
        "calderbrook",
        (0,),
        S.PROPOSED,
        "good start again",
        "bronze",
        readers=_all(TESS, SHABNAM, GETHIN),
    ),
    Entry(
        "ridgeway-again",
        "assessing",
        "ridgeway",
        (0,),
        S.DECIDED,
        "good start",
        "bronze",
        readers=(Reader(GETHIN), Reader(ROISIN), Reader(DENZIL, connected=True), Reader(JASPREET)),
    ),
    Entry(
        "greenhithe",
        "assessing",
        "greenhithe",
        (0,),
        S.WITHDRAWN,
        "beginning",
        readers=(Reader(KOFI, 6), Reader(JASPREET, 3), Reader(SHABNAM, 0)),
    ),
    Entry("fenmarsh-late", "assessing", "fenmarsh", (0,), S.LAPSED, "beginning", answered=5),
    # The cohort that is open now: six applications of one trust, renewals, beginners and expressions of interest.
    Entry("severnlea-custody", "open", "severnlea", (0,), S.SENT, "solid"),
    Entry("severnlea-outreach", "open", "severnlea", (1,), S.SENT, "solid again"),
    Entry("severnlea-involvement", "open", "severnlea", (2,), S.SENT, "excellent"),
    Entry("severnlea-community", "open", "severnlea", (3,), S.DRAFT, "good start", answered=13),
    Entry("severnlea-prison", "open", "severnlea", (4,), S.DRAFT, "beginning", answered=4),
    Entry("severnlea-young", "open", "severnlea", (5,), S.DRAFT, answered=0),
    Entry("fenmarsh-again", "open", "fenmarsh", (1,), S.RETURNED, "good start"),
    Entry("wyrebank", "open", "wyrebank", (0,), S.DRAFT, "good start again", answered=7),
    Entry("secondgate-again", "open", "secondgate", (0,), S.DRAFT, "excellent again", answered=11),
    Entry("tarnside-college", "open", "tarnside", (1,), S.INTEREST),
    Entry("millrace-climbing", "open", "millrace", (1,), S.INTEREST),
    Entry("tidewell-again", "open", "tidewell", (0,), S.WAITLISTED, conflicts=(SHABNAM,)),
    Entry(
        "copperfield-again",
        "open",
        "copperfield",
        (0,),
        S.DECLINED,
        reason="Your award was revoked two months ago. Talk with us first; the next cohort is open to you.",
    ),
    # The second programme's only cohort.
    Entry(
        "bullfinch",
        "birmingham",
        "bullfinch",
        (0,),
        S.RELEASED,
        "second programme",
        "planted",
        readers=BIRMINGHAM,
    ),
    Entry(
        "spokewright",
        "birmingham",
        "spokewright",
        (0,),
        S.MODERATING,
        "second programme again",
        agreed=5,
        late=58,
        readers=BIRMINGHAM,
    ),
    Entry(
        "lockgate",
        "birmingham",
        "lockgate",
        (0,),
        S.ASSESSING,
        "second programme",
        readers=(Reader("Tobias Ankrah"), Reader("Maureen Fitzlyon", 8), Reader("Suleman Bright", invited=True)),
    ),
)

# Copperfield's award was taken away by two people; days from today of the proposal and the approval.
REVOKED = ("copperfield-first", -62, -57)
REVOCATION_REASON = (
    "The service closed its paid lived experience posts and did not tell us. It agreed that the award no longer"
    " describes it."
)
# What no machine wrote: the two awkward files of the demonstration and the applications that sent them.
# Whose lead asks for more time, and waits for the answer.
MORE_TIME = "severnlea-prison"
BIG_FILE, LONG_NAMED_FILE = "severnlea-custody", "northmoor-tarnside"
