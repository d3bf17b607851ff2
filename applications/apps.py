"""What does Django need to know about this app?"""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """See the package."""

    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"
