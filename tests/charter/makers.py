"""A programme, a framework, cohorts, organisations and people, each made by the actions the pages call."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client

from charter import selectors
from charter.actions import cohorts, frameworks, memberships, organisations, programmes
from charter.enums import OrganisationKind, Region, Role
from charter.kit import clock
from charter.kit.access import Refused
from charter.models import Cohort, Framework, Organisation, Person, Programme

DATA = Path(__file__).resolve().parents[2] / "charter" / "data"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def document(name: str = "framework-lec-1.json") -> dict:
    """A shipped framework file as it is read from a disk."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def make_programme(slug: str = "oakland", prefix: str = "OAK") -> Programme:
    return programmes.create(
        by=selectors.system_person(),
        slug=slug,
        name=f"{slug.title()} Charter",
        prefix=prefix,
        operator_name=f"{slug.title()} Operator",
        brand_line="Commissioned by somebody kind.",
        contact_name="Jo Contact",
        contact_email=f"contact@{slug}.example.org",
        contact_phone="020 7946 0000",
        certificate_signatories=[["Jo Contact", "Director"]],
    )


def make_person(name: str, password: str | None = None) -> Person:
    return Person.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", password=password, name=name)


def make_staff(programme: Programme, role: str = Role.PROGRAMME_LEAD, name: str = "Bea Lead") -> Person:
    person = make_person(name)
    memberships.grant(person, role=role, programme=programme, by=selectors.system_person())
    return person


def make_framework(programme: Programme, *, version: int = 1, published: bool = True) -> Framework:
    row = frameworks.load(programme, document={**document(), "version": version}, by=selectors.system_person())
    return frameworks.publish(row, by=selectors.system_person()) if published else row


def make_cohort(programme: Programme, framework: Framework, name: str = "Spring", **fields) -> Cohort:
    begins = clock.now() - timedelta(days=1)
    dates = {
        "evidence_opens_at": begins,
        "closes_at": begins + timedelta(days=30),
        "scores_due_at": begins + timedelta(days=60),
        "decisions_by": begins + timedelta(days=90),
    }
    return cohorts.create(
        programme,
        by=selectors.system_person(),
        **{"name": name, "slug": name.lower().replace(" ", "-"), "framework": framework, **dates, **fields},
    )


def make_organisation(programme: Programme, name: str = "Oak Trust", lead: Person | None = None) -> Organisation:
    organisation = organisations.register(
        programme,
        name=name,
        kind=OrganisationKind.CHARITY,
        region=Region.LONDON,
        services=["First service"],
        by=lead or make_person(f"Lead of {name}"),
    )
    return organisations.approve(organisation, by=selectors.system_person())


def browser(person: Person | None = None) -> Client:
    """A browser, signed in as ``person`` when there is one."""
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def race(*calls: Callable[[], None]) -> list[str]:
    """Run calls at once, each on a connection of its own; gives each one's refusal, empty when it went through."""
    gate, answers = threading.Barrier(len(calls)), []

    def run(call):
        gate.wait()
        try:
            call()
            answers.append("")
        except Refused as refused:
            answers.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def words(response) -> str:
    """A page's text with its white space drawn together."""
    return " ".join(response.content.decode().split())
