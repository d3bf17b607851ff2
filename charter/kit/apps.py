"""What does Django need to know about the kit?"""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The machinery's tables and checks."""

    name = "charter.kit"
    label = "kit"
    verbose_name = "Machinery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Grants follow every migrate; the checks refuse an unsafe start."""
        from charter.kit import checks, database  # noqa: F401, PLC0415  # leaf

        database.connect()
