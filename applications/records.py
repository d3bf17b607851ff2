"""Which sentences does the audit trail use for the applicant's side?"""

from __future__ import annotations

from charter.kit import audit

audit.sentences(
    {
        "application:interest-expressed": "{actor} expressed interest in {cohort} as {target}.",
        "application:selected": "{actor} selected {target}.",
        "application:waitlisted": "{actor} put {target} on the waiting list.",
        "application:declined": "{actor} declined {target}: {reason}",
        "application:partner-invited": "{actor} invited {who} to join {target}.",
        "application:partner-uninvited": "{actor} took back the invitation of {who} to {target}.",
        "application:party-added": "{actor} added {who} to {target}.",
        "application:sent": "{actor} sent {target}. Receipt {receipt}.",
        "application:accepted": "{actor} accepted {target}.",
        "application:assessing-started": "{actor} gave {target} to the panel.",
        "application:moderating-started": "The scores of {target} were revealed by {actor}.",
        "application:proposed": "{actor} proposed a level for {target}.",
        "application:proposal-refused": "{actor} sent the proposed level of {target} back.",
        "application:decided": "{actor} confirmed the level of {target}.",
        "application:released": "The result of {target} was released by {actor}.",
        "application:withdrawal-asked": "{actor} asked for {who} that {target} be withdrawn.",
        "application:withdrawn": "{actor} withdrew {target}.",
        "application:lapsed": "{target} lapsed.",
        "application:recused": "{actor} recorded a conflict of {person} with {target}.",
        "application:recusal-lifted": "{actor} lifted the conflict of {person} with {target}.",
        "application:outcome-recorded": "The level held through {target} was recorded.",
        "pledge:signed": "{actor} signed the values for {who}.",
        "pledge:asked-again": "{who} was asked to sign the values again, because {person} no longer signs for it.",
        "self-review:saved": "{actor} worked on the self-review of {application}.",
        "self-review:shared": "{actor} shared the self-review of {application} with the programme team.",
        "self-review:kept-private": "{actor} stopped sharing the self-review of {application}.",
        "self-review:viewed": "{actor} read the shared self-review of {target}.",
        "plan:step-added": "{actor} added a step to the improvement plan of {who}.",
        "plan:step-changed": "{actor} changed a step in the improvement plan of {who}.",
        "plan:step-done": "{actor} marked a step as done in the improvement plan of {who}.",
        "plan:step-reopened": "{actor} opened a step again in the improvement plan of {who}.",
        "plan:step-removed": "{actor} took a step out of the improvement plan of {who}.",
        "plan:owner-left": "A step in the improvement plan of {who} has no owner, because {person} has left.",
        "declaration:signed": "{actor} signed the declaration of {who} for {application}.",
        "answer:saved": "{actor} wrote the answer to {standard} in {application}.",
        "section:given": "{actor} gave {standard} in {application} to {who}.",
        "section:freed": "{standard} in {application} is no longer {before}’s to write.",
        "section:completed": "{actor} marked {standard} in {application} as completed.",
        "section:reopened": "{actor} opened {standard} in {application} again.",
        "evidence:added": "{actor} added evidence to {standard} in {application}.",
        "evidence:removed": "{actor} removed evidence from {standard} in {application}.",
        "evidence:opened": "{actor} opened evidence of {application}.",
        "application:viewed": "{actor} looked at {target}.",
        "answer:viewed": "{actor} read the answer to {standard} of {target}.",
    }
)
