"""Which named choices does the Charter itself have?"""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a membership makes of a person, in an organisation or in a programme."""

    ORGANISATION_LEAD = "organisation_lead", "Applicant lead"
    CONTRIBUTOR = "contributor", "Contributor"
    SIGNATORY = "signatory", "Signatory"
    VIEWER = "viewer", "Viewer"
    ASSESSOR = "assessor", "Panel member"
    CHAIR = "chair", "Panel chair"
    OBSERVER = "observer", "Observer"
    OFFICER = "officer", "Programme officer"
    PROGRAMME_LEAD = "programme_lead", "Programme lead"
    COMMISSIONER = "commissioner", "Commissioner"


ORGANISATION_ROLES = frozenset({Role.ORGANISATION_LEAD, Role.CONTRIBUTOR, Role.SIGNATORY, Role.VIEWER})
PROGRAMME_ROLES = frozenset(Role) - ORGANISATION_ROLES
STAFF_ROLES = frozenset({Role.OFFICER, Role.PROGRAMME_LEAD})


class OrganisationState(models.TextChoices):
    """How an organisation's registration stands."""

    PENDING = "pending", "Waiting for approval"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"


class RegistrationNoteKind(models.TextChoices):
    """What was written about a registration: among staff, from staff to its leads, or back."""

    NOTE = "note", "Note among staff"
    QUESTION = "question", "Question from the programme team"
    ANSWER = "answer", "From the organisation"


class Mail(models.TextChoices):
    """Which letters somebody wants; necessary ones come always."""

    AT_ONCE = "at_once", "Everything, as it happens"
    NEEDS_ME = "needs_me", "Only what needs me"


class TextSize(models.TextChoices):
    """How large somebody reads."""

    STANDARD = "standard", "Standard"
    LARGE = "large", "Large"
    LARGEST = "largest", "Largest"


class OrganisationKind(models.TextChoices):
    """What sort of employer an organisation is."""

    MENTAL_HEALTH_TRUST = "mental_health_trust", "Mental health trust"
    COMMUNITY_TRUST = "community_trust", "Community trust"
    PRISON_HEALTHCARE = "prison_healthcare", "Prison healthcare company"
    COMMISSIONER = "commissioner", "Commissioner or lead provider collaborative"
    INTEGRATED_CARE_BOARD = "integrated_care_board", "Integrated care board"
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    SECURE_HOME = "secure_home", "Secure children’s home"
    CHARITY = "charity", "Charity"
    HOUSING = "housing", "Housing association"
    COMPANY = "company", "Company"
    OTHER = "other", "Another kind of employer"


class Region(models.TextChoices):
    """The regions the register can be filtered by."""

    EAST_OF_ENGLAND = "east_of_england", "East of England"
    EAST_MIDLANDS = "east_midlands", "East Midlands"
    LONDON = "london", "London"
    MIDLANDS = "midlands", "Midlands"
    NORTH_EAST = "north_east", "North East"
    NORTH_WEST = "north_west", "North West"
    SOUTH_EAST = "south_east", "South East"
    SOUTH_WEST = "south_west", "South West"
    WEST_MIDLANDS = "west_midlands", "West Midlands"
    YORKSHIRE = "yorkshire", "Yorkshire and the Humber"
    NATIONAL = "national", "England-wide"
