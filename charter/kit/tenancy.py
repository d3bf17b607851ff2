"""Who acts in this transaction, in which programme, and how do rows carry their tenant?

PostgreSQL is told two things, for the length of the transaction only: ``app.actor`` (a person's id, ``system``
or nothing) and ``app.programme`` (an id or nothing). Roles are looked up from memberships, never told.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

from charter.kit import clock, standing_in
from charter.kit.added import add
from charter.kit.keys import CompositeForeignKey, KnownForeignKey
from charter.kit.limits import client_address

logger = logging.getLogger(__name__)

SYSTEM = "system"


class Hat(models.TextChoices):
    """Which of a person's roles an address is for; the address is the hat."""

    APPLICANT = "applicant", "Applicant"
    ASSESSOR = "assessor", "Panel member"
    CHAIR = "chair", "Panel chair"
    STAFF = "staff", "Programme staff"
    COMMISSIONER = "commissioner", "Commissioner"


AREAS: dict[str, Hat] = {
    "org": Hat.APPLICANT,
    "apply": Hat.APPLICANT,
    "panel": Hat.ASSESSOR,
    "moderation": Hat.CHAIR,
    "staff": Hat.STAFF,
    "reports": Hat.COMMISSIONER,
}

# Answered without a transaction: the probes must be able to say that the database is away.
OUTSIDE = {"healthz", "readyz"}


@dataclass
class Context:
    """What the present transaction knows about who is acting."""

    person: Any = None
    programme: Any = None
    system_reason: str = ""
    request_id: str = ""
    address: str = ""
    # For whom the person acts, where they act for somebody else.
    on_behalf_of: Any = None
    # Answers worth asking once a transaction, such as a person's standing.
    known: dict[Any, Any] = field(default_factory=dict)

    # Events that wait until a read-only transaction has ended; None where they are written at once.
    waiting: list[Any] | None = None

    @property
    def actor(self) -> str:
        """The text PostgreSQL is told: ``system``, a person's id, or nothing.

        Whoever acts as somebody else has that person's rights; what they lose by themselves is told as well.
        """
        if self.system_reason:
            return SYSTEM
        person = self.on_behalf_of or self.person
        return str(person.pk) if person is not None else ""

    @property
    def behind(self) -> Any:
        """Who really sits there, where somebody acts as another person; else None."""
        return self.person if self.on_behalf_of is not None else None

    @property
    def tells(self) -> list[str]:
        """What PostgreSQL is told: the actor and the programme's id, or nothing."""
        return [self.actor, str(self.programme.pk) if self.programme is not None else ""]


_context: ContextVar[Context | None] = ContextVar("tenancy_context", default=None)


def current() -> Context:
    """The present context; an empty one outside every transaction."""
    return _context.get() or Context()


def remembered(key: Any, find: Callable[[], Any]) -> Any:
    """``find()``'s answer, asked once a transaction; outside one it is asked each time."""
    context = _context.get()
    if context is None:
        return find()
    if key not in context.known:
        context.known[key] = find()
    return context.known[key]


def forget(key: Any) -> None:
    """Drop a remembered answer, because the present transaction has just changed it."""
    context = _context.get()
    if context is not None:
        context.known.pop(key, None)


@contextmanager
def acting(
    person: Any, programme: Any = None, *, on_behalf_of: Any = None, request_id: str = "", address: str = ""
) -> Iterator[Context]:
    """Open the transaction in which ``person`` (or nobody) acts in ``programme`` (or none).

    Commands, jobs, tests and the demonstration builder use it; requests get theirs from the middleware.
    Nested use is a savepoint that tells PostgreSQL the new actor and, at its end, the old one again.
    """
    context = Context(person, programme, request_id=request_id, address=address, on_behalf_of=on_behalf_of)
    with _begun(context):
        yield context


@contextmanager
def _begun(context: Context) -> Iterator[Context]:
    """The transaction of ``context``, or a savepoint of the one that is open."""
    goes_on = connection.in_atomic_block
    with transaction.atomic(), _told(context, goes_on=goes_on):
        yield context


