"""Who may do what? Read from the declared roles and permissions, never written by hand."""

from __future__ import annotations

from dataclasses import dataclass

from charter import standing
from charter.enums import Role
from charter.kit.access import PERMISSIONS
from charter.roles import ROLES, roles_with

# The apps in the order of the journey, with what their rights are about.
AREAS: tuple[tuple[str, str], ...] = (
    ("charter", "People, organisations, cohorts and frameworks"),
    ("training", "Training"),
    ("applications", "Applications"),
    ("assessment", "The panel"),
    ("awards", "Awards"),
    ("desk", "Work that spans the journey"),
)


@dataclass(frozen=True)
class Right:
    """One permission: what it lets one do, who has it, where, and what has to be true besides."""

    name: str
    label: str
    roles: tuple[str, ...]
    hats: tuple[str, ...]
    conditions: tuple[str, ...]
    own_hand: bool


def table() -> list[tuple[str, list[Right]]]:
    """Every declared permission under its area, in the order of its name. No query."""
    rights: dict[str, list[Right]] = {area: [] for area, _ in AREAS}
    for name, permission in sorted(PERMISSIONS.items()):
        roles = roles_with(name)
        rights.setdefault(name.split(".")[0], []).append(
            Right(
                name=name,
                label=permission.label,
                roles=tuple(str(role.label) for role in roles),
                hats=_hats(roles),
                conditions=permission.rule.sentences,
                own_hand=permission.own_hand,
            )
        )
    titles = dict(AREAS)
    return [(titles.get(area, area), held) for area, held in rights.items() if held]


def _hats(roles: tuple[Role, ...]) -> tuple[str, ...]:
    return tuple(str(hat.label) for hat, worn in standing.HAT_ROLES.items() if worn & set(roles))


def roles() -> list[tuple[Role, str]]:
    """Every role with its sentence."""
    return [(role, ROLES[role].sentence) for role in Role]
