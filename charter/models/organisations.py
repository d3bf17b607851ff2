"""What are an organisation and its services?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from charter.enums import OrganisationKind, OrganisationState, Region, RegistrationNoteKind
from charter.kit.freezing import StateMachine
from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import MEMBER, OWN_PROGRAMME, STAFF, either, every, mine, one_of, walls
from charter.querysets import OrganisationQuerySet
from charter.workflow import TRANSITIONS


class Organisation(ProgrammeOwned):
    """An employer in one programme; an employer that takes part in two programmes is two organisations.

    It begins ``pending``; an officer approves or declines it. The state changes only by ``move``.
    """

    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    certificate_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    region = models.CharField(max_length=30, choices=Region.choices)
    ods_code = models.CharField(max_length=10, blank=True)
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OrganisationState.choices, default=OrganisationState.PENDING)
    state_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            *tenant_rules("charter_organisation"),
            walls(
                "charter_organisation",
                read=either(one_of("id", "my_places"), STAFF),
                add=STAFF,
                change=either(one_of("id", "my_organisations"), STAFF),
                read_wall=either(OWN_PROGRAMME, one_of("id", "my_places")),
            ),
            models.UniqueConstraint(fields=["programme", "slug"], name="charter_organisation_slug"),
            models.CheckConstraint(
                condition=Q(state__in=OrganisationState.values), name="charter_organisation_known_state"
            ),
            StateMachine(name="charter_organisation_moves", steps=TRANSITIONS),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's dashboard; needs ``programme`` to be loaded."""
        return reverse("desk:organisation", kwargs={"programme": self.programme.slug, "organisation": self.slug})


class Service(OrganisationOwned):
    """A team, service or site of an organisation; awards are held by services.

    One that has ended takes part in nothing new; what it took part in keeps its name.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=160)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            *tenant_rules("charter_service", organisation="charter.Organisation"),
            walls("charter_service", read=either(MEMBER, STAFF), write=either(MEMBER, STAFF)),
            models.UniqueConstraint(fields=["organisation", "name"], name="charter_service_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RegistrationDraft(ProgrammeOwned):
    """What somebody has typed so far about the organisation they want to register; theirs alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            *tenant_rules("charter_registrationdraft"),
            walls("charter_registrationdraft", read=mine("person_id"), write=mine("person_id")),
            models.UniqueConstraint(fields=["programme", "person"], name="charter_registrationdraft_once"),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.person_id}"


class RegistrationNote(OrganisationOwned):
    """Something written about a registration; notes among staff are never shown to the organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registration_notes")
    kind = models.CharField(max_length=10, choices=RegistrationNoteKind.choices)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *tenant_rules("charter_registrationnote", organisation="charter.Organisation"),
            walls(
                "charter_registrationnote",
                read=either(STAFF, every(MEMBER, "kind <> 'note'")),
                add=either(STAFF, every(MEMBER, "kind = 'answer'")),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RegistrationNoteKind.values), name="charter_registrationnote_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} about {self.organisation_id}"


class JoinRequest(OrganisationOwned):
    """Somebody asks to join an organisation that is registered already; one of its leads answers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *tenant_rules("charter_joinrequest", organisation="charter.Organisation"),
            walls(
                "charter_joinrequest",
                read=either(mine("person_id"), MEMBER, STAFF),
                add=mine("person_id"),
                change=MEMBER,
            ),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(answered_at__isnull=True),
                name="charter_joinrequest_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, accepted__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, accepted__isnull=False),
                name="charter_joinrequest_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks to join {self.organisation_id}"
