"""What was asked for when an application was returned for more?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.applications import Application
from applications.row_rules import CONTENT, OF_RETURN, OFFICE
from charter.kit.freezing import Frozen
from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import STAFF, every, walls
from charter.models import Standard


class Return(OrganisationOwned):
    """One round: a request in one text, the named standards, and a date. Never changed.

    ``number`` is that of the snapshot that was returned; it is answered once a snapshot with the next number
    stands.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    number = models.PositiveIntegerField()
    request = models.TextField()
    due_at = models.DateTimeField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            *tenant_rules(
                "applications_return",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls("applications_return", read=CONTENT, add=OFFICE),
            models.UniqueConstraint(fields=["application", "number"], name="applications_return_number"),
            Frozen(name="applications_return_stands"),
        ]

    def __str__(self) -> str:
        return f"Return {self.number} of {self.application_id}"


class ReturnedStandard(ProgrammeOwned):
    """A standard that a return reopens, with what is asked about it in particular, if anything."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="standards")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["standard__position"]
        constraints = [
            *tenant_rules(
                "applications_returnedstandard",
                returned="applications.Return",
                standard="charter.Standard",
            ),
            walls("applications_returnedstandard", read=OF_RETURN, add=every(STAFF, OF_RETURN)),
            models.UniqueConstraint(fields=["returned", "standard"], name="applications_returnedstandard_once"),
            Frozen(name="applications_returnedstandard_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.standard_id} of {self.returned_id}"
