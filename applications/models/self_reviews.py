"""Where does an organisation see itself, and what does it mean to do next?"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.applications import Application
from applications.row_rules import OFFICE, PARTY
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, either, every, walls
from charter.models import Standard

# Staff read a self-review while its parties share it; the list of shared ones is made once a statement.
SHARED = (
    "application_id IN (SELECT shared.application_id FROM applications_selfreview shared"
    " WHERE shared.shared_at IS NOT NULL)"
)


class SelfReview(OrganisationOwned):
    """An application's self-review: whether its parties let the programme team read it. The panel never does."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="self_review")
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_selfreview",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls(
                "applications_selfreview",
                read=either(PARTY, every(OFFICE, "shared_at IS NOT NULL")),
                add=PARTY,
                change=PARTY,
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True, shared_by__isnull=True)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="applications_selfreview_shared_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Self-review of {self.application_id}"


class SelfScore(OrganisationOwned):
    """Where the parties see themselves in one standard; ``score`` is None for "not sure".

    ``version`` goes up by one with each accepted save, as an answer's does.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="self_scores")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_selfscore",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls(
                "applications_selfscore",
                read=either(PARTY, every(OFFICE, SHARED)),
                add=PARTY,
                change=PARTY,
            ),
            models.UniqueConstraint(fields=["application", "standard"], name="applications_selfscore_once"),
        ]

    def __str__(self) -> str:
        return f"Self-score {self.pk}"


class ImprovementStep(OrganisationOwned):
    """A gap that one organisation means to close, with an owner and a date; its own, beside every application.

    ``goal`` is the score it wants to reach; None when it only wants to do better.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="improvement_steps")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    goal = models.SmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["done_at", "due_on", "pk"]
        constraints = [
            *tenant_rules(
                "applications_improvementstep",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls("applications_improvementstep", read=either(MEMBER, every(OFFICE, SHARED)), write=MEMBER),
            models.UniqueConstraint(
                fields=["organisation", "application", "standard"], name="applications_improvementstep_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="applications_improvementstep_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}"
