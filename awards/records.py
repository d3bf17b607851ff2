"""Which sentences does the audit trail use for awards, certificates, releases and revocations?"""

from __future__ import annotations

from charter.kit import audit

audit.sentences(
    {
        "award:made": "The award {target} was made for {application}, to wait for its release.",
        "award:released": "{actor} released the award {target}.",
        "award:expired": "The award {target} expired.",
        "award:superseded": "The award {target} was replaced by {replaced_by}.",
        "award:suspended": "{actor} suspended the award {target}.",
        "award:reinstated": "{actor} reinstated the award {target}.",
        "award:revoked": "{actor} revoked the award {target}: {reason}",
        "certificate:made": "The certificate of {target} was made.",
        "certificate:discarded": "The certificate of {target}, never issued, was discarded with its release.",
        "release:planned": "{actor} planned the release of {cohort} for {at}.",
        "release:approved": "{actor} approved the release of {cohort}: {results} results.",
        "release:cancelled": "{actor} cancelled the release of {cohort}.",
        "release:carried-out": "The results of {cohort} were released: {results} results, {awards} awards.",
        "revocation:proposed": "{actor} proposed to revoke {target}: {reason}",
        "revocation:approved": "{actor} approved the revocation of {target}.",
        "revocation:dropped": "{actor} took back the proposal to revoke {target}.",
    }
)
