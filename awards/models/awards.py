"""What are an award and its certificate?"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.models import Application
from awards.enums import PUBLIC, AwardState
from awards.querysets import AwardQuerySet
from awards.workflow import TRANSITIONS
from charter.kit.freezing import Frozen, StateMachine
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import STAFF, OpensTo, either, walls
from charter.models import Level

_RELEASED = f"state IN ({', '.join(repr(str(state)) for state in sorted(PUBLIC))})"


class Award(OrganisationOwned):
    """A level held for the services of one application.

    ``code`` is the public random name; ``serial`` is gap-free and never printed. ``holders`` and ``services``
    are the names as printed, in the parties' order. ``valid_until`` is the last day on which the award holds.
    ``replaced_by`` is the newer award for the very same services. ``search_text`` is what the register searches
    and sorts by: holders and services without accents or case.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.SCHEDULED)
    state_at = models.DateTimeField()
    code = models.CharField(max_length=24, unique=True)
    serial = models.PositiveBigIntegerField()
    holders = models.JSONField()
    services = models.JSONField()
    awarded_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "awards.Award", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    search_text = models.TextField(blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_on", "serial"]
        constraints = [
            *tenant_rules(
                "awards_award",
                organisation="charter.Organisation",
                application="applications.Application",
                level="charter.Level",
                replaced_by="awards.Award",
            ),
            walls("awards_award", read=either(_RELEASED, STAFF), change=STAFF),
            models.UniqueConstraint(fields=["programme", "serial"], name="awards_award_serial"),
            OpensTo(
                name="seen_on_the_register",
                to="applications.ApplicationParty",
                read=f"EXISTS (SELECT 1 FROM awards_award seen WHERE seen.{_RELEASED}"  # noqa: S608  # our own states
                " AND seen.application_id = applications_applicationparty.application_id)",
            ),
            models.CheckConstraint(condition=Q(state__in=AwardState.values), name="awards_award_known_state"),
            StateMachine(name="awards_award_moves", steps=TRANSITIONS),
            Frozen(
                name="awards_award_released",
                once="OLD.state <> 'scheduled'",
                but=["state", "state_at", "replaced_by_id", "search_text"],
            ),
            models.CheckConstraint(
                condition=Q(awarded_on__isnull=True, valid_until__isnull=True)
                | Q(awarded_on__isnull=False, valid_until__isnull=False, valid_until__gte=F("awarded_on")),
                name="awards_award_dates_together",
            ),
            models.CheckConstraint(
                condition=Q(state=AwardState.SCHEDULED) | Q(awarded_on__isnull=False),
                name="awards_award_public_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.SUPERSEDED) | Q(replaced_by__isnull=False),
                name="awards_award_superseded_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page on which anybody can check this award."""
        return reverse("awards:verify_code", kwargs={"code": self.code})

    def is_current_on(self, day: date) -> bool:
        """Whether the award holds on ``day``, judged by its state and its dates."""
        return (
            self.state == AwardState.ACTIVE
            and self.awarded_on is not None
            and self.valid_until is not None
            and self.awarded_on <= day <= self.valid_until
        )


class Certificate(OrganisationOwned):
    """The PDF of an award: made once, stored, hashed, never made again."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="certificate")
    content = models.JSONField()
    storage_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("awards_certificate", organisation="charter.Organisation", award="awards.Award"),
            walls("awards_certificate", read="EXISTS (SELECT 1 FROM awards_award seen WHERE seen.id = award_id)"),
            Frozen(
                name="awards_certificate_stands",
                # One that was never issued goes when its release is cancelled.
                delete_once="NOT EXISTS (SELECT 1 FROM awards_award WHERE id = OLD.award_id AND state = 'scheduled')",
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate of {self.award_id}"
