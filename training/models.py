"""What are a training session and an attendance?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import MEMBER, STAFF, either, walls
from charter.models import Cohort


class Session(ProgrammeOwned):
    """One training session of a cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    begins_at = models.DateTimeField()
    place = models.CharField(max_length=200)

    class Meta:
        ordering = ["begins_at", "title"]
        constraints = [
            *tenant_rules("training_session", cohort="charter.Cohort"),
            walls("training_session", read=either(STAFF, "(SELECT app.my_organisations()) <> '{}'"), write=STAFF),
            models.UniqueConstraint(fields=["cohort", "title", "begins_at"], name="training_session_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(OrganisationOwned):
    """An officer's mark that somebody of an organisation attended a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("training_attendance", organisation="charter.Organisation", session="training.Session"),
            walls("training_attendance", read=either(STAFF, MEMBER), write=STAFF),
            models.UniqueConstraint(fields=["session", "organisation"], name="training_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.session_id}"
