"""Who has been asked to join an application as a partner, before their organisation is registered?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.applications import Application
from applications.row_rules import OFFICE
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import MEMBER, either, walls


class PartyInvitation(OrganisationOwned):
    """A single-use invitation of a partner organisation, bound to the address of somebody there.

    ``organisation`` is the lead that invites; ``partner_name`` is how it calls the partner. Only the token's digest
    is kept. The partner's own lead chooses its services when they join.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="party_invitations")
    partner_name = models.CharField(max_length=200)
    email = models.EmailField()
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *tenant_rules(
                "applications_partyinvitation",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls(
                "applications_partyinvitation",
                read=either(MEMBER, OFFICE),
                add=either(MEMBER, OFFICE),
                change=either(MEMBER, OFFICE),
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="applications_partyinvitation_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_name} to {self.application_id}"
