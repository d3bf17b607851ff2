"""What does a signatory sign?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.row_rules import SHARES
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, STAFF, either, walls
from charter.models import Framework, FrameworkKey


class Pledge(OrganisationOwned):
    """An organisation's signature under the values of one framework version, with the text agreed to.

    ``asked_again_at`` is when somebody was asked to sign anew, because whoever signed has left; ``replaced_at`` is
    when that was done. The old signature stays, and at most one a version is not replaced.
    """

    framework = FrameworkKey(Framework, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=120)
    statements = models.JSONField()
    signed_at = models.DateTimeField()
    asked_again_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_rules("applications_pledge", organisation="charter.Organisation", framework="charter.Framework"),
            walls(
                "applications_pledge",
                read=either(MEMBER, STAFF, SHARES.format("applications_pledge.organisation_id")),
                add=MEMBER,
                change=MEMBER,
            ),
            models.UniqueConstraint(
                fields=["organisation", "framework"],
                condition=Q(replaced_at__isnull=True),
                name="applications_pledge_once",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(asked_again_at__isnull=False),
                name="applications_pledge_replaced_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"Pledge signed by {self.signed_name}"
