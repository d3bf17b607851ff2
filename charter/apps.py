"""What does Django need to know about the Charter itself?"""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    """People, programmes, frameworks, cohorts and organisations."""

    name = "charter"
    verbose_name = "Charter"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the app's audit sentences, message kinds, jobs and gates."""
        from charter import (  # noqa: F401, PLC0415  # leaf
            gates,
            notifications,
            own_data,
            records,
            sign_in_records,
            tasks,
        )
        from charter.actions import acting, erasing  # noqa: F401, PLC0415  # leaf
        from charter.kit import standing_in  # noqa: PLC0415  # leaf

        standing_in.found_by(acting.standing_now, exits={"charter:stop_acting", "account_logout"})
