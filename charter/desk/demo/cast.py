"""Who is in the demonstration world, and what are they there to show? Nobody in it exists."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from charter.desk.demo.organisations import ELE, EMPLOYERS, LEC, NEWCOMER, Employer
from charter.enums import Role


@dataclass(frozen=True)
class Part:
    """One role that somebody holds: in a programme, or in one of its organisations (``employer`` is its key)."""

    programme: str
    role: Role
    employer: str = ""


@dataclass(frozen=True)
class Character:
    """Somebody to sign in as. ``look_at`` says in a sentence what they show; blank for the quieter parts."""

    name: str
    parts: tuple[Part, ...]
    look_at: str = ""

    @property
    def email(self) -> str:
        """``first.last@example.org``, in plain small letters."""
        return address(self.name)


@dataclass(frozen=True)
class PanelSeat:
    """A place on the panel of some of a programme's cohorts (their keys)."""

    name: str
    cohorts: tuple[str, ...]
    lived_experience: bool = False
    kind: str = "assessor"


def address(name: str) -> str:
    """The made-up address of a made-up name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [re.sub(r"[^a-z-]", "", word) for word in plain.split()]
    return f"{words[-2]}.{words[-1]}@example.org"


def _staff(programme: str, name: str, role: Role, look_at: str) -> Character:
    return Character(name, (Part(programme, role),), look_at)


# Programme people, in the order in which they are invited. The first of each programme begins it.
PROGRAMME_PEOPLE: tuple[Character, ...] = (
    _staff(
        LEC,
        "Bea Winscombe",
        Role.PROGRAMME_LEAD,
        "Confirms levels as the second person, approves releases and looks after cohorts and the framework.",
    ),
    _staff(
        LEC,
        "Hamza Dalbury",
        Role.OFFICER,
        "Sees the day’s work: an application to check, expressions of interest to answer, the board.",
    ),
    _staff(
        LEC,
        "Owain Lindqvist-Rae",
        Role.OFFICER,
        "Looks after the panel’s seats and plans releases.",
    ),
    _staff(
        LEC,
        "Marlow Adeyinka-Frith",
        Role.CHAIR,
        "Chairs the present panel: one application in moderation, one level proposed.",
    ),
    _staff(
        LEC, "Winifred Abara-Stokes", Role.CHAIR, "Chaired the first cohort; takes over where a chair has a conflict."
    ),
    _staff(LEC, "Tess Okoro-Pellow", Role.ASSESSOR, "Has finished some reviews and is in the middle of another."),
    _staff(LEC, "Gethin Harkaway", Role.ASSESSOR, "Has a conflict question to answer before anything is shown."),
    _staff(
        LEC,
        "Shabnam Calloway-Din",
        Role.ASSESSOR,
        "Once worked with Fenmarsh, so its application and its partner’s do not exist here.",
    ),
    _staff(LEC, "Denzil Thornbury", Role.ASSESSOR, "Works in human resources; has reviews to read."),
    _staff(LEC, "Roisin Eddleston", Role.ASSESSOR, "Scores late: one panel waits for her last scores."),
    Character(
        "Jaspreet Winterlund",
        (Part(LEC, Role.ASSESSOR), Part(LEC, Role.CONTRIBUTOR, "ashcombe")),
        "Holds two roles: panel member, and contributor at Ashcombe, whose applications others assess.",
    ),
    _staff(LEC, "Kofi Bramleigh", Role.ASSESSOR, "Scores on a telephone; one review is being scored."),
    _staff(LEC, "Lorna Tredgold-Shah", Role.OBSERVER, "Learns how the panel works; has no vote."),
    _staff(LEC, "Ines Marchbanks", Role.COMMISSIONER, "Sees numbers for the whole programme, never evidence."),
    _staff(
        ELE,
        "Desmond Okafor-Lyle",
        Role.PROGRAMME_LEAD,
        "Leads the second programme; nothing of the first exists here.",
    ),
    _staff(ELE, "Imogen Farrier", Role.OFFICER, "The second programme’s officer."),
    _staff(ELE, "Yusra Penhaligon", Role.CHAIR, "Chairs the second programme’s panel."),
    _staff(ELE, "Tobias Ankrah", Role.ASSESSOR, "Assesses in the second programme, on a scale of five points."),
    _staff(ELE, "Maureen Fitzlyon", Role.ASSESSOR, "Assesses in the second programme."),
    _staff(ELE, "Suleman Bright", Role.ASSESSOR, "Assesses in the second programme."),
    _staff(ELE, "Perpetua Lindgate", Role.COMMISSIONER, "Sees the second programme’s numbers."),
)

# What the applicants with a story of their own show.
APPLICANT_STORIES: dict[str, str] = {
    "Priti Ashgrove": "Leads at Fenmarsh: a released award with its certificate, and an application with the panel.",
    "Callum Devereux-Ojo": "Writes for Second Gate, whose award ends in five months and is being renewed.",
    "Morwenna Tregear": "Leads six applications of one trust in one cohort: three sent, three still being written.",
    "Idris Fallowfield": "Leads at Wyrebank: a first application, less than half written.",
    "Ewan Thirlby": "Leads the joint application of two trusts that carries one award.",
    "Martin Ogundele": "Signs for Wyrebank: the values are signed, the declaration is still to come.",
    "Leonie Marchetti-Dunn": "Leads at Ashcombe: an award that replaced an earlier one.",
    "Verity Copplestone": "Leads at Larkfield: sent, and waiting for the officer’s check.",
    "Aoife Brandreth": "Has registered an organisation that looks like another one, and waits for approval.",
    "Patience Redfern": "Leads the second programme’s first award holder.",
}

# Whom a newcomer is shown first, one or two for each part that can be played.
SHOWN_FIRST: tuple[str, ...] = (
    "Priti Ashgrove",
    "Morwenna Tregear",
    "Callum Devereux-Ojo",
    "Martin Ogundele",
    "Hamza Dalbury",
    "Owain Lindqvist-Rae",
    "Bea Winscombe",
    "Tess Okoro-Pellow",
    "Gethin Harkaway",
    "Shabnam Calloway-Din",
    "Jaspreet Winterlund",
    "Marlow Adeyinka-Frith",
    "Ines Marchbanks",
    "Patience Redfern",
    "Desmond Okafor-Lyle",
)

# Seats on panels: who sat in which cohort (keys of ``charter.desk.demo.story``).
SEATS: tuple[PanelSeat, ...] = (
    PanelSeat("Winifred Abara-Stokes", ("first",), kind="chair"),
    PanelSeat("Marlow Adeyinka-Frith", ("finished", "assessing"), lived_experience=True, kind="chair"),
    PanelSeat("Marlow Adeyinka-Frith", ("first",), lived_experience=True),
    PanelSeat("Tess Okoro-Pellow", ("first", "finished", "assessing"), lived_experience=True),
    PanelSeat("Gethin Harkaway", ("first", "finished", "assessing"), lived_experience=True),
    PanelSeat("Kofi Bramleigh", ("finished", "assessing"), lived_experience=True),
    PanelSeat("Shabnam Calloway-Din", ("assessing",)),
    PanelSeat("Denzil Thornbury", ("first", "finished", "assessing")),
    PanelSeat("Roisin Eddleston", ("first", "finished", "assessing")),
    PanelSeat("Jaspreet Winterlund", ("finished", "assessing")),
    PanelSeat("Lorna Tredgold-Shah", ("assessing",), kind="observer"),
    PanelSeat("Yusra Penhaligon", ("birmingham",), kind="chair"),
    PanelSeat("Tobias Ankrah", ("birmingham",), lived_experience=True),
    PanelSeat("Maureen Fitzlyon", ("birmingham",)),
    PanelSeat("Suleman Bright", ("birmingham",)),
)


def _of(employer: Employer) -> list[Character]:
    """An employer's own people, its lead first."""
    roles = [
        (employer.lead, Role.ORGANISATION_LEAD),
        *((name, Role.CONTRIBUTOR) for name in employer.contributors),
        (employer.signatory.name, Role.SIGNATORY),
        *((name, Role.VIEWER) for name in employer.viewers),
    ]
    return [
        Character(name, (Part(employer.programme, role, employer.key),), APPLICANT_STORIES.get(name, ""))
        for name, role in roles
    ]


def everybody() -> tuple[Character, ...]:
    """The whole cast, each person once: programme people first, then every employer's."""
    found = {person.name: person for person in PROGRAMME_PEOPLE}
    for employer in EMPLOYERS:
        for person in _of(employer):
            found.setdefault(person.name, person)
    found[NEWCOMER.lead] = _of(NEWCOMER)[0]
    return tuple(found.values())


def in_role(programme: str, role: Role) -> str:
    """The name of the programme's first person in ``role``."""
    return next(p.name for p in PROGRAMME_PEOPLE if p.parts[0] == Part(programme, role))
