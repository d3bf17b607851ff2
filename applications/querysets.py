"""Which applications may these eyes see, under this hat?"""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef, Prefetch

from applications.enums import WITH_PANEL, State
from charter import standing
from charter.enums import Role
from charter.kit import grants, tenancy
from charter.kit.tenancy import Hat


class ApplicationQuerySet(models.QuerySet):
    """Narrows applications."""

    def visible_to(self, person: Any, programme: Any, hat: Hat | None) -> Self:
        """Parties' as an applicant, lent ones as an assessor, those with the panel as a chair, all as staff.

        A conflict hides an application under every hat but the person's own organisation's.
        """
        worn = standing.of(person)
        if programme is None or not worn.wears(hat, programme.pk):
            return self.none()
        rows = self.filter(programme=programme)
        if hat == Hat.APPLICANT:
            party = apps.get_model("applications", "ApplicationParty").objects.filter(
                application=OuterRef("pk"), organisation_id__in=worn.organisation_ids(programme.pk)
            )
            return rows.filter(Exists(party)).without_veiled()
        if hat == Hat.STAFF:
            return rows.without_recusal(person)
        if hat == Hat.ASSESSOR:
            return rows.filter(pk__in=grants.lent(person, "view_application", self.model)).without_recusal(person)
        if hat == Hat.CHAIR and Role.CHAIR in worn.in_programme(programme.pk):
            return rows.filter(state__in=[*WITH_PANEL, State.RELEASED]).without_recusal(person)
        return self.none()

    def without_recusal(self, person: Any) -> Self:
        """Leaves out what a conflict hides from this person."""
        recusal = apps.get_model("applications", "Recusal").objects.filter(
            application=OuterRef("pk"), person=person, lifted_at__isnull=True
        )
        return self.filter(~Exists(recusal)).without_veiled()

    def without_veiled(self) -> Self:
        """Leaves out what a connection of whoever acts as somebody else hides from them, under every hat."""
        veiled = self.veiled()
        return self.exclude(pk__in=veiled) if veiled else self

    def veiled(self) -> list[int]:
        """Ids of what is hidden from whoever acts as somebody else; none while nobody does. At most one query."""
        if tenancy.current().behind is None:
            return []
        return tenancy.remembered("veiled_applications", _veiled)

    def without_own(self, person: Any, programme: Any) -> Self:
        """Leaves out what one of the person's own organisations stands behind."""
        own = standing.of(person).organisation_ids(programme.pk)
        return self.exclude(parties__organisation_id__in=own) if own else self

    def with_parties(self) -> Self:
        """With its organisation, cohort and parties: two queries, whatever the number of rows.

        Programme and framework are at hand (``charter.kit.keys``), so no row joins them.
        """
        parties = apps.get_model("applications", "ApplicationParty").objects.select_related("organisation")
        return self.select_related("organisation", "cohort").prefetch_related(Prefetch("parties", parties))

    def for_pages(self) -> Self:
        """With what every page about an application shows, the parties' services too: three queries."""
        services = apps.get_model("applications", "PartyService").objects.select_related("service")
        return self.with_parties().prefetch_related(Prefetch("parties__party_services", services))


def _veiled() -> list[int]:
    """As PostgreSQL itself has it for the row policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.veiled_applications()")
        return list(cursor.fetchone()[0])