@contextmanager
def as_system(reason: str) -> Iterator[None]:
    """Let Charter itself act, for an effect beyond the person's own rights, and say why.

    The person stays the one recorded as the cause. Every use is listed in ``tests/access/as_system.txt``.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("as_system works only inside a transaction.")
    before = current()
    with _told(replace(before, system_reason=reason, known=before.known)):
        yield


@contextmanager
def entering(programme: Any) -> Iterator[None]:
    """Let whoever acts look into ``programme`` for a moment, from an address that belongs to none.

    Charter itself looks into all of them where ``programme`` is None.
    """
    with _told(replace(current(), programme=programme)):
        yield


@contextmanager
def alone(reason: str, programme: Any = None) -> Iterator[None]:
    """Open the transaction in which Charter itself acts with nobody behind it: ticks, checks, its own books.

    Without a programme it sees every programme's rows. Every use is listed like :func:`as_system`'s.
    """
    with _begun(Context(programme=programme, system_reason=reason)):
        yield


@contextmanager
def _told(context: Context, instant: datetime | None = None, *, goes_on: bool = True) -> Iterator[None]:
    """Tell PostgreSQL about ``context``, unless it was told at ``instant``; afterwards what was true before.

    ``goes_on`` is whether the transaction goes on after us: what PostgreSQL was told ends with it by itself.
    Where it knows already, because we are inside a context that says the same, nothing is told.
    """
    before = _context.get()
    known = goes_on and before is not None and before.tells == context.tells and clock.fixed_instant()
    instant = instant or known or _tell(context)
    token = _context.set(context)
    try:
        # The outermost context fixes the instant; an inner one keeps it.
        with clock.transaction_instant(instant):
            yield
    finally:
        _context.reset(token)
        if goes_on and not known and connection.in_atomic_block and not connection.needs_rollback:
            _tell(before) if before is not None else _untell()


def _tell(context: Context) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.programme', %s, true),"
            " transaction_timestamp()",
            context.tells,
        )
        return cursor.fetchone()[2]


def _untell() -> None:
    """Tell PostgreSQL what a new connection says: nobody, in no programme."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.actor TO DEFAULT; SET LOCAL app.programme TO DEFAULT")


class TenancyMiddleware:
    """Owns the transaction around the view and its rendering, and tells PostgreSQL who acts where.

    An answer of 400 or above is rolled back: a refused or broken request changes nothing. What is worth
    recording about it is written afterwards, in a transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside one transaction; see the class."""
        segments = request.path_info.split("/", 3)[1:]
        first = segments[0] if segments else ""
        if first in OUTSIDE:
            return self.get_response(request)
        request.programme, request.hat = None, None  # type: ignore[attr-defined]
        goes_on = connection.in_atomic_block
        with transaction.atomic():
            person = request.user if request.user.is_authenticated else None
            context = Context(person, request_id=str(uuid.uuid4()), address=client_address(request) or "")
            standing_in.look(request, person, first, context)
            programme = context.programme = _programme_told(first, context)
            if programme is not None and len(segments) > 1:
                request.hat = AREAS.get(segments[1])  # type: ignore[attr-defined]
            request.programme = programme  # type: ignore[attr-defined]
            with _told(context, programme.told_at if programme is not None else None, goes_on=goes_on):
                response = self.get_response(request)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()
            if response.status_code >= 400 or context.behind is not None:
                transaction.set_rollback(True)
        after = getattr(request, "after_rollback", None)
        if context.waiting:
            _record_afterwards(lambda: list(map(add, context.waiting or ())), context)
        if after is not None and response.status_code >= 400:
            _record_afterwards(after, context)
        response["X-Request-ID"] = context.request_id
        return response


def _record_afterwards(after: Callable[[], object], of: Context) -> None:
    """Write down what was refused, broke or only read, in a transaction of its own; the answer stands anyway."""
    told = {"on_behalf_of": of.on_behalf_of, "request_id": of.request_id, "address": of.address}
    try:
        with acting(of.person, of.programme, **told):
            after()
    except Exception:
        logger.exception("What happened in the request %s could not be recorded.", of.request_id)


def _programme_told(slug: str, context: Context) -> Any:
    """The programme whose addresses begin with ``slug``, or None; reserved first words are never asked for.

    The query that finds it tells PostgreSQL about actor and programme too, and reads the instant as ``told_at``.
    """
    if not slug or slug in settings.RESERVED_SLUGS:
        return None
    model = apps.get_model("charter", "Programme")
    told = model.objects.filter(slug=slug).annotate(
        told_actor=RawSQL("set_config('app.actor', %s, true)", [context.actor]),
        told_programme=RawSQL(f"set_config('app.programme', {model._meta.db_table}.id::text, true)", []),  # noqa: S611
        told_at=RawSQL("transaction_timestamp()", []),
    )
    return told.order_by().first()


class ProgrammeKey(KnownForeignKey):
    """Points to a programme; the present transaction's own is at hand."""

    def at_hand(self, pk: Any) -> models.Model | None:
        """The programme in which somebody acts, when it is the one."""
        programme = current().programme
        return programme if programme is not None and programme.pk == pk else None


class ProgrammeOwned(models.Model):
    """A row that belongs to one programme and can never point across to another."""

    programme = ProgrammeKey("charter.Programme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OrganisationOwned(ProgrammeOwned):
    """A row that belongs to one organisation of one programme."""

    organisation = models.ForeignKey("charter.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def tenant_rules(table: str, **targets: str) -> list[models.BaseConstraint]:
    """The constraints every tenant table carries, for its ``Meta.constraints``.

    ``table`` is ``app_model``; each keyword is a foreign key of the model and the tenant model it points to.
    Gives UNIQUE (programme, id), so that others can point here, and one composite foreign key a target, so
    that PostgreSQL itself refuses a row that points into another programme.
    """
    rules: list[models.BaseConstraint] = [
        models.UniqueConstraint(fields=["programme", "id"], name=f"{table}_programme_id")
    ]
    rules += [
        CompositeForeignKey(column=f"{name}_id", to=model, name=f"{table}_{name}_same_programme"[:63])
        for name, model in targets.items()
    ]
    return rules
