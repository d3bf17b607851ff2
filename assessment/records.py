"""Which sentences does the audit trail use for the panel's events? None of them tells a score or a reason."""

from __future__ import annotations

from charter.kit import audit

audit.sentences(
    {
        "seat:ended": "{actor} ended the seat of {person} on the panel of {cohort}.",
        "seat:given": "{actor} gave {person} a seat on the panel of {cohort} as {kind}.",
        "seat:changed": "{actor} changed the seat of {person} on the panel of {cohort}.",
        "assignment:made": "{actor} assigned {reference} to {person}.",
        "conflict:answered": "{actor} answered the question about connections for {reference}.",
        "conflict:set": "{actor} recorded that {person} has a connection to {reference}.",
        "review:opened": "{actor} opened {reference} for scoring.",
        "review:locked": "{actor} finished the scores for {reference}.",
        "review:handed-back": "{actor} handed back {reference}.",
        "review:voided": "{actor} set aside a review of {reference}.",
        "score:saved": "{actor} worked on the score of standard {standard} of {reference}.",
        "moderation:revealed": "{actor} revealed the scores of {reference} to the panel.",
        "standard:agreed": "{actor} recorded the agreed score of standard {standard} of {reference}.",
        "decision:proposed": "{actor} proposed a level for {reference}.",
        "decision:confirmed": "{actor} confirmed the level of {reference}.",
        "decision:refused": "{actor} sent the proposed level of {reference} back to moderation.",
    }
)
