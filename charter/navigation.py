"""Which pages does each hat's navigation offer? At most five; the address is the hat."""

from __future__ import annotations

from typing import Any

from charter.enums import Role
from charter.kit.tenancy import Hat
from charter.standing import Standing

# hat → (text, route name); the applicant's need the organisation, whose own links the dashboard gives.
NAVIGATION: dict[Hat, tuple[tuple[str, str], ...]] = {
    Hat.APPLICANT: (
        ("Dashboard", "desk:organisation"),
        ("My tasks", "applications:my_tasks"),
        ("Values", "applications:values"),
        ("Team", "charter:team"),
        ("Awards", "awards:organisation_awards"),
    ),
    Hat.ASSESSOR: (("My reviews", "assessment:my_reviews"),),
    Hat.CHAIR: (("Moderation", "assessment:moderations"),),
    Hat.STAFF: (
        ("Today", "desk:today"),
        ("Board", "desk:board"),
        ("Cohorts", "charter:cohorts"),
        ("People", "charter:people"),
        ("Releases", "awards:releases"),
    ),
    Hat.COMMISSIONER: (("Numbers", "desk:reports"),),
}

# Where each hat's pages begin.
FIRST: dict[Hat, str] = {hat: pages[0][1] for hat, pages in NAVIGATION.items()}

BANNERS: dict[Hat, str] = {
    Hat.APPLICANT: "You are working for your organisation",
    Hat.ASSESSOR: "You are working as a panel member",
    Hat.CHAIR: "You are working as a panel chair",
    Hat.STAFF: "You are working as programme staff",
    Hat.COMMISSIONER: "You are reading as a commissioner",
}

WATCHING = "You are here as an observer: you learn, and have no vote"


def only_watches(worn: Standing, hat: Hat, programme_id: int) -> bool:
    """Whether somebody wears the chair's hat without being a chair: an observer."""
    return hat == Hat.CHAIR and Role.CHAIR not in worn.in_programme(programme_id)


PUBLIC: tuple[tuple[str, str], ...] = (
    ("Values", "home:values"),
    ("Standards", "home:standards"),
    ("Levels", "home:levels"),
    ("Organisations with status", "awards:register"),
    ("Check a certificate", "awards:verify"),
)


def words_for(programme: Any, organisation: Any) -> dict[str, str]:
    """The words an address of this programme (and organisation) needs."""
    words = {"programme": programme.slug}
    if organisation is not None:
        words["organisation"] = organisation.slug
    return words
