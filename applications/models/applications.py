"""What is an application, who are its parties, and from whom is it hidden?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from guardian.models import UserObjectPermissionBase

from applications import deadlines
from applications.deadlines import Deadline
from applications.enums import WITH_PANEL, State
from applications.querysets import ApplicationQuerySet
from applications.row_rules import IN_APPLICATION, OF_PARTY, OFFICE, PARTY, SEEN, SHARES, STANDS_BEHIND
from applications.workflow import TRANSITIONS
from charter.kit.freezing import StateMachine
from charter.kit.tenancy import OrganisationOwned, ProgrammeOwned, tenant_rules
from charter.kit.walls import MEMBER, STAFF, OpensTo, either, every, mine, none_of, one_of, role, walls
from charter.models import Cohort, Framework, FrameworkKey, Service

_WITH_CHAIRS = f"state IN ({', '.join(repr(str(state)) for state in sorted([*WITH_PANEL, State.RELEASED]))})"


class Application(OrganisationOwned):
    """One organisation's application in one cohort, for one or more services, perhaps with partners.

    ``organisation`` is the lead. ``reference`` (``LEC-0042``) is its public name. The state changes only by
    ``move``; ``state_at`` is when it last did. What the panel decided is told down by ``record_outcome``.

    ``due_at`` is its own deadline, once a return or an extension gave it one. ``round`` is the number of the
    sending that is being written, or was sent last: 1, and one more after each return. ``withdrawn_from`` is
    the state to which staff can bring it back.
    """

    reference = models.CharField(max_length=20, unique=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    framework = FrameworkKey(Framework, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.INTEREST)
    state_at = models.DateTimeField()
    began_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    withdrawn_from = models.CharField(max_length=12, blank=True)
    level_held = models.CharField(max_length=40, blank=True)
    level_held_until = models.DateField(null=True, blank=True)
    level_status = models.CharField(max_length=12, blank=True)
    # Whether the application's people have invited staff into their comments.
    staff_in_comments = models.BooleanField(default=False, db_default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        default_permissions = ("view",)
        permissions = [("score_application", "Can score the application")]
        constraints = [
            *tenant_rules(
                "applications_application",
                organisation="charter.Organisation",
                cohort="charter.Cohort",
                framework="charter.Framework",
            ),
            walls(
                "applications_application",
                read=either(
                    MEMBER,
                    one_of("id", "my_applications"),
                    every(STAFF, none_of("id", "hidden_applications")),
                    one_of("id", "lent_applications"),
                    every(role("chair"), none_of("id", "hidden_applications"), _WITH_CHAIRS),
                ),
                add=MEMBER,
                change=either(
                    one_of("id", "my_applications"),
                    every(STAFF, none_of("id", "hidden_applications")),
                    every(role("chair"), none_of("id", "hidden_applications"), _WITH_CHAIRS),
                ),
                asked=True,
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="applications_application_known_state"),
            StateMachine(name="applications_application_moves", steps=TRANSITIONS),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False)
                | Q(state__in=["interest", "waitlisted", "declined", "draft", "withdrawn", "lapsed"]),
                name="applications_application_sent_has_time",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="applications_app_cohort_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def deadline(self) -> Deadline:
        """Until when it may be sent; asks nothing when the cohort is loaded."""
        return deadlines.of(self)

    def get_absolute_url(self) -> str:
        """The application's task list; needs ``programme`` to be loaded."""
        return reverse(
            "applications:application",
            kwargs={"programme": self.programme.slug, "reference": self.reference},
        )


class ApplicationParty(OrganisationOwned):
    """An organisation that stands behind an application, in the order the parties chose; the lead is first."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            *tenant_rules(
                "applications_party",
                organisation="charter.Organisation",
                application="applications.Application",
            ),
            walls("applications_party", read=SEEN, write=either(MEMBER, PARTY, OFFICE), asked=True),
            models.UniqueConstraint(fields=["application", "organisation"], name="applications_party_once"),
            OpensTo(
                name="seen_behind_an_application",
                to="charter.Organisation",
                read=STANDS_BEHIND.format("charter_organisation.id"),
            ),
            OpensTo(
                name="seen_behind_an_application_training",
                to="training.Attendance",
                read=SHARES.format("training_attendance.organisation_id"),
            ),
            models.UniqueConstraint(fields=["application", "position"], name="applications_party_order"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.application_id}"


class PartyService(ProgrammeOwned):
    """A service that a party brings into an application."""

    party = models.ForeignKey(ApplicationParty, on_delete=models.CASCADE, related_name="party_services")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            *tenant_rules(
                "applications_partyservice",
                party="applications.ApplicationParty",
                service="charter.Service",
            ),
            walls(
                "applications_partyservice",
                read=either(STAFF, OF_PARTY),
                write=every(either("(SELECT app.my_organisations()) <> '{}'", STAFF), OF_PARTY),
            ),
            models.UniqueConstraint(fields=["party", "service"], name="applications_partyservice_once"),
            OpensTo(
                name="seen_in_an_application",
                to="charter.Service",
                read=IN_APPLICATION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} of {self.party_id}"


class ApplicationGrant(UserObjectPermissionBase):
    """What has been lent to a person on one application; the list is closed."""

    MAY_LEND = frozenset({"view_application", "score_application"})

    programme = models.ForeignKey("charter.Programme", on_delete=models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="grants_to_people")

    class Meta(UserObjectPermissionBase.Meta):
        constraints = [
            *tenant_rules("applications_applicationgrant", content_object="applications.Application"),
            walls(
                "applications_applicationgrant",
                read=either(mine("user_id"), STAFF),
                remove=STAFF,
                asked=True,
            ),
        ]


class Recusal(ProgrammeOwned):
    """A conflict, told down by the panel: hides an application from a person, but not from their own organisation."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_rules("applications_recusal", application="applications.Application"),
            walls("applications_recusal", read=either(mine("person_id"), STAFF), add=STAFF, change=STAFF, asked=True),
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(lifted_at__isnull=True),
                name="applications_recusal_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.application_id}"
