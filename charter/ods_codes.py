"""Does an ODS code have the form of one, and does that form fit the kind of organisation?

The Organisation Data Service gives codes of a few forms; which organisation holds one cannot be asked from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from charter.enums import OrganisationKind

# The forms, narrowest first: what each is given to.
_FORMS: tuple[tuple[str, str], ...] = (
    (r"R[0-9A-Z]{2}", "an NHS trust"),
    (r"T[0-9A-Z]{2}", "an NHS trust"),
    (r"Q[0-9A-Z]{2}", "an integrated care board"),
    (r"[0-9]{3}", "a local authority"),
    (r"(N|8)[0-9A-Z]{2}[0-9A-Z]{0,2}", "an independent provider"),
    (r"[RT][0-9A-Z]{2}[0-9A-Z]{2}", "a site of an NHS trust"),
    (r"[A-Z][0-9]{5}", "a general practice"),
    (r"[A-Z][0-9][A-Z][0-9][A-Z]", "an organisation registered since 2020"),
)
_EXPECTED: dict[str, frozenset[str]] = {
    OrganisationKind.MENTAL_HEALTH_TRUST: frozenset({"an NHS trust"}),
    OrganisationKind.COMMUNITY_TRUST: frozenset({"an NHS trust"}),
    OrganisationKind.INTEGRATED_CARE_BOARD: frozenset({"an integrated care board"}),
    OrganisationKind.LOCAL_AUTHORITY: frozenset({"a local authority"}),
}


@dataclass(frozen=True)
class Finding:
    """What the form of a code tells: a sentence, and whether somebody should look twice."""

    sentence: str
    look_twice: bool


def given_to(code: str) -> str:
    """Whom codes of this form are given to, ``an NHS trust``; empty when no form fits."""
    return next((words for form, words in _FORMS if re.fullmatch(form, code.strip().upper())), "")


def check(code: str, kind: str) -> Finding:
    """What an officer should know about the code of an organisation of this kind."""
    wanted = _EXPECTED.get(kind, frozenset())
    if not code:
        who = f" Codes are given to {' or '.join(sorted(wanted))}." if wanted else ""
        return Finding(f"No code was given.{who}", bool(wanted))
    holder = given_to(code)
    if not holder:
        return Finding(f"{code} has none of the usual forms of an ODS code.", True)
    if wanted and holder not in wanted and holder != "an organisation registered since 2020":
        return Finding(f"{code} has the form of a code for {holder}, which does not fit this kind.", True)
    return Finding(f"{code} has the form of a code for {holder}.", False)
