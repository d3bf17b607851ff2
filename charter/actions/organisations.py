"""How does an organisation join, and how does it name itself and its services?"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from charter import near_names, notifications, workflow
from charter.actions import invitations, memberships
from charter.enums import OrganisationKind, OrganisationState, Region, RegistrationNoteKind, Role
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.kit.transitions import move
from charter.models import Organisation, Programme, RegistrationDraft, RegistrationNote, Service

# The last word of an address beneath staff's list of organisations.
_RESERVED = {"new"}


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
    about: str = "",
) -> Organisation:
    """Register an organisation in ``programme`` with at least one service; the person becomes its lead.

    It waits for an officer's approval, and the officers are told. ``about`` is what the person wants them to know.
    Refuses a name that is registered in this programme already, whatever its case or punctuation.
    """
    with tenancy.as_system("an organisation registers before anybody belongs to it"):
        organisation = _create(
            programme,
            name=name,
            kind=kind,
            region=region,
            services=services,
            certificate_name=certificate_name,
            ods_code=ods_code,
        )
        audit.record("organisation:registered", organisation, by=by, organisation=organisation)
        memberships.grant(by, role=Role.ORGANISATION_LEAD, programme=programme, organisation=organisation, by=by)
        _name_services(organisation, services, by)
        if about.strip():
            _write(organisation, RegistrationNoteKind.ANSWER, about, by)
        RegistrationDraft.objects.filter(programme=programme, person=by).delete()
        notifications.registration_arrived(organisation, by)
    return organisation


@transaction.atomic
def make(programme: Programme, *, lead_email: str, services: list[str], by: Any, **fields: str) -> Organisation:
    """Make an organisation as staff and invite its first lead; it is approved at once.

    ``fields`` are name, kind, region, certificate_name and ods_code. Refuses a name that is registered already.
    """
    organisation = _create(programme, services=services, **fields)
    audit.record("organisation:made", organisation, by=by, organisation=organisation)
    _name_services(organisation, services, by)
    move(organisation, workflow.APPROVE, by=by)
    invitations.invite(programme, email=lead_email, role=Role.ORGANISATION_LEAD, organisation=organisation, by=by)
    return organisation


def _create(
    programme: Programme,
    *,
    name: str,
    kind: str,
    region: str,
    services: list[str],
    certificate_name: str = "",
    ods_code: str = "",
) -> Organisation:
    """The row; refuses to go on without a service or under a name that is taken."""
    name = " ".join(name.split())
    if not any(service.split() for service in services):
        raise Refused("Name at least one service that takes part.")
    # Two people who register at once must not both find the name free.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    _demand_free_name(programme, name)
    instant = clock.now()
    return Organisation.objects.create(
        programme=programme,
        slug=_free_slug(programme, name),
        name=name,
        certificate_name=" ".join(certificate_name.split()) or name,
        kind=kind,
        region=region,
        ods_code=ods_code.strip().upper(),
        registered_at=instant,
        state_at=instant,
    )


def _demand_free_name(programme: Programme, name: str, but: Organisation | None = None) -> None:
    """Refuse a name that another organisation of the programme has; one that was declined does not count."""
    others = Organisation.objects.filter(programme=programme).exclude(state=OrganisationState.DECLINED)
    others = others.exclude(pk=but.pk) if but is not None else others
    taken = others.values_list("name", flat=True)
    if any(near_names.compare(name, other) == near_names.SAME for other in taken):
        raise Refused("An organisation with this name is registered. Ask a colleague there to invite you.")


def _free_slug(programme: Programme, name: str) -> str:
    """An address for the organisation that no other of the programme has."""
    stem = slugify(name)[:70].strip("-") or "organisation"
    taken = _RESERVED | set(
        Organisation.objects.filter(programme=programme, slug__startswith=stem).values_list("slug", flat=True)
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _name_services(organisation: Organisation, services: list[str], by: Any) -> None:
    for service in dict.fromkeys(filter(None, (" ".join(service.split()) for service in services))):
        add_service(organisation, name=service, by=by)


def _write(organisation: Organisation, kind: str, text: str, by: Any) -> RegistrationNote:
    return RegistrationNote.objects.create(
        programme_id=organisation.programme_id,
        organisation=organisation,
        kind=kind,
        text=text.strip(),
        written_by=by,
        written_at=clock.now(),
    )


# Approval ------------------------------------------------------------------------------------------


def demand_approved(organisation: Organisation) -> None:
    """Refuse what only an approved organisation does: asking for a place, signing, sending, being a partner.

    The row's own ``state`` is judged, so read it in the same transaction.
    """
    if organisation.state == OrganisationState.PENDING:
        raise Refused(
            f"The programme team has not approved {organisation.name} yet. We write to its leads when they have."
            " Until then you can invite your team and name your services."
        )
    if organisation.state == OrganisationState.DECLINED:
        raise Refused(f"{organisation.name} does not take part in this programme. Ask the programme team why.")


@transaction.atomic
def approve(organisation: Organisation, *, by: Any) -> Organisation:
    """Let the organisation take part from now on; its leads are told. Refuses one that was answered already."""
    move(organisation, workflow.APPROVE, by=by)
    notifications.organisation_approved(organisation)
    return organisation


@transaction.atomic
def decline(organisation: Organisation, *, reason: str, by: Any) -> Organisation:
    """Decline the registration; its leads read the reason as it is written. Refuses without one."""
    reason = reason.strip()
    if not reason:
        raise Refused("Enter a reason. The organisation will read it.")
    move(organisation, workflow.DECLINE, by=by, reason=reason)
    notifications.organisation_declined(organisation, reason)
    return organisation


@transaction.atomic
def ask(organisation: Organisation, *, text: str, by: Any) -> RegistrationNote:
    """Ask the organisation's leads about their registration; they are told. Refuses one that was answered already."""
    _demand_open(organisation)
    note = _write(organisation, RegistrationNoteKind.QUESTION, text, by)
    audit.record("organisation:questioned", organisation, by=by)
    notifications.registration_question(organisation, note)
    return note


