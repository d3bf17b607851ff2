"""Who sits on a cohort's panel, who reads which application, and who has a conflict?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models import Application
from applications.row_rules import CHAIR, OFFICE
from assessment.enums import Connection, SeatKind
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import STAFF, OpensTo, either, mine, one_of, role, walls
from charter.models import Cohort


class Seat(ProgrammeOwned):
    """A person's place on a cohort's panel. What anybody's lived experience is, is never recorded."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SeatKind.choices)
    lived_experience = models.BooleanField(default=False)
    trained_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_rules("assessment_seat", cohort="charter.Cohort"),
            walls(
                "assessment_seat",
                read=either(STAFF, mine("person_id"), role("chair")),
                add=STAFF,
                change=STAFF,
                asked=True,
            ),
            models.UniqueConstraint(
                fields=["cohort", "person", "kind"],
                condition=Q(ended_at__isnull=True),
                name="assessment_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} seat of {self.person_id}"


class Assignment(ProgrammeOwned):
    """Joins an assessor's seat and an application; its review carries the state."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("assessment_assignment", seat="assessment.Seat", application="applications.Application"),
            walls(
                "assessment_assignment",
                read=either(OFFICE, CHAIR, one_of("seat_id", "my_seats")),
                write=OFFICE,
                asked=True,
            ),
            models.UniqueConstraint(fields=["seat", "application"], name="assessment_assignment_once"),
            OpensTo(
                name="seen_to_ask_for_a_connection",
                to="applications.Application",
                read=one_of("id", "asked_applications"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} on {self.application_id}"


class Conflict(ProgrammeOwned):
    """A person's answer to the conflict question for one application, or a conflict set by staff."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    connection = models.CharField(max_length=10, choices=Connection.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_rules("assessment_conflict", application="applications.Application"),
            walls(
                "assessment_conflict",
                read=either(mine("person_id"), OFFICE, CHAIR),
                add=either(mine("person_id"), OFFICE),
                change=either(mine("person_id"), OFFICE),
            ),
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(lifted_at__isnull=True),
                name="assessment_conflict_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_connection_display()} ({self.person_id}, {self.application_id})"
