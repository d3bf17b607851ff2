"""What does a person need to take part, and who has asked to be forgotten?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import OWN_PROGRAMME, SOMEBODY, STAFF, either, every, mine, walls
from charter.models.people import Person

_BELONGS = (
    "EXISTS (SELECT 1 FROM charter_membership held WHERE held.person_id = charter_accessneeds.person_id"
    " AND held.programme_id = (SELECT app.programme()) AND held.ended_at IS NULL)"
)


class AccessNeeds(models.Model):
    """What a person told us they need to take part, once and for every programme.

    ``sealed`` opens only with a key that the database does not have (``charter.kit.secrecy``).
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="access_needs")
    sealed = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "access needs"
        constraints = [
            walls(
                "charter_accessneeds",
                read=either(mine("person_id"), every(STAFF, _BELONGS)),
                write=mine("person_id"),
                wall=SOMEBODY,
            )
        ]

    def __str__(self) -> str:
        return f"Access needs of {self.person_id}"


class ClosureRequest(ProgrammeOwned):
    """A person's wish to close their account, in each programme they ever belonged to; a lead carries it out there.

    The account is closed when the last of them has been carried out.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="closure_requests")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            *tenant_rules("charter_closurerequest"),
            walls(
                "charter_closurerequest",
                read=either(mine("person_id"), STAFF),
                add=mine("person_id"),
                change=either(mine("person_id"), STAFF),
                read_wall=either(OWN_PROGRAMME, mine("person_id")),
            ),
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(done_at__isnull=True, taken_back_at__isnull=True),
                name="charter_closurerequest_once",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="charter_closurerequest_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} wants to be forgotten"
