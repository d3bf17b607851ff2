"""What do the demonstration's evidence documents say? All of it is made up; no person's history is told."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

ROLES = (
    "Peer support worker",
    "Senior peer support worker",
    "Engagement practitioner",
    "Involvement lead",
    "Team manager",
    "Recruitment partner",
    "Housing navigator",
    "Volunteer coordinator",
)
FIRST_NAMES = (
    "Asha",
    "Bryn",
    "Carys",
    "Dele",
    "Eilidh",
    "Farid",
    "Gwen",
    "Hana",
    "Idris",
    "Joss",
    "Kezia",
    "Lowri",
)
MONTHS = ("January", "February", "March", "April", "May", "June", "September", "October", "November")

INDUCTION = (
    (
        "Before the first day",
        "The manager rings the new colleague a week ahead, asks what would help, and agrees a start"
        " time that works. Nobody is asked to tell their story. Pay, travel and any licence "
        "appointments are settled before day one.",
    ),
    (
        "The first two weeks",
        "Each new colleague has a buddy of their own choosing, a quiet place to work and a daily "
        "fifteen minutes with the manager. Building access and equipment are ready on the first "
        "morning, as for every other member of staff.",
    ),
    (
        "Supervision",
        "Line supervision is every fortnight for three months, then every month. Reflective group "
        "supervision with an outside facilitator is every four weeks, in paid time. What is said "
        "there stays there.",
    ),
    (
        "Privacy and dignity",
        "Disclosure is kept by the recruitment partner alone, apart from the personnel file, and is"
        " destroyed after six months. A manager who needs to know something asks the colleague, and"
        " says why.",
    ),
    (
        "Growing in the role",
        "Everybody has a development plan by week twelve, with one step towards the job they want "
        "next. Shadowing, study leave and acting-up posts are open to peer workers on the same "
        "terms as to all staff.",
    ),
)
MINUTES = (
    (
        "Notes of the last meeting",
        "Agreed. The action on the waiting room is done: the new seats came on Tuesday.",
    ),
    (
        "Interview questions",
        "Members with lived experience rewrote four questions. The question about gaps in "
        "employment is gone. Two members will sit on every interview panel from next month and will"
        " be paid for it at the involvement rate.",
    ),
    (
        "Welcome pack",
        "The group found the letter too long. A one-page version with a photograph of the entrance "
        "was tried with three people, who liked it. It replaces the old letter from Monday.",
    ),
    (
        "How decisions are made",
        "The chair explained which decisions the group takes, which it shares and which it advises "
        "on. Members asked for the budget line to be shared; the director agreed to bring it to the"
        " next meeting.",
    ),
)
MANAGERS_GUIDE = (
    "Ask about convictions only once an offer has been made, and only what the role needs.",
    "Talk in private, in person where you can, and offer a break or another day.",
    "Ask what has changed since, what supports the person now and what they want you to know.",
    "Weigh the role, the setting, the time that has passed and what the person has done since.",
    "Write down what you decided and why, and show it to the person.",
    "Send the disclosure to the recruitment partner the same day. Keep no copy.",
)
ACTIONS = (
    "Send the new interview questions to every recruiting manager",
    "Order plain name badges for the whole team",
    "Bring the involvement budget to the next meeting",
    "Invite two more colleagues to the facilitator training",
)


@dataclass(frozen=True)
class Setting:
    """Whose documents these are and the numbers they quote, fixed by the seed."""

    organisation: str
    standard: str
    month: str
    year: int
    posts: int
    stayed: int
    mentoring: tuple[tuple[str, int, int], ...]
    rota: tuple[tuple[str, str, str], ...]
    present: tuple[str, ...]


def setting(organisation: str, seed: int, standard: str) -> Setting:
    """The made-up facts for one organisation, standard and seed; the same three give the same facts."""
    random = Random(f"{organisation}|{standard}|{seed}")  # noqa: S311  # A world to look at, not a secret.
    posts = random.randint(4, 18)
    started = [random.randint(2, 9) for _ in range(8)]
    return Setting(
        organisation=organisation,
        standard=standard or "Working with people with lived experience",
        month=random.choice(MONTHS),
        year=2026,
        posts=posts,
        stayed=posts - random.randint(0, 2),
        mentoring=tuple(
            (f"{month} 2026", count, count - random.randint(0, 2))
            for month, count in zip(MONTHS, started, strict=False)
        ),
        rota=tuple((f"Week {week}", random.choice(FIRST_NAMES), random.choice(ROLES)) for week in range(1, 13)),
        present=tuple(random.sample(FIRST_NAMES, 6)),
    )
