"""Which awards may these eyes see, under this hat?"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from awards.enums import PUBLIC, AwardState
from charter import standing
from charter.kit.tenancy import Hat


class AwardQuerySet(models.QuerySet):
    """Narrows awards."""

    def public(self) -> Self:
        """Released ones: what anybody may see. Nothing else exists for the public."""
        return self.filter(state__in=PUBLIC)

    def current_on(self, day: date) -> Self:
        """Those that hold on ``day``, by their state and their dates."""
        return self.filter(state=AwardState.ACTIVE, awarded_on__lte=day, valid_until__gte=day)

    def visible_to(self, person: Any, programme: Any, hat: Hat | None) -> Self:
        """Released ones of one's own applications as an applicant, all of the programme as its staff."""
        worn = standing.of(person)
        if programme is None or not worn.wears(hat, programme.pk):
            return self.none()
        rows = self.filter(programme=programme)
        if hat == Hat.STAFF:
            return rows
        if hat == Hat.APPLICANT:
            ours = worn.organisation_ids(programme.pk)
            return rows.public().filter(application__parties__organisation_id__in=ours).distinct()
        return self.none()

    def for_pages(self) -> Self:
        """With what every page about an award shows."""
        return self.select_related("programme", "organisation", "level", "certificate", "application__cohort")
