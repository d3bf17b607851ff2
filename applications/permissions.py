"""May this person read, write, sign, send, answer or accept an application?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from applications.enums import WRITABLE, ScanState, State
from charter import standing
from charter.kit import scanning
from charter.kit.access import YES, Permission, Verdict, rule
from charter.permissions import is_approved, role_may


def party_ids(noun: Any) -> Iterable[int]:
    """Ids of the organisations that stand behind an application; reads ``parties``, so load them with it."""
    return [party.organisation_id for party in noun.parties.all()]


def _of_any_party(name: str, label: str) -> Permission:
    """A permission that a role in any of the application's parties can bring."""
    return Permission(name, label, role_may(name, organisations=party_ids))


@rule("This application is not being written now, so it can no longer be changed.")
def is_writable(person: Any, application: Any) -> bool:
    """Whether the application is still with its parties."""
    return application.state in WRITABLE


@rule("Only an application that has been sent can be accepted.")
def is_sent(person: Any, application: Any) -> bool:
    """Whether the application waits for staff."""
    return application.state == State.SENT


@rule("Only a withdrawn application can be brought back.")
def is_withdrawn(person: Any, application: Any) -> bool:
    """Whether the application was withdrawn."""
    return application.state == State.WITHDRAWN


@rule("You belong to an organisation of this application, so another person of the team does this.")
def is_of_no_party(person: Any, noun: Any) -> bool:
    """Whether none of the person's organisations stands behind the application; a whole programme has no parties."""
    if not hasattr(noun, "parties"):
        return True
    return not set(standing.of(person).organisation_ids(noun.programme_id)).intersection(party_ids(noun))


@rule("The people of this application have not invited staff into their comments.")
def invites_staff(person: Any, application: Any) -> bool:
    """Whether the application's people let staff read their comments and answer."""
    return application.staff_in_comments


def may_download(person: Any, evidence: Any) -> Verdict:
    """Whether the file's bytes may go to ``person`` now, who may open evidence: what the scanner said decides.

    Nobody gets an infected file. Who brought it may have back what waits or could not be checked. Without a scanner
    a file that was never scanned may be opened, and says so.
    """
    state = evidence.scan_state
    if state == ScanState.INFECTED:
        return Verdict(False, f"{evidence.title} contained a virus, so we deleted it.")
    if state == ScanState.CLEAN or evidence.added_by_id == person.pk:
        return YES
    if state == ScanState.NOT_SCANNED and not scanning.is_configured():
        return YES
    if state == ScanState.PENDING:
        return Verdict(False, f"{evidence.title} is being checked for viruses. Try again in a minute or two.")
    return Verdict(False, f"{evidence.title} could not be checked for viruses yet. We go on trying. Try again later.")


VIEW_APPLICATION = _of_any_party("applications.view_application", "See an application")
OPEN_EVIDENCE = _of_any_party("applications.open_evidence", "Open files of an application")
# Whether writing is open is judged by the action, so that its refusal comes back on the page with the words kept.
WRITE_ANSWER = _of_any_party("applications.write_answer", "Write answers")
# The same for a file, which may still be on its way when the application is sent.
UPLOAD_EVIDENCE = _of_any_party("applications.upload_evidence", "Upload files of an application")
ADD_EVIDENCE = Permission(
    "applications.add_evidence",
    "Add and remove evidence",
    role_may("applications.add_evidence", organisations=party_ids) & is_writable,
)
SHARE_OUT = Permission(
    "applications.share_out",
    "Share the standards of an application out to the people who write",
    role_may("applications.share_out", organisations=party_ids) & is_writable,
)
# Whether the self-review is still open is judged by the action, for the same reason.
REVIEW_SELF = _of_any_party("applications.review_self", "Say in a self-review where an organisation stands")
SHARE_SELF_REVIEW = Permission(
    "applications.share_self_review",
    "Share a self-review with the programme team, or stop sharing it",
    role_may("applications.share_self_review", organisations=party_ids),
    own_hand=True,
)
CHANGE_PLAN = Permission(
    "applications.change_plan", "Change an organisation’s improvement plan", role_may("applications.change_plan")
)
VIEW_SHARED_SELF_REVIEW = Permission(
    "applications.view_shared_self_review",
    "Read a self-review that is shared with the programme team",
    role_may("applications.view_shared_self_review"),
)
SIGN_PLEDGE = Permission(
    "applications.sign_pledge",
    "Sign the values for an organisation",
    role_may("applications.sign_pledge") & is_approved,
    own_hand=True,
)
REMIND_SIGNATORY = Permission(
    "applications.remind_signatory",
    "Remind an organisation’s signatories of a signature",
    role_may("applications.remind_signatory") & is_approved,
    own_hand=True,
)
SIGN_DECLARATION = Permission(
    "applications.sign_declaration",
    "Sign the declaration for an organisation",
    role_may("applications.sign_declaration", organisations=party_ids) & is_writable,
    own_hand=True,
)
EXPRESS_INTEREST = Permission(
    "applications.express_interest",
    "Express interest in a cohort",
    role_may("applications.express_interest") & is_approved,
)
# A second press of the same button must find its receipt, so the state is judged by the action, not here.
SEND_APPLICATION = Permission(
    "applications.send_application", "Send an application", role_may("applications.send_application"), own_hand=True
)
WITHDRAW_APPLICATION = Permission(
    "applications.withdraw_application",
    "Withdraw an application",
    role_may("applications.withdraw_application", organisations=party_ids),
    own_hand=True,
)
ASK_EXTENSION = Permission(
    "applications.ask_extension",
    "Ask for more time",
    role_may("applications.ask_extension", organisations=party_ids),
    own_hand=True,
)
INVITE_PARTNER = Permission(
    "applications.invite_partner",
    "Invite a partner organisation to an application",
    role_may("applications.invite_partner"),
)
ANSWER_INTEREST = Permission(
    "applications.answer_interest",
    "Answer expressions of interest and add partner organisations",
    role_may("applications.answer_interest") & is_of_no_party,
    own_hand=True,
)
ACCEPT_APPLICATION = Permission(
    "applications.accept_application",
    "Accept a complete application",
    role_may("applications.accept_application") & is_of_no_party & is_sent,
    own_hand=True,
)
RETURN_APPLICATION = Permission(
    "applications.return_application",
    "Return an application for more on named standards",
    role_may("applications.return_application") & is_of_no_party & is_sent,
    own_hand=True,
)
# The request may have been answered by somebody else meanwhile, so its state is judged by the action.
ANSWER_EXTENSION = Permission(
    "applications.answer_extension",
    "Grant or decline more time",
    role_may("applications.answer_extension") & is_of_no_party,
    own_hand=True,
)
RESTORE_APPLICATION = Permission(
    "applications.restore_application",
    "Bring a withdrawn application back",
    role_may("applications.restore_application") & is_of_no_party & is_withdrawn,
    own_hand=True,
)
# Comments are the team's own talk: everybody but those who only read along writes them, and the lead lets staff in.
WRITE_COMMENT = _of_any_party("applications.write_comment", "Write and settle comments")
LET_STAFF_IN = _of_any_party("applications.let_staff_into_comments", "Invite staff into the comments")
JOIN_COMMENTS = Permission(
    "applications.join_comments",
    "Read and answer the comments of an application that invites staff",
    role_may("applications.join_comments") & invites_staff,
)
ATTACH_EVIDENCE = Permission(
    "applications.attach_evidence",
    "Attach late evidence to an application that was sent",
    role_may("applications.attach_evidence") & is_of_no_party,
    own_hand=True,
)
