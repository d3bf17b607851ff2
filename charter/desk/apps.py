"""What does Django need to know about the desk?"""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages and commands that span the journey."""

    name = "charter.desk"
    label = "desk"
