"""What do the people of an application say to each other about a standard?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.applications import Application
from applications.row_rules import OFFICE, PARTY, STAFF_INVITED
from charter.kit.models import RandomUUID
from charter.kit.tenancy import OrganisationOwned, tenant_rules
from charter.kit.walls import either, every, walls
from charter.models import Standard

_WHO = either(PARTY, every(OFFICE, STAFF_INVITED))


class Comment(OrganisationOwned):
    """One comment on a standard; ``thread`` is the comment it answers, or None for the one that began it.

    Never part of what is sent, and never seen by the panel; staff see comments only while the application's people
    invite them. Somebody who is named stands in ``text`` as ``@[uuid]``, so that a name is never kept in it. Only
    the first comment of a thread is resolved.
    """

    uuid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    from_staff = models.BooleanField(default=False, db_default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *tenant_rules(
                "applications_comment",
                organisation="charter.Organisation",
                application="applications.Application",
                standard="charter.Standard",
                thread="applications.Comment",
            ),
            walls("applications_comment", read=_WHO, add=_WHO, change=_WHO),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, thread__isnull=True),
                name="applications_comment_resolved",
            ),
        ]
        indexes = [
            models.Index(fields=["application", "standard", "-id"], name="applications_comment_threads"),
            models.Index(fields=["written_by", "written_at"], name="applications_comment_by"),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"
