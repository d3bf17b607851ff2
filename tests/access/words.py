"""Which words fill an address so that it names something of one side and house, in one stage?"""

from __future__ import annotations

from typing import Any

from applications.models import Evidence
from awards.models import Award, Release, Revocation
from charter import selectors
from charter.models import Framework, Invitation, Membership
from training.models import Session

CODE_STAGE = "released"


def fill(route: Any, row: Any, side: Any, house: Any) -> dict[str, Any]:
    """The keyword arguments of the route's address."""
    stage = row.stage if row.stage in house.applications else "draft"
    application = house.applications[stage]
    standard = selectors.standards_of(side.cohort.framework)[0]
    values: dict[str, Any] = {
        "programme": side.programme.slug,
        "organisation": house.organisation.slug,
        "cohort": side.cohort.slug,
        "reference": application.reference,
        "standard": standard.code.lower(),
    }
    for word in route.words:
        if word not in values:
            values[word] = SPECIAL[word](side, house, application)
    return {word: values[word] for word in route.words}


def _evidence(side: Any, house: Any, application: Any) -> Any:
    return Evidence.objects.filter(uses__application=application).exclude(storage_name="").first().uuid


def _award(side: Any, house: Any, application: Any) -> str:
    return Award.objects.get(application=house.applications[CODE_STAGE]).code


SPECIAL = {
    "uuid": _evidence,
    "evidence": _evidence,
    "code": _award,
    "token": lambda side, house, application: "no-such-token",
    "uidb36": lambda side, house, application: "1",
    "key": lambda side, house, application: "none",
    "membership": lambda side, house, application: (
        Membership.objects.get(organisation=house.organisation, role="viewer").pk
    ),
    "invitation": lambda side, house, application: Invitation.objects.get(organisation=house.organisation).pk,
    "framework": lambda side, house, application: Framework.objects.get(programme=side.programme).version,
    "session": lambda side, house, application: Session.objects.filter(cohort=side.cohort).first().pk,
    "release": lambda side, house, application: Release.objects.filter(cohort=side.cohort).first().pk,
    "revocation": lambda side, house, application: (
        Revocation.objects.filter(organisation=house.organisation).first().pk
    ),
}
