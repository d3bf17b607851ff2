"""Which reviews may these eyes see, under this hat?"""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models

from assessment.enums import COUNTED
from charter import standing
from charter.kit.tenancy import Hat


class ReviewQuerySet(models.QuerySet):
    """Narrows reviews."""

    def visible_to(self, person: Any, programme: Any, hat: Hat | None) -> Self:
        """Only one's own, only as an assessor, and only while they count.

        Scores are sealed: staff and chairs learn of reviews through selectors that count, never from rows.
        """
        if programme is None or hat != Hat.ASSESSOR or not standing.of(person).wears(hat, programme.pk):
            return self.none()
        return self.filter(
            programme=programme,
            assignment__seat__person=person,
            assignment__seat__ended_at__isnull=True,
            state__in=COUNTED,
        )

    def counted(self) -> Self:
        """Those that are neither handed back nor set aside."""
        return self.filter(state__in=COUNTED)

    def for_pages(self) -> Self:
        """With what every page about a review shows."""
        application = apps.get_model("applications", "Application")
        return self.select_related("assignment__seat").prefetch_related(
            models.Prefetch("application", application.objects.for_pages()), "scores"
        )
