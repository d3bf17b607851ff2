"""What is evidence, and where is it used?"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.enums import EvidenceKind, ScanState
from applications.models.applications import Application
from applications.row_rules import CONTENT, IN_USE, PARTY
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, either, walls
from charter.models import Standard


class Evidence(OrganisationOwned):
    """A file or link that belongs to the organisation that brought it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    storage_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.NOT_SCANNED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            *tenant_rules("applications_evidence", organisation="charter.Organisation"),
            walls("applications_evidence", read=either(MEMBER, IN_USE), add=MEMBER, change=MEMBER, remove=MEMBER),
            models.CheckConstraint(
                condition=Q(kind="file", url="", sha256__regex=r"^[0-9a-f]{64}$") & ~Q(storage_name="")
                | Q(kind="link", storage_name="", sha256="") & ~Q(url=""),
                name="applications_evidence_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(OrganisationOwned):
    """Shows one piece of evidence to an application's parties and panel, under one standard."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence_uses")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            *tenant_rules(
                "applications_evidenceuse",
                organisation="charter.Organisation",
                evidence="applications.Evidence",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls("applications_evidenceuse", read=CONTENT, write=PARTY),
            models.UniqueConstraint(
                fields=["evidence", "application", "standard"], name="applications_evidenceuse_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.standard_id}"
