"""How is a standard given to somebody of the team, called completed, and opened again?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from applications import notifications
from applications.actions import answers
from applications.canonical import words
from applications.enums import WRITABLE
from applications.models import Answer, Application, Section
from applications.selectors import people
from charter import standing
from charter.kit import audit, clock, duties
from charter.kit.access import Refused
from charter.models import Person, Programme, Standard
from charter.roles import roles_with


@transaction.atomic
def give(application: Application, *, standard: Standard, owner: Person | None, by: Any) -> Section:
    """Let ``owner`` write the answer to ``standard``, or nobody in particular when it is None; they are told.

    See :func:`share_out`.
    """
    share_out(application, owners={standard: owner}, by=by)
    return _held(application, standard)


@transaction.atomic
def share_out(application: Application, *, owners: Mapping[Standard, Person | None], by: Any) -> list[Standard]:
    """Give several standards at once; each new owner has one message that names all of theirs.

    Others of the team may still write in them. An owner is of one of the parties and may write. Gives the standards
    that changed hands: giving one again to whoever has it changes nothing. Refuses anybody else as an owner, and an
    application that is not being written.
    """
    locked = _demand_writable(application, *owners)
    able = {one.person.pk: one for one in people.writers(locked)} if any(owners.values()) else {}
    given: dict[int, list[Standard]] = {}
    changed = []
    for standard, owner in owners.items():
        if owner is not None and owner.pk not in able:
            raise Refused("Choose somebody who can write in this application.")
        if _hand_over(locked, standard, owner, by=by):
            changed.append(standard)
            if owner is not None and owner.pk != by.pk:
                given.setdefault(owner.pk, []).append(standard)
    for key, standards in given.items():
        notifications.section_given(locked, standards, able[key], by=by)
    return changed


def _hand_over(application: Application, standard: Standard, owner: Person | None, *, by: Any) -> bool:
    """Write the new owner down; False when nothing changes."""
    section = _held(application, standard)
    if section.owner_id == (owner.pk if owner is not None else None):
        return False
    before, section.owner = section.owner, owner
    section.save()
    told = {"standard": standard.code, "application": application.reference, "before": str(before or "")}
    if owner is None:
        audit.record("section:freed", section, by=by, **told)
    else:
        audit.record("section:given", section, by=by, who=str(owner), **told)
    return True


@transaction.atomic
def complete(application: Application, *, standard: Standard, by: Any) -> Section:
    """Mark the standard as completed, in the team's own view; nothing is locked by it.

    Refuses an answer without words, and an application that is not being written.
    """
    locked = _demand_writable(application, standard)
    text = Answer.objects.filter(application=locked, standard=standard).values_list("text", flat=True).first()
    if not words(text or ""):
        raise Refused("Write your answer first. Then you can mark this section as completed.")
    section = _held(locked, standard)
    if section.completed_at is None:
        section.completed_at, section.completed_by = clock.now(), by
        section.save()
        _record("section:completed", section, locked, standard, by)
    return section


@transaction.atomic
def reopen(application: Application, *, standard: Standard, by: Any) -> Section:
    """Take the mark away again; refuses an application that is not being written."""
    locked = _demand_writable(application, standard)
    section = _held(locked, standard)
    if section.completed_at is not None:
        section.completed_at = section.completed_by = None
        section.save()
        _record("section:reopened", section, locked, standard, by)
    return section


@duties.on_leaving
@transaction.atomic
def leave(person: Person, programme: Programme, *, by: Any) -> list[str]:
    """Sections of somebody who may no longer write in their application are nobody's; says which, in a sentence.

    What was sent stays as it was: only applications that are being written change.
    """
    standing.forget(person)
    held = standing.of(person).held
    writing = set(roles_with("applications.write_answer"))
    still = {o for p, o, role in held if p == programme.pk and o is not None and role in writing}
    rows = Section.objects.select_for_update(of=("self",)).filter(
        programme=programme, owner=person, application__state__in=WRITABLE
    )
    lost: dict[str, list[str]] = {}
    for section in rows.exclude(application__parties__organisation_id__in=still).select_related(
        "application", "standard"
    ):
        section.owner = None
        section.save()
        told = {"standard": section.standard.code, "application": section.application.reference}
        audit.record("section:freed", section, by=by, before=str(person), **told)
        lost.setdefault(section.application.reference, []).append(section.standard.code)
    return [f"{' and '.join(codes)} of {reference} need another writer." for reference, codes in lost.items()]


def _demand_writable(application: Application, *standards: Standard) -> Application:
    """The application, locked; refuses one that is not being written, and a standard of another framework."""
    locked = answers.lock(application)
    if any(standard.framework_id != locked.framework_id for standard in standards):
        raise Refused("This standard is not part of this application.")
    if locked.state not in WRITABLE:
        raise Refused("This application is not being written now, so it can no longer be changed.")
    return locked


def _held(application: Application, standard: Standard) -> Section:
    """The section's row, or one that is saved when it first says something. The lead organisation owns it."""
    found = (
        Section.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(application=application, standard=standard)
        .first()
    )
    return found or Section(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        application=application,
        standard=standard,
    )


def _record(verb: str, section: Section, application: Application, standard: Standard, by: Any) -> None:
    audit.record(verb, section, by=by, standard=standard.code, application=application.reference)
