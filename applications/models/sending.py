"""What is declared before sending, and what exactly was sent?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.applications import Application
from applications.row_rules import CONTENT, PARTY
from charter.kit.freezing import Frozen
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import walls


class Declaration(OrganisationOwned):
    """A party's signatory declares that what is sent is true and may be read by the panel.

    ``round`` is the application's: what is added after a return is declared anew, and the earlier one stands.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="declarations")
    round = models.PositiveSmallIntegerField(default=1)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=120)
    statement = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_declaration",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls("applications_declaration", read=CONTENT, add=PARTY, change=PARTY, remove=PARTY),
            models.UniqueConstraint(
                fields=["application", "organisation", "round"], name="applications_declaration_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Declaration of {self.signed_name}"


class Snapshot(OrganisationOwned):
    """What was sent, as it was sent: never changed. ``sha256`` is over the canonical JSON of ``content``."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    receipt = models.CharField(max_length=40, unique=True)
    key = models.UUIDField(unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            *tenant_rules(
                "applications_snapshot",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls("applications_snapshot", read=CONTENT, add=PARTY),
            models.UniqueConstraint(fields=["application", "number"], name="applications_snapshot_number"),
            Frozen(name="applications_snapshot_stands"),
        ]

    def __str__(self) -> str:
        return self.receipt
