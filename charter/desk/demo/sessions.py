"""Which training sessions does each cohort have, and where are they held?"""

from __future__ import annotations

SESSIONS_FOR_APPLICANTS: tuple[str, ...] = (
    "Welcome and the six values",
    "What the panel looks for: evidence that speaks",
    "Fair-chance recruitment and disclosure (HR)",
    "Vetting and DBS: what really stops people",
    "Trauma-informed supervision",
    "Stigma, language and unconscious bias",
    "Pathways from peer worker to leader",
    "Writing your 5,000 words: clinic",
    "Telling stories safely: consent and anonymity",
)
SESSIONS_FOR_PANELS: tuple[str, ...] = (
    "Assessor training: scoring fairly",
    "Assessor refresher: calibration with two sample answers",
    "Looking after yourself while assessing",
    "Chairing a kind, robust panel",
)
SESSION_FOR_HOLDERS = "Community of good practice: site swap"
PLACES: tuple[str, ...] = (
    "Online; the link comes by e-mail",
    "Online, in the evening",
    "The Old Library, Holmbridge; step-free, travel paid",
)
