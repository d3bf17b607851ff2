"""Many applications that only have to be sent, made in a site's own Django; prints what the clients need to know."""

from __future__ import annotations

import json
from uuid import uuid4

from applications import canonical
from applications.actions import declarations
from applications.models import Answer, Application, ApplicationParty, Declaration, PartyService, Pledge
from applications.selectors import content_of
from charter.enums import Role
from charter.kit import clock, outbox, tenancy
from charter.models import Cohort, Membership, Organisation, Person, Service
from tests import sessions
from tests.applications import places


def main(number: int, clients: int) -> None:
    """``number`` complete drafts, shared among ``clients`` organisations, each with a lead who is signed in."""
    with tenancy.alone("a drill sets the scene"):
        place = places.build("oakland", "OAK")
    with tenancy.acting(place.system, place.programme), tenancy.as_system("a drill sets the scene"):
        Cohort.objects.filter(pk=place.cohort.pk).update(training_needed=False)
        made = [_house(place, index, number // clients) for index in range(clients)]
    outbox.run_due()
    print(json.dumps({"programme": place.programme.slug, "clients": made}))


def _house(place: places.Place, index: int, number: int) -> dict:
    """One organisation with its lead's session, and each of its applications with key and digest."""
    programme, now = place.programme, clock.now()
    organisation = Organisation.objects.create(
        programme=programme,
        slug=f"drill-{index}",
        name=f"Drill {index} Trust",
        certificate_name=f"Drill {index} NHS Foundation Trust",
        kind="charity",
        region="london",
        registered_at=now,
        state="approved",
        state_at=now,
    )
    lead = Person.objects.create(email=f"lead@drill-{index}.example.org", name=f"Lead {index}")
    Membership.objects.create(
        programme=programme, organisation=organisation, person=lead, role=Role.ORGANISATION_LEAD, began_at=now
    )
    signed = {"signed_by": lead, "signed_name": lead.name, "signed_role": "Director", "signed_at": now}
    Pledge.objects.create(
        programme=programme,
        organisation=organisation,
        framework=place.cohort.framework,
        statements=["We keep our word."],
        **signed,
    )
    drafts = []
    for count in range(number):
        application = Application.objects.create(
            programme=programme,
            organisation=organisation,
            cohort=place.cohort,
            framework=place.cohort.framework,
            reference=f"OAK-{index + 1}{count:04d}",
            state="draft",
            state_at=now,
            began_at=now,
        )
        service = Service.objects.create(programme=programme, organisation=organisation, name=f"Service {count}")
        party = ApplicationParty.objects.create(
            programme=programme, organisation=organisation, application=application, position=0
        )
        PartyService.objects.create(programme=programme, party=party, service=service)
        of_application = {"programme": programme, "organisation": organisation, "application": application}
        Declaration.objects.create(**of_application, statement=declarations.STATEMENT, **signed)
        Answer.objects.bulk_create(
            Answer(
                **of_application,
                standard=standard,
                text=f"We do this every day, {count}.",
                version=1,
                saved_by=lead,
                saved_at=now,
            )
            for standard in place.standards
        )
        drafts.append(application)
    rows = Application.objects.filter(pk__in=[row.pk for row in drafts]).for_pages().order_by("pk")
    return {
        "session": sessions.key_of(lead),
        "applications": [
            {"reference": row.reference, "key": str(uuid4()), "digest": canonical.digest(content_of(row))}
            for row in rows
        ],
    }
