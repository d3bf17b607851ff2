"""Who in the team writes which standard, and which ones does the team call completed?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.applications import Application
from applications.row_rules import OFFICE, PARTY
from charter.kit import history
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import either, walls
from charter.models import Standard

_OWN = either(PARTY, OFFICE)


class Section(OrganisationOwned):
    """One standard of an application as a piece of work: whose it is, and whether its writers are done with it.

    A row comes when a standard is first given or marked; without one it is nobody's and not completed. The mark
    is the team's own word: it never locks the answer, and never stands in for one.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sections")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_section",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls("applications_section", read=_OWN, write=PARTY),
            models.UniqueConstraint(fields=["application", "standard"], name="applications_section_once"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="applications_section_completed",
            ),
        ]

    def __str__(self) -> str:
        return f"Section {self.pk}"


SectionHistory = history.of(Section, read=_OWN)
