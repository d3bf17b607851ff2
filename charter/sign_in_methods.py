"""By which ways can somebody sign in? In words, never in secrets."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from charter.models import Person

# Known only where their apps are installed.
FACTORS, SESSIONS = "mfa.Authenticator", "usersessions.UserSession"


def ways_in(person: Person) -> list[dict[str, Any]]:
    """The person's addresses, password and further steps, each with when it was made or used, where that is kept."""
    found: list[dict[str, Any]] = [{"Way": "A code sent to your address", "Detail": person.email}]
    if person.has_usable_password():
        found.append({"Way": "A password", "Detail": "Only a digest of it is kept"})
    if apps.is_installed("allauth.mfa"):
        app, model = FACTORS.split(".")
        for row in apps.get_model(app, model).objects.filter(user=person):
            found.append(
                {"Way": row.get_type_display(), "Detail": "", "Made": row.created_at, "Used": row.last_used_at}
            )
    return found


def known_sessions(person: Person) -> Any:
    """The person's sessions with their browsers, as rows; only where ``allauth.usersessions`` is installed."""
    app, model = SESSIONS.split(".")
    return apps.get_model(app, model).objects.filter(user=person)
