"""Who is written to about an application, and which page do they come to?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from applications.models import (
    Application,
)
from charter import selectors as charter
from charter.enums import Role
from charter.kit import clock, messages
from charter.models import Organisation


def page_of(application: Application) -> str:
    """The path of the application's task list."""
    return f"/{application.programme.slug}/apply/{application.reference}/"


def to_leads(
    name: str, application: Application, organisations: Iterable[Organisation], link: str, **context: Any
) -> None:
    """One message to each lead of ``organisations``, once for this application and instant."""
    for organisation in organisations:
        for person in charter.leads_of(organisation):
            messages.send(
                f"applications.{name}",
                to=person,
                context={
                    "reference": application.reference,
                    "organisation_name": organisation.name,
                    "cohort": application.cohort.name,
                    **context,
                },
                link=link,
                key=f"{name}:{application.pk}:{organisation.pk}:{person.pk}:{clock.now().isoformat()}",
                programme=application.programme,
                organisation=organisation,
            )


def to_officers(
    name: str,
    application: Application,
    *,
    roles: Iterable[Role] = (Role.OFFICER,),
    but: Any = None,
    page: str = "",
    **context: Any,
) -> None:
    """One message to each person with one of ``roles`` from whom no conflict hides the application, once an instant.

    ``but`` is left out. ``page`` is the last part of the staff address it leads to.
    """
    programme = application.programme
    for person in staff_of(application, roles):
        if but is not None and person.pk == but.pk:
            continue
        messages.send(
            f"applications.{name}",
            to=person,
            context={
                "reference": application.reference,
                "lead_name": application.organisation.name,
                "cohort": application.cohort.name,
                **context,
            },
            link=f"/{programme.slug}/staff/apply/{application.reference}/{page}",
            key=f"{name}:{application.pk}:{person.pk}:{clock.now().isoformat()}",
            programme=programme,
        )


def staff_of(application: Application, roles: Iterable[Role] = (Role.OFFICER,)) -> Iterable[Any]:
    """People with one of the programme's ``roles`` from whom no conflict hides the application."""
    hidden = application.recusals.filter(lifted_at__isnull=True).values("person_id")
    return charter.people_with_role(application.programme, *roles).exclude(pk__in=hidden)


def organisations_of(application: Application) -> list[Organisation]:
    """Every party's organisation, the lead's first."""
    return [party.organisation for party in application.parties.select_related("organisation")]
