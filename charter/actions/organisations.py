"""How does an organisation join, and how does it name its services?"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from charter.actions import memberships
from charter.enums import Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Organisation, Programme, Service


@transaction.atomic
def register(
    programme: Programme,
    *,
    name: str,
    kind: str,
    region: str,
    services: list[str],
    by: Any,
    certificate_name: str = "",
    ods_code: str = "",
) -> Organisation:
    """Register an organisation in ``programme`` with at least one service; the person becomes its lead.

    Refuses a name that is registered in this programme already, whatever its case.
    """
    name = " ".join(name.split())
    names = list(dict.fromkeys(filter(None, (" ".join(service.split()) for service in services))))
    if not names:
        raise Refused("Name at least one service that takes part.")
    with tenancy.as_system("an organisation registers before anybody belongs to it"):
        if Organisation.objects.filter(programme=programme, name__iexact=name).exists():
            raise Refused("An organisation with this name is registered. Ask a colleague there to invite you.")
        organisation = Organisation.objects.create(
            programme=programme,
            slug=_free_slug(programme, name),
            name=name,
            certificate_name=" ".join(certificate_name.split()) or name,
            kind=kind,
            region=region,
            ods_code=ods_code.strip().upper(),
            registered_at=clock.now(),
        )
        audit.record("organisation:registered", organisation, by=by, organisation=organisation)
        memberships.grant(by, role=Role.ORGANISATION_LEAD, programme=programme, organisation=organisation, by=by)
        for service in names:
            add_service(organisation, name=service, by=by)
    return organisation


def _free_slug(programme: Programme, name: str) -> str:
    """An address for the organisation that no other of the programme has."""
    stem = slugify(name)[:70].strip("-") or "organisation"
    taken = set(
        Organisation.objects.filter(programme=programme, slug__startswith=stem).values_list("slug", flat=True)
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def add_service(organisation: Organisation, *, name: str, by: Any) -> Service:
    """Add a service to an organisation; refuses a name that it has already."""
    name = " ".join(name.split())
    if Service.objects.filter(organisation=organisation, name__iexact=name).exists():
        raise Refused("Your organisation has a service with this name.")
    service = Service.objects.create(programme_id=organisation.programme_id, organisation=organisation, name=name)
    audit.record("service:added", service, by=by)
    return service
