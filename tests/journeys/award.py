"""How do results become visible at one instant, and how does an award end?"""

from __future__ import annotations

from datetime import datetime

from tests.journeys.company import on_the_clock
from tests.journeys.people import Somebody
from tests.journeys.programme import COHORT

UNKNOWN = "We have no certificate with that code"


def plans_the_release(officer: Somebody, *, seconds: float) -> datetime:
    """A few seconds ahead; gives the instant."""
    officer.follow("Releases")
    officer.follow("Plan the release")
    at = on_the_clock(seconds=seconds).replace(microsecond=0)
    officer.fill("Day", at.strftime("%Y-%m-%d"))
    officer.fill("Time", at.strftime("%H:%M:%S"))
    officer.press("Plan this release")
    officer.sees("Another person approves it.")
    return at


def approves_the_release(lead: Somebody) -> None:
    lead.follow("Releases")
    lead.follow("Look at the release")
    lead.press("Approve this release")
    lead.sees("The release is approved.")


def finds_nothing(visitor: Somebody, code: str) -> None:
    """The code of an award under embargo is a code that does not exist."""
    assert visitor.open(f"/verify/{code}/") == 404
    visitor.reads(UNKNOWN)
    assert visitor.open("/lec/awards/") == 200
    visitor.never_sees(code)


def waits_for_the_certificate(visitor: Somebody, code: str) -> None:
    """Looks again every three seconds: whoever checks more often is asked to wait a minute."""
    visitor.site.wait_until(
        lambda: visitor.open(f"/verify/{code}/") == 200, f"the certificate {code} is there", seconds=90, every=3
    )


def types_the_code(visitor: Somebody, code: str) -> None:
    """As somebody does who has paper in their hand."""
    visitor.open("/verify/")
    visitor.fill("Code of the certificate", code.lower().replace("-", " "))
    visitor.press("Check")


def proposes_revocation(officer: Somebody, code: str, reason: str) -> None:
    officer.follow("Releases")
    officer.sees(COHORT)
    officer.unfold("See 1 award")
    officer.follow(code)
    officer.follow("Propose to revoke it")
    officer.fill("Reason", reason)
    officer.press("Propose the revocation")
    officer.sees("Nothing changes until another person approves it.")


def approves_revocation(lead: Somebody, code: str) -> None:
    lead.follow("Today", exact=True)
    lead.follow("1 revocation to approve")
    lead.follow(f"Look at the proposal to revoke {code}")
    lead.press("Revoke this award")
    lead.sees(f"The award {code} is revoked.")
