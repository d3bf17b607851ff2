"""Who takes part in a journey, and how does a programme come to be before it has a page?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.people import Somebody

LONDON = ZoneInfo("Europe/London")
# What no page does: a programme and its first lead.
BEGINNING = """
from charter import selectors
from charter.actions import memberships, programmes
from charter.enums import Role
from charter.kit import tenancy
from charter.models import Person
system = selectors.system_person()
with tenancy.acting(system), tenancy.as_system("a test sets the scene"):
    programme = programmes.create(
        by=system, slug="lec", name="Lived Experience Charter", prefix="LEC", operator_name="Career Matters",
        brand_line="Commissioned by NHS England Health and Justice", contact_name="Esme Tallow",
        contact_email="hello@career-matters.example.org", contact_phone="020 7946 0018",
        certificate_signatories=[["{name}", "Programme lead"]],
    )
    lead = Person.objects.create_user("{email}", name="{name}")
    memberships.grant(lead, role=Role.PROGRAMME_LEAD, programme=programme, by=system)
"""


class Company:
    """Everybody of one journey; each has a browser of their own."""

    def __init__(self, site: Any, chromium: Any, *, javascript: bool = True) -> None:
        self.site, self.chromium, self.javascript = site, chromium, javascript
        self.everybody: list[Somebody] = []

    def somebody(self, name: str, place: str = "", *, phone: bool = False) -> Somebody:
        """A person, whose address is made of their name and ``place``; without one they only visit."""
        email = f"{name.lower().replace(' ', '.')}@{place}.example.org" if place else ""
        person = Somebody(self.site, self.chromium, name, email, javascript=self.javascript, phone=phone)
        self.everybody.append(person)
        return person

    def first_lead(self, name: str, place: str) -> Somebody:
        """The programme with its first lead, who can sign in."""
        person = self.somebody(name, place)
        self.site.python(BEGINNING.format(name=name, email=person.email))
        return person

    def leave(self) -> None:
        for person in self.everybody:
            person.leave()


def on_the_clock(**ahead: float) -> datetime:
    """A time from now on a London clock, to type into a page."""
    return datetime.now(LONDON) + timedelta(**ahead)


def typed(moment: datetime) -> str:
    """A moment as a browser's date-and-time box takes it."""
    return moment.strftime("%Y-%m-%dT%H:%M")
