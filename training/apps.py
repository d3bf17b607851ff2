"""What does Django need to know about this app?"""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """See the package."""

    name = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the app's audit sentences."""
        from training import permissions, records  # noqa: F401, PLC0415  # leaf
