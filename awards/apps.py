"""What does Django need to know about this app?"""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See the package."""

    name = "awards"
    default_auto_field = "django.db.models.BigAutoField"
