"""Which texts were typed and not accepted, so that nobody's words are lost?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.applications import Application
from applications.row_rules import PARTY
from charter.kit.models import RandomUUID
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import walls
from charter.models import Standard


class SetAsideText(OrganisationOwned):
    """A text that reached us and did not become the answer: another version was there first, or writing had closed.

    Only the application's own people read it, on the answer's version history; it is never sent and never changed.
    ``started_from`` is the version that its writer had before them; ``why`` is the sentence they were told.
    """

    uuid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    started_from = models.PositiveIntegerField()
    why = models.CharField(max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_setasidetext",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls("applications_setasidetext", read=PARTY, add=PARTY),
            models.UniqueConstraint(
                fields=["application", "standard", "written_by", "digest"], name="applications_setasidetext_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Text {self.pk}"
