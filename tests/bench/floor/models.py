"""What does the floor's only table hold?"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FloorRow(models.Model):
    """A row somebody owns; the page lists the owner's newest twenty."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=120)
    words = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "floor"
        indexes = [models.Index(fields=["owner", "-id"], name="floor_row_newest")]

    def __str__(self) -> str:
        return self.name
