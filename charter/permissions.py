"""May this person? The rules every app builds on, and the Charter's own permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from charter import standing
from charter.enums import PROGRAMME_ROLES, STAFF_ROLES, OrganisationState, Role
from charter.kit.access import YES, Permission, Rule, Verdict, rule
from charter.roles import ROLES, roles_with

OrganisationIds = Callable[[Any], Iterable[int]]


def _own_organisation(noun: Any) -> Iterable[int]:
    """The organisation a noun belongs to: itself, or the one it points to."""
    if noun._meta.label == "charter.Organisation":
        return (noun.pk,)
    organisation_id = getattr(noun, "organisation_id", None)
    return () if organisation_id is None else (organisation_id,)


def roles_on(person: Any, noun: Any, organisations: OrganisationIds = _own_organisation) -> frozenset[str]:
    """The roles a person holds on a noun: in its programme, and in the organisations it belongs to."""
    worn = standing.of(person)
    programme_id = noun.pk if noun._meta.label == "charter.Programme" else noun.programme_id
    held = worn.in_programme(programme_id)
    for organisation_id in organisations(noun):
        held |= worn.in_organisation(organisation_id)
    return held


def role_may(permission: str, organisations: OrganisationIds = _own_organisation) -> Rule:
    """One of the person's roles on the noun brings ``permission`` (the table in ``charter.roles``)."""

    def judge(person: Any, noun: Any) -> Verdict:
        held = roles_on(person, noun, organisations)
        if any(permission in ROLES[Role(role)].permissions for role in held):
            return YES
        names = [str(role.label).lower() for role in roles_with(permission)]
        return Verdict(False, f"Only {_article(names)} can do this.")

    return Rule(judge, frozenset(roles_with(permission)))


def _article(names: list[str]) -> str:
    """``a signatory``, ``an applicant lead or a contributor``; nobody's when the list is empty."""
    told = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names]
    return " or ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "nobody"


@rule("Your organisation waits for the programme team’s approval. We write to its leads when it has come.")
def is_approved(person: Any, organisation: Any) -> bool:
    """Whether the organisation may take part: ask for a place, sign, send."""
    return organisation.state == OrganisationState.APPROVED


def _permission(name: str, label: str) -> Permission:
    """A permission that is a matter of role alone."""
    return Permission(name, label, role_may(name))


VIEW_ORGANISATION = _permission("charter.view_organisation", "See an organisation’s dashboard")
CHANGE_ORGANISATION = _permission("charter.change_organisation", "Change an organisation’s details and services")
APPROVE_ORGANISATIONS = _permission(
    "charter.approve_organisations", "Approve and decline organisations, and register one for its people"
)
HAND_OVER_LEAD = _permission(
    "charter.hand_over_lead", "Hand over the lead of an organisation that cannot do it itself"
)
INVITE_TO_ORGANISATION = _permission("charter.invite_to_organisation", "Invite people to an organisation")
VIEW_STAFF_PAGES = _permission("charter.view_staff_pages", "See cohorts, frameworks and people of a programme")
INVITE_TO_PROGRAMME = _permission("charter.invite_to_programme", "Invite people to a programme role")
INVITE_STAFF = _permission("charter.invite_staff", "Make somebody an officer or a programme lead, and end it")
CHANGE_COHORTS = _permission("charter.change_cohorts", "Set up and open cohorts")
CHANGE_FRAMEWORKS = _permission("charter.change_frameworks", "Load and publish frameworks")

LET_GO = _permission("charter.let_go", "Let somebody leave: end every role they hold in the programme at once")
ACT_AS = _permission("charter.act_as", "Look at the programme’s pages as somebody else, changing nothing")
ALLOW_ACTING = _permission("charter.allow_acting", "Say whether staff may look at pages as somebody else")
CLOSE_ACCOUNTS = _permission("charter.close_accounts", "Close the account of somebody who asked for it")
VIEW_ACCESS_NEEDS = _permission(
    "charter.view_access_needs", "Read what people need to take part, to arrange panels and training"
)


def roles_to_give(person: Any, programme: Any) -> tuple[Role, ...]:
    """The programme roles ``person`` may give and end: an officer's all but staff's own, a lead's all.

    Two people confirm decisions, so an officer must not be able to make a lead of a second address.
    """
    if not INVITE_TO_PROGRAMME.check(person, programme):
        return ()
    staff_too = INVITE_STAFF.check(person, programme)
    return tuple(role for role in Role if role in PROGRAMME_ROLES and (staff_too or role not in STAFF_ROLES))
