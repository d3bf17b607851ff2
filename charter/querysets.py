"""Which memberships and organisations may these eyes see, under this hat?"""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from charter import standing
from charter.kit.tenancy import Hat


class MembershipQuerySet(models.QuerySet):
    """Narrows memberships."""

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def with_role(self, *roles: str) -> Self:
        """Current ones with one of ``roles``."""
        return self.current().filter(role__in=roles)


class OrganisationQuerySet(models.QuerySet):
    """Narrows organisations."""

    def visible_to(self, person: Any, programme: Any, hat: Hat | None) -> Self:
        """Own organisations as an applicant, all of the programme as its staff, none otherwise."""
        worn = standing.of(person)
        if programme is None or not worn.wears(hat, programme.pk):
            return self.none()
        rows = self.filter(programme=programme)
        if hat == Hat.STAFF:
            return rows
        if hat == Hat.APPLICANT:
            return rows.filter(pk__in=worn.organisation_ids(programme.pk))
        return self.none()
