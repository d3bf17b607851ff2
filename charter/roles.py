"""What may each role do? One declared table; the "who may do what" page and every rule read it."""

from __future__ import annotations

from dataclasses import dataclass

from charter.enums import Role


@dataclass(frozen=True)
class RoleSpec:
    """A role: the sentence that explains it, and the permissions it brings."""

    sentence: str
    permissions: frozenset[str]


_READ_ALONG = frozenset(
    {
        "charter.view_organisation",
        "applications.view_application",
        "applications.open_evidence",
        "awards.view_awards",
    }
)
_WRITE = frozenset(
    {
        "applications.write_answer",
        "applications.add_evidence",
        "applications.upload_evidence",
        "applications.write_comment",
        "applications.review_self",
        "applications.change_plan",
    }
)
_SCORE = frozenset(
    {"assessment.view_my_reviews", "assessment.answer_conflict", "assessment.view_review", "assessment.score"}
)
_OFFICE = frozenset(
    {
        "desk.view_today",
        "desk.view_board",
        "desk.view_status",
        "desk.retry_background",
        "desk.view_audit",
        "charter.view_staff_pages",
        "charter.invite_to_programme",
        "charter.approve_organisations",
        "charter.hand_over_lead",
        "desk.view_organisations",
        "charter.let_go",
        "charter.act_as",
        "charter.view_access_needs",
        "desk.explain_access",
        "training.mark_attendance",
        "applications.answer_interest",
        "applications.view_application",
        "applications.open_evidence",
        "applications.accept_application",
        "applications.view_shared_self_review",
        "applications.return_application",
        "applications.answer_extension",
        "applications.restore_application",
        "applications.join_comments",
        "applications.attach_evidence",
        "assessment.set_up_panel",
        "assessment.view_decision",
        "awards.view_awards",
        "awards.plan_release",
        "awards.propose_revocation",
    }
)

ROLES: dict[str, RoleSpec] = {
    Role.ORGANISATION_LEAD: RoleSpec(
        "Leads the organisation’s part in the Charter: people, services, applications and sending.",
        _READ_ALONG
        | _WRITE
        | {
            "charter.change_organisation",
            "charter.invite_to_organisation",
            "applications.express_interest",
            "applications.invite_partner",
            "applications.let_staff_into_comments",
            "applications.send_application",
            "applications.withdraw_application",
            "applications.share_self_review",
            "applications.share_out",
            "applications.remind_signatory",
            "applications.ask_extension",
        },
    ),
    Role.CONTRIBUTOR: RoleSpec("Writes the parts of an application given to them.", _READ_ALONG | _WRITE),
    Role.SIGNATORY: RoleSpec(
        "Signs the values and the declaration for the organisation.",
        _READ_ALONG | {"applications.sign_pledge", "applications.sign_declaration", "applications.write_comment"},
    ),
    Role.VIEWER: RoleSpec("Reads along.", _READ_ALONG),
    Role.ASSESSOR: RoleSpec("Reads what has been lent to them and scores it fairly.", _SCORE),
    Role.CHAIR: RoleSpec(
        "Runs the panel’s moderation and proposes levels.",
        _SCORE
        | {
            "assessment.view_moderations",
            "assessment.reveal",
            "assessment.moderate",
            "assessment.propose_level",
        },
    ),
    Role.OBSERVER: RoleSpec("Learns how the panel works; has no vote.", frozenset({"assessment.view_moderations"})),
    Role.OFFICER: RoleSpec("Tracks cohorts, supports organisations and sends what must be sent.", _OFFICE),
    Role.PROGRAMME_LEAD: RoleSpec(
        "Defines cohorts, confirms decisions and issues certificates.",
        _OFFICE
        | {
            "charter.change_cohorts",
            "charter.change_frameworks",
            "charter.invite_staff",
            "charter.allow_acting",
            "charter.close_accounts",
            "assessment.confirm_level",
            "awards.approve_release",
            "awards.approve_revocation",
        },
    ),
    Role.COMMISSIONER: RoleSpec(
        "Sees numbers for the whole programme, never evidence.", frozenset({"desk.view_reports"})
    ),
}


def roles_with(permission: str) -> tuple[Role, ...]:
    """The roles that bring ``permission``, in the order of the enumeration."""
    return tuple(role for role in Role if permission in ROLES[role].permissions)
