"""What stands on a copy of the two-sided world before its people take every turn of issue 5's pages?

``manage.py shell -c "from tests.journeys import houses; houses.main()"`` reads the world that the site's database is
a copy of, adds drafts that nobody else writes in, and prints one JSON line: by programme slug ``programme``,
``people`` (``{"lead@oak": session key}``), ``names`` of the same people, ``references`` by what is done with an
application, ``standards`` (their codes and names in order), ``houses`` (name and slug of both organisations).
"""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

from applications.actions import answers, interest
from applications.models import Application
from charter import selectors
from charter.actions import organisations
from charter.kit import tenancy
from tests import world
from tests.seed import session_of

# New drafts of the first house, by what a test does with them; the last one is ready to be sent but for signatures.
DRAFTS = ("team", "gaps", "files", "time", "joint")
STAFF = ("officer", "programme_lead")


def main() -> None:
    """Build everything in one transaction, and print it as one line of JSON."""
    built = pickle.loads(Path(os.environ["STAGED_WORLD"]).read_bytes())
    with tenancy.acting(selectors.system_person()), tenancy.as_system("a test sets the scene"):
        print(json.dumps({side.programme.slug: _side(side) for side in built.sides}))


def _side(side: world.Side) -> dict[str, Any]:
    first, second = side.houses
    people = {
        **{f"{part}@{side.programme.slug}": side.people[part] for part in STAFF},
        **{f"{part}@{house.mark}": person for house in side.houses for part, person in house.people.items()},
    }
    drafts = {name: _draft(side, first, name) for name in DRAFTS}
    return {
        "programme": side.programme.slug,
        "people": {name: session_of(person) for name, person in people.items()},
        "names": {name: str(person) for name, person in people.items()},
        "references": {name: found.reference for name, found in {**first.applications, **drafts}.items()},
        "standards": [f"{row.code} {row.name}" for row in selectors.standards_of(side.cohort.framework)],
        "houses": [{"name": house.organisation.name, "slug": house.organisation.slug} for house in (first, second)],
    }


def _draft(side: world.Side, house: world.House, name: str) -> Application:
    """A draft of the house for one more service, with every answer written once."""
    lead, contributor = house.people["lead"], house.people["contributor"]
    service = organisations.add_service(house.organisation, name=f"{house.mark.title()} {name} service", by=lead)
    application = interest.express(side.cohort, organisation=house.organisation, services=[service], by=lead)
    interest.select(application, by=side.people["officer"])
    for standard in selectors.standards_of(application.framework):
        text = f"We begin with {standard.code}."
        answers.save(application, standard=standard, text=text, version=0, by=contributor)
    return application
