"""How does somebody say how they read, what they are sent, what they need, and that they want to be forgotten?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from charter import notifications
from charter.actions import erasing, leaving
from charter.kit import audit, clock, secrecy, tenancy
from charter.kit.access import Refused
from charter.kit.messages import Message
from charter.models import AccessNeeds, ClosureRequest, Membership, Person, Programme
from charter.permissions import CLOSE_ACCOUNTS, VIEW_ACCESS_NEEDS

PREFERENCES = ("mail", "text_size", "reduced_motion", "pronouns")
LONGEST_NEEDS = 2000


@transaction.atomic
def prefer(person: Person, *, by: Any, **chosen: Any) -> Person:
    """Keep a person's own preferences (see :data:`PREFERENCES`); refuses anybody else's."""
    _own(person, by=by)
    changed = [name for name in PREFERENCES if name in chosen and getattr(person, name) != chosen[name]]
    for name in changed:
        setattr(person, name, chosen[name])
    if changed:
        person.save(update_fields=changed)
        audit.record("person:preferences-changed", person, by=by, changed=changed)
    return person


@transaction.atomic
def tell_needs(person: Person, *, text: str, by: Any) -> None:
    """Keep what a person needs to take part, encrypted; an empty text takes it away. Refuses anybody else's."""
    _own(person, by=by)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NEEDS:
        raise Refused(f"What you need must be {LONGEST_NEEDS:,} characters or fewer.")
    if not text:
        removed, _ = AccessNeeds.objects.filter(person=person).delete()
        if removed:
            audit.record("access-needs:removed", person, by=by)
        return
    AccessNeeds.objects.update_or_create(
        person=person, defaults={"sealed": secrecy.seal(text), "told_at": clock.now()}
    )
    audit.record("access-needs:told", person, by=by)


@transaction.atomic
def read_needs(person: Person, *, programme: Programme, by: Any) -> str:
    """What ``person`` needs, for staff who arrange things in ``programme``; each look is recorded.

    Refuses whoever may not, and somebody who holds no role in the programme now: PostgreSQL shows no row then.
    """
    VIEW_ACCESS_NEEDS.demand(by, programme)
    row = AccessNeeds.objects.filter(person=person).first()
    audit.record("access-needs:viewed", person, by=by, programme=programme)
    return secrecy.unseal(row.sealed) if row is not None else ""


def own_needs(person: Person) -> str:
    """What a person told us they need; for their own pages."""
    row = AccessNeeds.objects.filter(person=person).first()
    return secrecy.unseal(row.sealed) if row is not None else ""


@transaction.atomic
def settle(message_id: int, *, by: Person) -> None:
    """Take one of one's own notifications off the list of what needs doing; nothing happens to anybody else's."""
    with tenancy.as_system("people tick off their own notifications"):
        rows = Message.objects.filter(pk=message_id, person_id=by.pk, settled_at__isnull=True)
        rows.update(settled_at=clock.now())


# Closing an account --------------------------------------------------------------------------------


@transaction.atomic
def ask_to_close(person: Person, *, by: Any) -> list[ClosureRequest]:
    """Ask every programme the person ever belonged to; a lead of each carries it out.

    Whoever never belonged to any is forgotten at once: nothing of theirs has to stay. Asking twice is asking once.
    """
    _own(person, by=by)
    held = Membership.objects.filter(person=person).values("programme")
    programmes = list(Programme.objects.filter(pk__in=held).order_by("pk"))
    if not programmes:
        erasing.erase(person, by=by)
        return []
    return _ask(person, programmes, by=by)


def _ask(person: Person, programmes: Iterable[Programme], *, by: Any) -> list[ClosureRequest]:
    """One wish in each of ``programmes``, whose leads are told; one that is there already stays."""
    asked = []
    for programme in programmes:
        with tenancy.entering(programme):
            request, created = ClosureRequest.objects.get_or_create(
                programme=programme,
                person=person,
                done_at=None,
                taken_back_at=None,
                defaults={"asked_at": clock.now()},
            )
            if created:
                audit.record("closure:asked", request, by=by)
                with tenancy.as_system("whoever wants to be forgotten does not know the programme's leads"):
                    notifications.closure_asked(request)
        asked.append(request)
    return asked


@transaction.atomic
def take_back_closure(person: Person, *, by: Any) -> None:
    """Keep the account after all; what a programme has carried out already stays done."""
    _own(person, by=by)
    with tenancy.as_system("a wish is taken back in every programme that was asked"), tenancy.entering(None):
        waiting = ClosureRequest.objects.filter(person=person, done_at__isnull=True, taken_back_at__isnull=True)
        if waiting.update(taken_back_at=clock.now()):
            audit.record("closure:taken-back", person, by=by)


@transaction.atomic
def carry_out(request: ClosureRequest, *, by: Any) -> bool:
    """Let the person go in this programme; the last programme to do so closes the account. True when it is closed.

    Refuses whoever may not, oneself, a wish that was taken back, and while a lead has to be found first.
    """
    CLOSE_ACCOUNTS.demand(by, request.programme)
    # Two programmes' leads at once wait for each other, so that the last one sees that it is the last.
    Person.objects.select_for_update().get(pk=request.person_id)
    held = ClosureRequest.objects.select_for_update(of=("self",)).select_related("person", "programme")
    row = held.get(pk=request.pk)
    if row.done_at is not None or row.taken_back_at is not None:
        raise Refused("This is not asked for any more.")
    if row.person == by:
        raise Refused("Another programme lead has to do this for you.")
    if Membership.objects.current().filter(person=row.person, programme=row.programme).exists():
        leaving.let_go(row.person, programme=row.programme, reason="They asked to close their account.", by=by)
    row.done_at, row.done_by = clock.now(), by
    row.save(update_fields=["done_at", "done_by"])
    audit.record("closure:carried-out", row, by=by)
    with tenancy.as_system("an account is closed when every programme has let its person go"), tenancy.entering(None):
        # A role that came after the wish was told belongs to a programme that has not been asked yet.
        since = Membership.objects.current().filter(person=row.person).values("programme")
        _ask(row.person, Programme.objects.filter(pk__in=since).order_by("pk"), by=by)
        if ClosureRequest.objects.filter(
            person=row.person, done_at__isnull=True, taken_back_at__isnull=True
        ).exists():
            return False
    erasing.erase(row.person, by=by)
    return True


def _own(person: Person, *, by: Any) -> None:
    if person != by:
        raise Refused("Only the person themself can do this.")
