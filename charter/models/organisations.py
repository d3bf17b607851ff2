"""What are an organisation and its services?"""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from charter.enums import OrganisationKind, Region
from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import MEMBER, OWN_PROGRAMME, STAFF, either, one_of, walls
from charter.querysets import OrganisationQuerySet


class Organisation(ProgrammeOwned):
    """An employer in one programme; an employer that takes part in two programmes is two organisations."""

    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    certificate_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    region = models.CharField(max_length=30, choices=Region.choices)
    ods_code = models.CharField(max_length=10, blank=True)
    registered_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            *tenant_rules("charter_organisation"),
            walls(
                "charter_organisation",
                read=either(one_of("id", "my_places"), STAFF),
                change=either(one_of("id", "my_organisations"), STAFF),
                read_wall=either(OWN_PROGRAMME, one_of("id", "my_places")),
            ),
            models.UniqueConstraint(fields=["programme", "slug"], name="charter_organisation_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's dashboard; needs ``programme`` to be loaded."""
        return reverse("desk:organisation", kwargs={"programme": self.programme.slug, "organisation": self.slug})


class Service(OrganisationOwned):
    """A team, service or site of an organisation; awards are held by services."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]
        constraints = [
            *tenant_rules("charter_service", organisation="charter.Organisation"),
            walls("charter_service", read=either(MEMBER, STAFF), write=either(MEMBER, STAFF)),
            models.UniqueConstraint(fields=["organisation", "name"], name="charter_service_name"),
        ]

    def __str__(self) -> str:
        return self.name
