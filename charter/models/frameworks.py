"""What does a programme ask, and how does it judge? A framework version and its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from charter.kit.keys import KnownForeignKey
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import STAFF, either, walls


class Framework(ProgrammeOwned):
    """A numbered version of a programme's values, themes, standards, levels and rules.

    ``document`` is the framework file as it was loaded; rules and policy are always read from it. The rows
    below give its parts something to be pointed to. Published means frozen.
    """

    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    document = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            *tenant_rules("charter_framework"),
            walls("charter_framework", read=either("published_at IS NOT NULL", STAFF), write=STAFF),
            models.UniqueConstraint(fields=["programme", "version"], name="charter_framework_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class FrameworkKey(KnownForeignKey):
    """Points to a framework. Published means frozen, so a process reads a published one once."""

    kept: ClassVar[dict[int, Framework]] = {}

    def at_hand(self, pk: Any) -> Framework | None:
        """The published framework with this key, once it has been read."""
        return self.kept.get(pk)

    def found(self, row: models.Model) -> None:
        """Keep it when it cannot change any more."""
        if isinstance(row, Framework) and row.published_at is not None:
            self.kept[row.pk] = row


class FrameworkPart(ProgrammeOwned):
    """A coded part of a framework, in its order."""

    framework = FrameworkKey(Framework, on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def _part_rules(part: str, **targets: str) -> list[models.BaseConstraint]:
    """What is always true of a framework's parts: same programme, code once in a framework."""
    return [
        *tenant_rules(f"charter_{part}", framework="charter.Framework", **targets),
        walls(
            f"charter_{part}",
            read="EXISTS (SELECT 1 FROM charter_framework seen WHERE seen.id = framework_id)",
            write=STAFF,
        ),
        models.UniqueConstraint(fields=["framework", "code"], name=f"charter_{part}_code"),
    ]


class Value(FrameworkPart):
    """One of the statements that signatories sign."""

    statement = models.TextField()

    class Meta(FrameworkPart.Meta):
        constraints = _part_rules("value")


class Theme(FrameworkPart):
    """A group of standards that are read together."""

    class Meta(FrameworkPart.Meta):
        constraints = _part_rules("theme")


class Standard(FrameworkPart):
    """What is asked and scored: one theme, one value, descriptors from lowest to highest score."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="standards")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, related_name="standards")
    key = models.BooleanField(default=False)
    guidance = models.TextField(blank=True)
    descriptors = models.JSONField(default=list)
    evidence_examples = models.JSONField(default=list)

    class Meta(FrameworkPart.Meta):
        constraints = _part_rules("standard", theme="charter.Theme", value="charter.Value")


class Level(FrameworkPart):
    """A level that can be awarded; a higher rank is better."""

    rank = models.PositiveIntegerField()
    valid_months = models.PositiveIntegerField()

    class Meta(FrameworkPart.Meta):
        ordering = ["-rank"]
        constraints = [
            *_part_rules("level"),
            models.UniqueConstraint(fields=["framework", "rank"], name="charter_level_rank"),
            models.CheckConstraint(condition=Q(valid_months__gt=0), name="charter_level_lasts"),
        ]
