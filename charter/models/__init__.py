"""Which rows are the Charter itself? One module a noun."""

from charter.models.acting import ActingAs
from charter.models.cohorts import Cohort
from charter.models.counters import Counter
from charter.models.frameworks import Framework, FrameworkKey, Level, Standard, Theme, Value
from charter.models.organisations import Organisation, Service
from charter.models.people import Invitation, Membership, MembershipHistory, Person
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
    "Level",
    "Membership",
    "MembershipHistory",
    "Organisation",
    "Person",
    "Programme",
    "Service",
    "Standard",
    "Theme",
    "Value",
]
