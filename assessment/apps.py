"""What does Django need to know about this app?"""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """See the package."""

    name = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
