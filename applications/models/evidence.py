"""What is evidence, and where is it used?"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.enums import Arrival, EvidenceKind, ScanResult, ScanState
from applications.models.applications import Application
from applications.row_rules import CONTENT, IN_USE, OF_EVIDENCE, PARTY
from charter.kit.freezing import Frozen
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, either, walls
from charter.models import Standard


class Evidence(OrganisationOwned):
    """A file or link that belongs to the organisation that brought it, whichever applications show it.

    ``sha256`` and ``size`` are those of the stored bytes, which for a picture are ours (no place, no camera).
    ``content_note`` says what may be hard to read in it. Evidence about a person carries who confirmed, and when,
    that the person agreed. The scan's ``clean`` rests on a :class:`Scan` of the same digest.
    """

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
    content_note = models.CharField(max_length=300, blank=True)
    about_person = models.BooleanField(default=False)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

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
            models.CheckConstraint(
                condition=Q(scan_state__in=ScanState.values), name="applications_evidence_known_scan_state"
            ),
            models.CheckConstraint(
                condition=Q(about_person=False, consent_at__isnull=True, consent_by__isnull=True)
                | Q(about_person=True, consent_at__isnull=False, consent_by__isnull=False),
                name="applications_evidence_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(OrganisationOwned):
    """Shows one piece of evidence to an application's parties and panel, under one standard.

    What arrived ``late`` is kept and never sent; what staff ``attached`` to something sent carries a label and a
    reason, and the panel sees both beside what was sent.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence_uses")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    arrival = models.CharField(max_length=8, choices=Arrival.choices, default=Arrival.IN_TIME)
    label = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

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
            models.CheckConstraint(
                condition=Q(arrival__in=["in_time", "late"], label="", reason="", attached_by__isnull=True)
                | Q(arrival="attached", attached_by__isnull=False) & ~Q(label="") & ~Q(reason=""),
                name="applications_evidenceuse_attached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.standard_id}"


class Scan(OrganisationOwned):
    """One try to scan a file: the digest of the bytes that were read, which scanner it was, and what it said.

    Written by Charter itself and never changed. ``detail`` is the virus's name, or why the scanner did not say.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="scans")
    sha256 = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=8, choices=ScanResult.choices)
    scanner = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            *tenant_rules("applications_scan", organisation="charter.Organisation", evidence="applications.Evidence"),
            walls("applications_scan", read=OF_EVIDENCE),
            Frozen(name="applications_scan_frozen"),
            models.CheckConstraint(
                condition=Q(result="unsure") | Q(result__in=["clean", "infected"], sha256__regex=r"^[0-9a-f]{64}$"),
                name="applications_scan_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} for {self.evidence_id}"
