"""How does a site's database come to N applications? Runs in the site's own Django; its last line is JSON."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

from django.db import connections, transaction

from applications.models import Application
from awards.models import Award
from charter.models import Person
from tests import sessions
from tests.bench import units
from tests.bench.factories import copy

PRODUCT_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"
KEPT = "unit.pickle"


def _kept() -> Path:
    return Path(os.environ["CHARTER_DATA"]) / KEPT


def begin() -> None:
    """The first unit, by the actions, and sessions for the people who will look at it."""
    with units.acting():
        made = units.make_unit(units.make_side())
        houses, people = made.side.houses, made.side.people
        award = Award.objects.get(application=houses[0].applications["released"])
    _kept().write_bytes(pickle.dumps(made.unit))
    people_named = {
        "lead": houses[0].people["lead"],
        "writer": houses[1].people["lead"],
        "assessor": people["assessor"],
        "chair": people["chair"],
        "officer": people["officer"],
        "commissioner": people["commissioner"],
    }
    told = {
        "programme": made.side.programme.slug,
        "organisation": houses[0].organisation.slug,
        "draft": houses[0].applications["draft"].reference,
        "writing": houses[1].applications["draft"].reference,
        "assessing": houses[0].applications["assessing"].reference,
        "scoring": houses[3].applications["assessing"].reference,
        "moderating": houses[3].applications["moderating"].reference,
        "code": award.code,
        "sessions": {name: session(person, PRODUCT_BACKEND) for name, person in people_named.items()},
        "floor_session": session(people_named["lead"], FLOOR_BACKEND),
        "floor_person": people_named["lead"].pk,
    }
    print(json.dumps(told))


def session(person: Person, backend: str) -> str:
    """The key of a session in which ``person`` is signed in."""
    return sessions.key_of(person, backend=backend)


def grow(number: int) -> None:
    """Copy the unit until there are ``number`` applications, and give the planner its statistics."""
    unit = pickle.loads(_kept().read_bytes())
    # The application's role sees nothing on its own.
    every = Application.objects.using("owner")
    there = every.count()
    assert there % units.SIZE == 0 and number >= there
    if number > there:
        with transaction.atomic(using="owner"):
            copy(unit, first=there // units.SIZE, times=(number - there) // units.SIZE, using="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    print(json.dumps({"applications": every.count()}))
