"""Who are the people, where do they belong, and who has been invited?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from charter.enums import ORGANISATION_ROLES, Mail, Role, TextSize
from charter.kit import history
from charter.kit.models import RandomUUID
from charter.kit.tenancy import ProgrammeOwned, tenant_rules
from charter.kit.walls import MEMBER, OWN_PROGRAMME, STAFF, either, mine, walls
from charter.querysets import MembershipQuerySet

SYSTEM_EMAIL = "charter@system.invalid"


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an address is kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A new person; without a password they sign in by a code sent to their address."""
        person = self.model(email=email.strip().lower(), **fields)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        """Find a person by address, whatever its case."""
        return self.get(email=(email or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. People are global; what they may do comes from memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    uuid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    # How the person likes to read and to be written to; theirs alone to change.
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.AT_ONCE, db_default=Mail.AT_ONCE)
    text_size = models.CharField(
        max_length=10, choices=TextSize.choices, default=TextSize.STANDARD, db_default=TextSize.STANDARD
    )
    reduced_motion = models.BooleanField(default=False, db_default=False)
    pronouns = models.CharField(max_length=40, blank=True, db_default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        ordering = ["name", "email"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="charter_person_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Membership(ProgrammeOwned):
    """A person's role in an organisation, or in the programme itself, from a day until its end."""

    organisation = models.ForeignKey(
        "charter.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_rules("charter_membership", organisation="charter.Organisation"),
            walls(
                "charter_membership",
                read=either(mine("person_id"), MEMBER, STAFF),
                add=either(MEMBER, STAFF),
                change=either(mine("person_id"), MEMBER, STAFF),
                read_wall=either(OWN_PROGRAMME, mine("person_id")),
                asked=True,
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation", "person", "role"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="charter_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, role__in=sorted(ORGANISATION_ROLES))
                | (Q(organisation__isnull=True) & ~Q(role__in=sorted(ORGANISATION_ROLES))),
                name="charter_membership_role_fits",
            ),
        ]
        indexes = [models.Index(fields=["person", "programme"], name="charter_membership_person")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


MembershipHistory = history.of(Membership, read=either(mine("person_id"), MEMBER, STAFF))


class Invitation(ProgrammeOwned):
    """A single-use invitation to take a role, bound to an address; only the token's digest is kept."""

    organisation = models.ForeignKey(
        "charter.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    # One invitation may offer an organisation's person several roles; ``role`` is the first of them.
    more_roles = models.JSONField(default=list, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The newer invitation to the same address that ended this one.
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *tenant_rules("charter_invitation", organisation="charter.Organisation", successor="charter.Invitation"),
            walls(
                "charter_invitation",
                read=either(MEMBER, STAFF),
                add=either(MEMBER, STAFF),
                change=either(MEMBER, STAFF),
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="charter_invitation_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(revoked_at__isnull=False),
                name="charter_invitation_succeeded_is_over",
            ),
            models.CheckConstraint(
                condition=Q(more_roles=[])
                | (
                    Q(more_roles__contained_by=sorted(ORGANISATION_ROLES))
                    & Q(organisation__isnull=False, role__in=sorted(ORGANISATION_ROLES))
                ),
                name="charter_invitation_more_roles_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.roles_words}"

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role it offers, the first one first."""
        return (Role(self.role), *(Role(role) for role in self.more_roles))

    @property
    def roles_words(self) -> str:
        """The roles as words: ``Applicant lead, Signatory``."""
        return ", ".join(str(role.label) for role in self.roles)
