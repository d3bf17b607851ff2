"""Who has asked that a joint application be withdrawn?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.applications import Application
from applications.row_rules import OFFICE, PARTY
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import either, walls


class WithdrawalRequest(OrganisationOwned):
    """A party's wish to withdraw; a joint application is withdrawn when every party has asked."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="withdrawal_requests")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_withdrawalrequest",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls(
                "applications_withdrawalrequest",
                read=either(PARTY, OFFICE),
                add=PARTY,
                change=PARTY,
                remove=either(PARTY, OFFICE),
            ),
            models.UniqueConstraint(
                fields=["application", "organisation"], name="applications_withdrawalrequest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} withdraws {self.application_id}"
