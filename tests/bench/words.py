"""How much do people write? About 230 words an answer and 40 a reason."""

from __future__ import annotations

SENTENCE = "We asked people with lived experience what helped them stay, and changed how we recruit because of it. "
ANSWER, REASON = SENTENCE * 12, SENTENCE * 2
