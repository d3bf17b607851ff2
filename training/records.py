"""Which sentences does the audit trail use for training?"""

from __future__ import annotations

from charter.kit import audit

audit.sentences(
    {
        "session:added": "{actor} added the training session {target}.",
        "attendance:marked": "{actor} marked that {who} attended {session}.",
    }
)
