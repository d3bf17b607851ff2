"""What is a moderation, and what is an agreed score?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models import Application
from applications.row_rules import CHAIR, LENT, OFFICE
from charter.kit import history
from charter.kit.freezing import FrozenBy
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import either, every, role, walls
from charter.models import Standard

_OF_MODERATION = "EXISTS (SELECT 1 FROM assessment_moderation seen WHERE seen.id = moderation_id)"


class Moderation(ProgrammeOwned):
    """The panel's meeting about one application; it begins with the reveal of all scores at once."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    revealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("assessment_moderation", application="applications.Application"),
            walls("assessment_moderation", read=either(OFFICE, CHAIR, LENT), add=CHAIR),
        ]

    def __str__(self) -> str:
        return f"Moderation of {self.application_id}"


class AgreedScore(ProgrammeOwned):
    """What the panel agreed for one standard: a new record, the originals stay as they were."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="agreed_scores")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    points = models.IntegerField()
    note = models.TextField(blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "assessment_agreedscore",
                moderation="assessment.Moderation",
                standard="charter.Standard",
            ),
            walls(
                "assessment_agreedscore",
                read=_OF_MODERATION,
                add=every(role("chair"), _OF_MODERATION),
                change=every(role("chair"), _OF_MODERATION),
            ),
            models.UniqueConstraint(fields=["moderation", "standard"], name="assessment_agreedscore_once"),
            FrozenBy(
                name="assessment_agreedscore_stands",
                question="SELECT a.state <> 'moderating' FROM assessment_moderation m"
                " JOIN applications_application a ON a.id = m.application_id WHERE m.id = {row}.moderation_id",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreed score {self.pk}"


AgreedScoreHistory = history.of(AgreedScore, read=_OF_MODERATION)
