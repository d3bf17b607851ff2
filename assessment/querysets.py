"""Which reviews may these eyes see, under this hat?"""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessment.enums import COUNTED, ReviewState
from charter import standing
from charter.kit import grants
from charter.kit.tenancy import Hat


class ReviewQuerySet(models.QuerySet):
    """Narrows reviews."""

    def visible_to(self, person: Any, programme: Any, hat: Hat | None) -> Self:
        """Only one's own, only as an assessor, and only while they count.

        Once the question about connections is answered, the application must be lent too; a recusal or a role
        in an organisation behind it hides it at every stage. Scores are sealed: staff and chairs learn of
        reviews through selectors that count, never from rows.
        """
        worn = standing.of(person)
        if programme is None or hat != Hat.ASSESSOR or not worn.wears(hat, programme.pk):
            return self.none()
        application = apps.get_model("applications", "Application")
        recusal = apps.get_model("applications", "Recusal").objects.filter(
            application=OuterRef("application_id"), person=person, lifted_at__isnull=True
        )
        lent = grants.lent(person, "view_application", application)
        return (
            self._without_own(worn.organisation_ids(programme.pk))
            .filter(
                ~Exists(recusal),
                Q(state=ReviewState.INVITED) | Q(application__in=lent),
                programme=programme,
                assignment__seat__person=person,
                assignment__seat__ended_at__isnull=True,
                state__in=COUNTED,
            )
            .exclude(application_id__in=application.objects.veiled())
        )

    def _without_own(self, organisation_ids: frozenset[int]) -> Self:
        """Leaves out applications that one of the person's own organisations stands behind."""
        if not organisation_ids:
            return self
        party = apps.get_model("applications", "ApplicationParty").objects.filter(
            application=OuterRef("application_id"), organisation_id__in=organisation_ids
        )
        return self.filter(~Exists(party))

    def counted(self) -> Self:
        """Those that are neither handed back nor set aside."""
        return self.filter(state__in=COUNTED)

    def for_pages(self) -> Self:
        """With what every page about a review joins: its seat, and its application with organisation and cohort."""
        return self.select_related("assignment__seat", "application__organisation", "application__cohort")
