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
        "service:added": "{actor} added the service {target}.",
        "membership:granted": "{actor} made {person} {role} of {where}.",
        "membership:ended": "{actor} ended the role {role} of {person} in {where}.",
        "invitation:sent": "{actor} invited {email} to be {role}.",
        "invitation:accepted": "{actor} accepted an invitation to be {role}.",
        "invitation:revoked": "{actor} took back the invitation of {email}.",
        "person:became": "{target} was signed in from the demonstration’s page.",
        "background:retried": "{actor} had something tried again in the background: {what}.",
        "person:signed-in": "{actor} signed in.",
        "person:sign-in-refused": "Somebody could not sign in as {target}: {reason}",
        "person:signed-out": "{actor} signed out.",
        "person:password-changed": "{actor} changed their password.",
        "person:address-changed": "{actor} changed their email address.",
        "person:shown": "{actor} showed again who they are.",
        "session:ended": "A session of {target} ended by itself: {reason}",
        "sessions:ended": "{actor} ended sessions of {target}: {reason}",
        "factor:added": "{actor} added {factor} to their account.",
        "factor:renamed": "{actor} gave {factor} its name.",
        "factor:removed": "{actor} removed {factor} from their account.",
        "factor:refused": "A second step for {target} was refused: {reason}",
        "access:refused": "{actor} was refused {path}: {reason}",
        "request:failed": "What {actor} asked for at {path} broke ({error}).",
    }
)
