"""What is a programme?"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse


class Programme(models.Model):
    """An award programme with its own operator, framework, cohorts, panel, register and staff.

    ``prefix`` begins references and codes; it has no I, which could be read as 1. ``certificate_signatories``
    are at most two pairs of name and role.
    """

    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=6, unique=True, validators=[RegexValidator(r"^[A-HJ-Z]{2,6}$")])
    operator_name = models.CharField(max_length=120)
    brand_line = models.CharField(max_length=160, blank=True)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40)
    certificate_signatories = models.JSONField(default=list)
    # Whether its staff may look at its pages as somebody else; a programme has to say so first.
    acting_allowed = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("slug"), name="charter_programme_slug_any_case")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The programme's public home."""
        return reverse("home:programme", kwargs={"programme": self.slug})
