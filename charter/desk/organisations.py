"""What do staff see of the programme's organisations: the list, and the record of one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from applications.models import Application, ApplicationParty
from charter import joining
from charter import selectors as charter
from charter.desk import trail
from charter.enums import OrganisationState
from charter.kit.tenancy import Hat
from charter.models import Invitation, JoinRequest, Membership, Organisation, Programme, RegistrationNote, Service

ROWS_A_PAGE = 25
EVENTS_SHOWN = 12


@dataclass(frozen=True)
class Filters:
    """What the list was asked for; each field is empty when it was not."""

    search: str = ""
    state: str = ""
    kind: str = ""
    region: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list."""
        return self != Filters()

    @property
    def query(self) -> str:
        """The filters as the start of a query string, ready for ``page=``."""
        named = {"q": self.search, "state": self.state, "kind": self.kind, "region": self.region}
        return "?" + "".join(f"{urlencode({name: value})}&" for name, value in named.items() if value)


@dataclass(frozen=True)
class Row:
    """One organisation in the list; ``applications`` counts only those that these eyes may see."""

    organisation: Organisation
    leads: tuple[str, ...]
    people: int
    applications: int


@dataclass(frozen=True)
class Listed:
    """A page of the list."""

    page: Page
    filters: Filters
    pending: int


def listed(person: Any, programme: Programme, filters: Filters, number: int) -> Listed:
    """The programme's organisations that fit, by name, 25 a page. Six queries."""
    rows = Organisation.objects.visible_to(person, programme, Hat.STAFF)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.search:
        words = filters.search
        named = Service.objects.filter(programme=programme, name__icontains=words).values("organisation_id")
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(certificate_name__icontains=words)
            | Q(ods_code__iexact=words)
            | Q(pk__in=named)
        )
    page = Paginator(rows.order_by("name", "pk"), ROWS_A_PAGE).get_page(number)
    rows_shown = _rows(person, programme, list(page.object_list))
    page.object_list = rows_shown  # type: ignore[assignment]
    return Listed(page, filters, joining.count_pending(programme))


def _rows(person: Any, programme: Programme, shown: list[Organisation]) -> list[Row]:
    """The shown organisations with their leads and numbers: three queries for all of them."""
    ids = [row.pk for row in shown]
    held = Membership.objects.current().filter(organisation_id__in=ids).order_by()
    people = dict(held.values_list("organisation_id").annotate(n=Count("person_id", distinct=True)))
    visible = Application.objects.visible_to(person, programme, Hat.STAFF)
    parties = ApplicationParty.objects.filter(organisation_id__in=ids, application__in=visible.order_by()).order_by()
    counted = dict(parties.values_list("organisation_id").annotate(n=Count("pk")))
    leads = joining.leads_by_organisation(shown)
    return [Row(row, tuple(leads.get(row.pk, ())), people.get(row.pk, 0), counted.get(row.pk, 0)) for row in shown]


@dataclass(frozen=True)
class Record:
    """Everything staff need to know of one organisation."""

    organisation: Organisation
    members: tuple[charter.Member, ...]
    invitations: tuple[Invitation, ...]
    requests: tuple[JoinRequest, ...]
    services: tuple[Service, ...]
    notes: tuple[RegistrationNote, ...]
    applications: tuple[Application, ...]
    events: tuple[trail.Line, ...]

    @property
    def is_pending(self) -> bool:
        """Whether it waits for an answer."""
        return self.organisation.state == OrganisationState.PENDING


def record(person: Any, organisation: Organisation) -> Record:
    """One organisation's record; what a conflict hides from these eyes is not in it. Eleven queries."""
    programme = organisation.programme
    visible = Application.objects.visible_to(person, programme, Hat.STAFF)
    behind = ApplicationParty.objects.filter(organisation=organisation).values("application_id")
    return Record(
        organisation=organisation,
        members=tuple(charter.team_of(organisation)),
        invitations=tuple(charter.invitations_open(programme, organisation)),
        requests=tuple(joining.requests_open(organisation)),
        services=tuple(charter.services_of(organisation)),
        notes=tuple(joining.notes_of(organisation)),
        applications=tuple(visible.filter(pk__in=behind).for_pages().order_by("-began_at", "-pk")),
        events=tuple(trail.of_organisation(person, programme, organisation, EVENTS_SHOWN)),
    )
