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
    """The words for one standard. ``version`` goes up by one with each accepted save.

    ``tab`` and ``tab_seq`` tell the browser's page that saved last and the number it gave to that save, so that an
    older request of the same page which arrives late is known for what it is; empty and 0 without a script.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    tab = models.CharField(max_length=36, blank=True, default="", db_default="")
    tab_seq = models.PositiveIntegerField(default=0, db_default=0)

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
