"""Who asked for more time, and what was answered?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.enums import ExtensionState
from applications.models.applications import Application
from applications.row_rules import OFFICE, PARTY
from applications.workflow import EXTENSION_TRANSITIONS
from charter.kit.freezing import StateMachine
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import either, walls


class Extension(OrganisationOwned):
    """A party's request for more time for one application; ``organisation`` is the party that asked.

    ``until`` is the new deadline, UTC, once somebody proposed or granted one. After the deadline it takes two:
    ``proposed_by`` and another ``answered_by``. ``answer`` is what the organisation reads beside a refusal.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=8, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    state_at = models.DateTimeField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            *tenant_rules(
                "applications_extension",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls("applications_extension", read=either(PARTY, OFFICE), add=PARTY, change=OFFICE),
            models.CheckConstraint(
                condition=Q(state__in=ExtensionState.values), name="applications_extension_known_state"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(state__in=[ExtensionState.ASKED, ExtensionState.DECLINED]),
                name="applications_extension_granted_until",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True)
                | Q(answered_by__isnull=True)
                | ~Q(proposed_by=F("answered_by"))
                | ~Q(state=ExtensionState.GRANTED),
                name="applications_extension_two_people",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=[ExtensionState.ASKED, ExtensionState.PROPOSED]),
                name="applications_extension_one_open",
            ),
            StateMachine(name="applications_extension_moves", steps=EXTENSION_TRANSITIONS),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in (ExtensionState.ASKED, ExtensionState.PROPOSED)

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for a second person."""
        return self.state == ExtensionState.PROPOSED

    def __str__(self) -> str:
        return f"Extension of {self.application_id}"