@transaction.atomic
def reply(organisation: Organisation, *, text: str, by: Any) -> RegistrationNote:
    """Write back to the programme team about the registration; whoever asked last is told, else every officer."""
    _demand_open(organisation)
    note = _write(organisation, RegistrationNoteKind.ANSWER, text, by)
    audit.record("organisation:replied", organisation, by=by)
    with tenancy.as_system("an answer about a registration is told to staff"):
        notifications.registration_reply(organisation, note)
    return note


@transaction.atomic
def note(organisation: Organisation, *, text: str, by: Any) -> RegistrationNote:
    """Keep a note about the organisation that only staff read."""
    made = _write(organisation, RegistrationNoteKind.NOTE, text, by)
    audit.record("organisation:noted", organisation, by=by)
    return made


def _demand_open(organisation: Organisation) -> None:
    if organisation.state != OrganisationState.PENDING:
        raise Refused("This registration has been answered already.")


# What it is called, and its services ---------------------------------------------------------------

_DETAILS = {
    "name": "Name",
    "certificate_name": "Name on certificates",
    "kind": "Kind",
    "region": "Region",
    "ods_code": "ODS code",
}


@transaction.atomic
def change_details(
    organisation: Organisation, *, name: str, certificate_name: str, kind: str, region: str, ods_code: str, by: Any
) -> Organisation:
    """Change what is known of the organisation; its address stays, and issued certificates keep their name.

    Records what changed, before and after. Refuses a name that another organisation of the programme has.
    """
    name = " ".join(name.split())
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if near_names.compare(name, locked.name) != near_names.SAME:
        with tenancy.as_system("a new name is compared with those of other organisations"):
            _demand_free_name(locked.programme, name, but=locked)
    told = {field: _told(locked, field) for field in _DETAILS}
    locked.name, locked.kind, locked.region = name, kind, region
    locked.certificate_name = " ".join(certificate_name.split()) or name
    locked.ods_code = ods_code.strip().upper()
    changed = [field for field in _DETAILS if _told(locked, field) != told[field]]
    if changed:
        locked.save(update_fields=changed)
        before = {_DETAILS[field]: told[field] for field in changed}
        after = {_DETAILS[field]: _told(locked, field) for field in changed}
        what = ", ".join(_DETAILS[field] for field in changed)
        audit.record("organisation:changed", locked, by=by, before=before, after=after, what=what)
    return locked


def _told(organisation: Organisation, field: str) -> str:
    """A detail as a person reads it."""
    value = getattr(organisation, field)
    labels = {"kind": OrganisationKind, "region": Region}
    return str(labels[field](value).label) if field in labels else value


@transaction.atomic
def add_service(organisation: Organisation, *, name: str, by: Any) -> Service:
    """Add a service to an organisation; refuses a name that it has already."""
    name = " ".join(name.split())
    _demand_free_service(organisation, name)
    service = Service.objects.create(programme_id=organisation.programme_id, organisation=organisation, name=name)
    audit.record("service:added", service, by=by)
    return service


def _demand_free_service(organisation: Organisation, name: str, but: Service | None = None) -> None:
    same = Service.objects.filter(organisation=organisation, name__iexact=name)
    if (same.exclude(pk=but.pk) if but is not None else same).exists():
        raise Refused("Your organisation has a service with this name, perhaps among those that have ended.")


@transaction.atomic
def rename_service(service: Service, *, name: str, by: Any) -> Service:
    """Call a service something else; issued certificates keep the old name. Refuses a name that is taken."""
    name = " ".join(name.split())
    locked = Service.objects.select_for_update().get(pk=service.pk)
    _demand_free_service(locked.organisation, name, but=locked)
    before = locked.name
    if before != name:
        locked.name = name
        locked.save(update_fields=["name"])
        audit.record("service:renamed", locked, by=by, old=before, before={"Name": before}, after={"Name": name})
    return locked


@transaction.atomic
def end_service(service: Service, *, by: Any) -> Service:
    """Take a service out of everything new; what it takes part in, and what it holds, stays as it is."""
    locked = Service.objects.select_for_update().get(pk=service.pk)
    if locked.ended_at is None:
        locked.ended_at = clock.now()
        locked.save(update_fields=["ended_at"])
        audit.record("service:ended", locked, by=by)
    return locked


@transaction.atomic
def resume_service(service: Service, *, by: Any) -> Service:
    """Let a service that had ended take part again."""
    locked = Service.objects.select_for_update().get(pk=service.pk)
    if locked.ended_at is not None:
        locked.ended_at = None
        locked.save(update_fields=["ended_at"])
        audit.record("service:resumed", locked, by=by)
    return locked
