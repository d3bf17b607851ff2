"""What does Django need to know about this app?"""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """See the package."""

    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the app's audit sentences, message kinds, permissions and jobs."""
        from applications import notifications, permissions, records, tasks  # noqa: F401, PLC0415  # leaf
        from applications.actions import erasing, leaving, sections  # noqa: F401, PLC0415  # leaf
        from applications.selectors import own_data  # noqa: F401, PLC0415  # leaf
