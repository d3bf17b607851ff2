"""May this person see the pages that span the journey?"""

from __future__ import annotations

from charter.kit.access import Permission
from charter.permissions import role_may

VIEW_TODAY = Permission("desk.view_today", "See what needs staff today", role_may("desk.view_today"))
VIEW_BOARD = Permission("desk.view_board", "See the cohort board", role_may("desk.view_board"))
VIEW_STATUS = Permission("desk.view_status", "See how the installation is", role_may("desk.view_status"))
RETRY_BACKGROUND = Permission(
    "desk.retry_background", "Have background work tried again", role_may("desk.retry_background")
)
VIEW_AUDIT = Permission("desk.view_audit", "See who did what, and when", role_may("desk.view_audit"))
VIEW_ORGANISATIONS = Permission(
    "desk.view_organisations", "See the record of every organisation", role_may("desk.view_organisations")
)
VIEW_REPORTS = Permission("desk.view_reports", "See numbers for the whole programme", role_may("desk.view_reports"))
EXPLAIN_ACCESS = Permission(
    "desk.explain_access", "Ask why somebody can see something", role_may("desk.explain_access")
)
