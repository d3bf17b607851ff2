"""What does Django need to know about this app?"""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """See the package."""

    name = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register sentences, message kinds, permissions, jobs and receivers."""
        from assessment import notifications, permissions, receivers, records, tasks  # noqa: F401, PLC0415  # leaf
        from assessment.actions import leaving  # noqa: F401, PLC0415  # leaf
        from assessment.selectors import own_data  # noqa: F401, PLC0415  # leaf
