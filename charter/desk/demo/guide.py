"""What does docs/demo.md say about the people and the applications? Tables made from the world's own data."""

from __future__ import annotations

from applications.enums import State
from charter.desk.demo import cast, story
from charter.desk.demo.cast import Character
from charter.desk.demo.organisations import ELE, EMPLOYERS, LEC, Employer, employer
from charter.desk.demo.steps.applications import label

TITLES = {LEC: "Lived Experience Charter", ELE: "Employing People with Lived Experience Charter"}
ROUNDS = {
    "first": "First cohort, closed 23 months ago, released 19 months ago",
    "finished": "Finished cohort, closed in the past year and released; its last batch comes out as the demo starts",
    "assessing": "Cohort with the panel, closed seven weeks ago",
    "open": "Open cohort, closing in eight weeks",
    "birmingham": "The second programme’s only cohort",
}


def markdown() -> str:
    """Every table of the guide, as the test and ``manage.py demo_people --markdown`` want it."""
    parts = []
    for programme, title in TITLES.items():
        parts += [f"### {title}: programme people\n", _programme_people(programme)]
        parts += [f"### {title}: organisations\n", _employers(programme)]
    parts += ["### What to look at, person by person\n", _stories()]
    parts.append("### Applications\n")
    for key, title in ROUNDS.items():
        parts += [f"**{title}**\n", _entries(key)]
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table with an empty line after it."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _programme_people(programme: str) -> str:
    """Staff, panel and commissioner with their addresses."""
    people = [p for p in cast.PROGRAMME_PEOPLE if p.parts[0].programme == programme]
    return _table(
        ("Person", "Role", "Address"),
        [(p.name, _roles(p), f"`{p.email}`") for p in people],
    )


def _roles(person: Character) -> str:
    """The roles in a line, each with its organisation where it has one."""
    told = [
        str(part.role.label) + (f" at {employer(part.employer).short}" if part.employer else "")
        for part in person.parts
    ]
    return "; ".join(told)


def _employers(programme: str) -> str:
    """Every organisation with its services and people."""
    return _table(
        ("Organisation", "Services", "Lead", "Contributors", "Signatory", "Viewers"),
        [_employer(row) for row in EMPLOYERS if row.programme == programme],
    )


def _employer(row: Employer) -> tuple[str, ...]:
    signatory = f"{row.signatory.name}, {row.signatory.job.lower()}"
    return (
        row.name,
        "; ".join(row.services),
        row.lead,
        ", ".join(row.contributors),
        signatory,
        ", ".join(row.viewers) or "–",
    )


def _stories() -> str:
    """Everybody who shows something of their own."""
    return _table(("Person", "Shows"), [(p.name, p.look_at) for p in cast.everybody() if p.look_at])


def _entries(key: str) -> str:
    """A cohort's applications and how far each has come; what comes of those past the panel."""
    rows: list[tuple[str, ...]] = []
    for entry in story.ENTRIES:
        if entry.round == key:
            state = str(State(entry.state).label)
            if entry.last_batch:
                state = f"{state}, then {str(State.RELEASED.label).lower()} by the worker"
            rows.append((label(entry), state, _result(entry)))
    return _table(("Application", "State", "Level"), rows)


def _result(entry: story.Entry) -> str:
    """The level, where a panel has got that far."""
    if entry.state not in (State.PROPOSED, State.DECIDED, State.RELEASED):
        return "–"
    words = entry.level.replace("-", " ").capitalize() if entry.level else "Not yet awarded"
    return f"{words}; {entry.since.lower()} since" if entry.since else words
