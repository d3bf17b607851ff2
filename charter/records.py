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
        "person:left": "{actor} let {target} leave: {reason}",
        "person:sessions-ended": "All sessions of {target} were ended: {reason}",
        "person:suspended": "{actor} suspended the account of {target}: {reason}",
        "person:unsuspended": "{actor} opened the account of {target} again: {reason}",
        "person:preferences-changed": "{actor} changed how they read and what they are sent.",
        "person:data-downloaded": "{actor} downloaded everything that is kept about them.",
        "person:erased": "{actor} closed an account and took its name and address away.",
        "closure:asked": "{actor} asked to have their account closed.",
        "closure:taken-back": "{actor} keeps their account after all.",
        "closure:carried-out": "{actor} let somebody go who wants their account closed.",
        "access-needs:told": "{actor} said what they need to take part.",
        "access-needs:removed": "{actor} took away what they had said they need.",
        "access-needs:viewed": "{actor} read what {target} needs to take part.",
        "acting:allowed": "{actor} lets staff of {target} look at pages as somebody else.",
        "acting:forbidden": "{actor} no longer lets staff of {target} look at pages as somebody else.",
        "acting:began": "{actor} began to look at pages as {target}: {reason}",
        "acting:ended": "{actor} stopped looking at pages as {target}.",
        "background:refused": "What {actor} asked for was dropped, because they may no longer have it: {what}.",
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
