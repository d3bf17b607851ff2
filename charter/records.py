"""Which sentences does the audit trail use for the Charter's own events?"""

from __future__ import annotations

from charter.kit import audit

audit.sentences(
    {
        "programme:created": "{actor} created the programme {target}.",
        "framework:loaded": "{actor} loaded {target}.",
        "framework:published": "{actor} published {target}.",
        "cohort:created": "{actor} set up the cohort {target}.",
        "cohort:opened": "{actor} opened the cohort {target}.",
        "organisation:registered": "{actor} registered {target}.",
        "organisation:made": "{actor} registered {target} for its people.",
        "organisation:approved": "{actor} approved {target}.",
        "organisation:declined": "{actor} declined {target}: {reason}",
        "organisation:questioned": "{actor} asked {target} about its registration.",
        "organisation:replied": "{actor} wrote to the programme team about {target}.",
        "organisation:noted": "{actor} wrote a note about {target}.",
        "organisation:changed": "{actor} changed what is known of {target}: {what}.",
        "service:added": "{actor} added the service {target}.",
        "service:renamed": "{actor} renamed the service {old} to {target}.",
        "service:ended": "{actor} ended the service {target}.",
        "service:resumed": "{actor} let the service {target} take part again.",
        "joining:asked": "{actor} asked to join {where}.",
        "joining:accepted": "{actor} let {person} join {where}.",
        "joining:declined": "{actor} did not let {person} join {where}.",
        "lead:handed-over": "{actor} handed the lead of {target} over to {person}.",
        "person:named": "{target} gave their name.",
        "membership:granted": "{actor} made {person} {role} of {where}.",
        "membership:ended": "{actor} ended the role {role} of {person} in {where}.",
        "invitation:sent": "{actor} invited {email} to be {role}.",
        "invitation:accepted": "{actor} accepted an invitation to be {role}.",
        "invitation:replaced": "{actor} sent the invitation of {email} again.",
        "invitation:wanted": "Somebody asked for a new invitation of {email}.",
        "invitation:revoked": "{actor} took back the invitation of {email}.",
        "person:became": "{target} was signed in from the demonstration’s page.",
        "background:retried": "{actor} had something tried again in the background: {what}.",
        "person:signed-in": "{actor} signed in.",
        "person:sign-in-refused": "Somebody could not sign in as {target}: {reason}",
        "person:signed-out": "{actor} signed out.",
        "person:password-changed": "{actor} changed their password.",
        "access:refused": "{actor} was refused {path}: {reason}",
        "request:failed": "What {actor} asked for at {path} broke ({error}).",
    }
)
