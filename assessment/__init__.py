"""Panel, conflicts, scores, moderation, decision."""
