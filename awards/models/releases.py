"""What are a release, its results and a revocation? Each takes two people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models import Application
from assessment.models import Decision
from awards.models.awards import Award
from charter.kit.freezing import Frozen, FrozenBy
from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import STAFF, walls
from charter.models import Cohort


def _two_people(table: str) -> list[models.BaseConstraint]:
    """Proposed by one person, approved by another, with its time."""
    return [
        models.CheckConstraint(
            condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            name=f"{table}_two_people",
        ),
        models.CheckConstraint(
            condition=Q(approved_by__isnull=True, approved_at__isnull=True)
            | Q(approved_by__isnull=False, approved_at__isnull=False),
            name=f"{table}_approved_pair",
        ),
    ]


class Release(ProgrammeOwned):
    """The instant at which a cohort's decided results become visible, all in one commit."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            *tenant_rules("awards_release", cohort="charter.Cohort"),
            walls("awards_release", read=STAFF, write=STAFF),
            *_two_people("awards_release"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="awards_release_one_planned",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(approved_at__isnull=False, cancelled_at__isnull=True),
                name="awards_release_done_was_approved",
            ),
            Frozen(
                name="awards_release_approved",
                once="OLD.approved_at IS NOT NULL",
                but=["done_at", "cancelled_at"],
            ),
            Frozen(name="awards_release_ended", once="OLD.done_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"Release of {self.cohort_id}"


class ReleaseItem(ProgrammeOwned):
    """One result that was approved for release: an application, its decision and, with a level, its award.

    The list is fixed when the release is approved; what is decided later is not in it.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["application"]
        constraints = [
            *tenant_rules(
                "awards_releaseitem",
                release="awards.Release",
                application="applications.Application",
                decision="assessment.Decision",
                award="awards.Award",
            ),
            walls("awards_releaseitem", read=STAFF, write=STAFF),
            models.UniqueConstraint(fields=["release", "application"], name="awards_releaseitem_once"),
            FrozenBy(
                name="awards_releaseitem_approved",
                question="SELECT approved_at IS NOT NULL FROM awards_release WHERE id = {row}.release_id",
                list_too=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in release {self.release_id}"


class Revocation(OrganisationOwned):
    """One person proposes with a reason, another approves; the verification page shows it at once."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="revocations")
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_rules("awards_revocation", organisation="charter.Organisation", award="awards.Award"),
            walls("awards_revocation", read=STAFF, write=STAFF),
            *_two_people("awards_revocation"),
            models.UniqueConstraint(
                fields=["award"], condition=Q(approved_at__isnull=True), name="awards_revocation_one_open"
            ),
            Frozen(name="awards_revocation_stands", once="OLD.approved_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"Revocation of {self.award_id}"
