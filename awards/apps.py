"""What does Django need to know about this app?"""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """See the package."""

    name = "awards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the app's permissions, audit sentences, message kinds, jobs and receivers."""
        from awards import notifications, permissions, receivers, records, tasks  # noqa: F401, PLC0415  # leaf
