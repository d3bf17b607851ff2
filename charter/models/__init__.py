"""Which rows are the Charter itself? One module a noun."""

# People stand first: what keeps a state from changing wrongly asks Django for its user model.
from charter.models.people import Invitation, Membership, MembershipHistory, Person

# isort: split
from charter.models.acting import ActingAs
from charter.models.cohorts import Cohort
from charter.models.counters import Counter
from charter.models.frameworks import Framework, FrameworkKey, Level, Standard, Theme, Value
from charter.models.organisations import JoinRequest, Organisation, RegistrationDraft, RegistrationNote, Service
from charter.models.privacy import AccessNeeds, ClosureRequest
from charter.models.programmes import Programme

__all__ = [
    "AccessNeeds",
    "ActingAs",
    "ClosureRequest",
    "Cohort",
    "Counter",
    "Framework",
    "FrameworkKey",
    "Invitation",
    "JoinRequest",
    "Level",
    "Membership",
    "MembershipHistory",
    "Organisation",
    "Person",
    "Programme",
    "RegistrationDraft",
    "RegistrationNote",
    "Service",
    "Standard",
    "Theme",
    "Value",
]
