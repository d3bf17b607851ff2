"""What is an answer?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.models.applications import Application
from applications.row_rules import CONTENT, PARTY
from charter.kit import history
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import walls
from charter.models import Standard


class Answer(OrganisationOwned):
    """The words for one standard. ``version`` goes up by one with each accepted save."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules(
                "applications_answer",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
            ),
            walls("applications_answer", read=CONTENT, write=PARTY),
            models.UniqueConstraint(fields=["application", "standard"], name="applications_answer_once"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


AnswerHistory = history.of(Answer, read=CONTENT)
