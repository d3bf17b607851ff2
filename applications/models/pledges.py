"""What does a signatory sign?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.row_rules import SHARES
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, STAFF, either, walls
from charter.models import Framework, FrameworkKey


class Pledge(OrganisationOwned):
    """An organisation's signature under the values of one framework version, with the text agreed to."""

    framework = FrameworkKey(Framework, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=120)
    statements = models.JSONField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("applications_pledge", organisation="charter.Organisation", framework="charter.Framework"),
            walls(
                "applications_pledge",
                read=either(MEMBER, STAFF, SHARES.format("applications_pledge.organisation_id")),
                add=MEMBER,
                change=MEMBER,
            ),
            models.UniqueConstraint(fields=["organisation", "framework"], name="applications_pledge_once"),
        ]

    def __str__(self) -> str:
        return f"Pledge signed by {self.signed_name}"
