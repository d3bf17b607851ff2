"""May this person mark attendance?"""

from __future__ import annotations

from charter.kit.access import Permission
from charter.permissions import role_may

MARK_ATTENDANCE = Permission(
    "training.mark_attendance",
    "Add training sessions and mark who attended",
    role_may("training.mark_attendance"),
)
