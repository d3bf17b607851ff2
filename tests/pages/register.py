"""Which pages are there, in which states, and who looks at them? The only list (ux.md 10.6).

A route that answers with a page has at least its typical state in :data:`PAGES`; a route that never does stands
in :data:`NO_PAGE` with the reason. ``test_register.py`` walks the URLconf and refuses whatever is in neither.
"""

from __future__ import annotations

from tests.pages.register_account import ACCOUNT
from tests.pages.register_charter import CHARTER
from tests.pages.register_journey import JOURNEY
from tests.pages.register_public import PUBLIC
from tests.pages.states import PageState

PAGES: tuple[PageState, ...] = (*PUBLIC, *ACCOUNT, *CHARTER, *JOURNEY)

POST_ONLY = "takes a POST and leads back to a page of this list"
BACK = "takes a POST; a GET leads back to its page"
FILE = "gives a file"
PROBE = "answers a machine in plain text or JSON"

NO_PAGE: dict[str, str] = {
    "home:healthz": PROBE,
    "home:readyz": PROBE,
    "account_stay": POST_ONLY,
    "account_end_session": POST_ONLY,
    "mfa_login_webauthn": "answers a script in JSON, and takes a POST that leads on",
    "desk:retry": POST_ONLY,
    "charter:revoke_invitation": POST_ONLY,
    "charter:resend_invitation": POST_ONLY,
    "charter:set_roles": POST_ONLY,
    "charter:remove_member": POST_ONLY,
    "charter:answer_request": POST_ONLY,
    "charter:change_service": POST_ONLY,
    "charter:invitation_for_staff": POST_ONLY,
    "charter:ask_for_new_invitation": POST_ONLY,
    "applications:revoke_partner": POST_ONLY,
    "charter:open_cohort": POST_ONLY,
    "charter:resend_staff_invitation": POST_ONLY,
    "charter:allow_acting": POST_ONLY,
    "charter:give_role": POST_ONLY,
    "charter:close_account": POST_ONLY,
    "charter:ask_to_close": POST_ONLY,
    "charter:keep_account": POST_ONLY,
    "charter:stop_acting": POST_ONLY,
    "applications:calendar": FILE,
    "applications:copy": FILE,
    "applications:values_poster": FILE,
    "applications:staff_copy": FILE,
    "charter:download_data": FILE,
    "charter:revoke_staff_invitation": POST_ONLY,
    "charter:end_staff_role": POST_ONLY,
    "charter:publish_framework": POST_ONLY,
    "applications:accept": POST_ONLY,
    "applications:give_section": POST_ONLY,
    "applications:restore_version": POST_ONLY,
    "applications:settle_comment": POST_ONLY,
    "applications:let_staff_in": POST_ONLY,
    "applications:share_self_review": POST_ONLY,
    "applications:plan_gaps": POST_ONLY,
    "applications:remove_evidence": POST_ONLY,
    "applications:copy_answer": POST_ONLY,
    "applications:remind_values": POST_ONLY,
    "applications:remind_declaration": POST_ONLY,
    "applications:upload_file": "takes a POST; answers a script in JSON",
    "assessment:assign": POST_ONLY,
    "assessment:confirm": POST_ONLY,
    "assessment:give_seat": POST_ONLY,
    "assessment:hand_back": POST_ONLY,
    "assessment:propose": POST_ONLY,
    "assessment:refuse": POST_ONLY,
    "assessment:reveal": POST_ONLY,
    "assessment:set_conflict": POST_ONLY,
    "assessment:start": POST_ONLY,
    "assessment:take_back": POST_ONLY,
    "applications:add_evidence": BACK,
    "applications:send": BACK,
    "training:mark_attendance": BACK,
    "applications:evidence_file": FILE,
    "applications:staff_file": FILE,
    "assessment:file": FILE,
    "awards:certificate": FILE,
    "awards:staff_certificate": FILE,
    "awards:cancel_release": POST_ONLY,
    "awards:drop_revocation": POST_ONLY,
}
