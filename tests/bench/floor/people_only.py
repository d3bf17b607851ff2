"""What of the Charter does the floor install? Its people, whose sessions it counts, and nothing that it sets up."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleOnly(AppConfig):
    """The app's models without its sign-in, its duties and its messages."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "charter"
