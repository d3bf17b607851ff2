"""Who did what, to what, when and why? Rows that are only ever added, each with a sentence a person can read.

Events carry bare ids, no foreign keys, so that nothing that happens to a row can bend the record of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from charter.kit import clock, tenancy
from charter.kit.added import add
from charter.kit.models import AuditEvent

SENTENCES: dict[str, str] = {}


def sentences(verbs: Mapping[str, str]) -> None:
    """Register ``noun:past-participle`` → sentence, with ``{actor}``, ``{target}`` and detail names in braces."""
    for verb, sentence in verbs.items():
        if SENTENCES.setdefault(verb, sentence) != sentence:
            raise ValueError(f"The audit verb {verb} has two sentences.")


def record(
    verb: str,
    target: models.Model | None,
    *,
    by: Any,
    organisation: Any = None,
    programme: Any = None,
    reason: str = "",
    only_once: str = "",
    **detail: Any,
) -> bool:
    """Add one event in the present transaction, so that the change and its record live or die together.

    ``verb`` must be registered. ``programme`` and ``organisation`` default to the target's own. ``by`` is the
    person (the system's own person for what Charter does itself). ``detail`` holds plain JSON values, never
    evidence text; what changed stands in it as ``before`` and ``after``. False when an event with the key
    ``only_once`` stands already; nothing is read back, because not everybody who writes may read.
    """
    if verb not in SENTENCES:
        raise KeyError(f"No sentence is registered for the audit verb {verb}.")
    context = tenancy.current()
    organisation_id = organisation.pk if organisation is not None else _organisation_id(target)
    behalf = context.on_behalf_of
    if behalf is not None:
        # Who really sat there did it; the key of the other's own event stays free for them.
        by, only_once = context.behind, f"{only_once}:{context.behind.pk}" if only_once else ""
    event = AuditEvent(
        at=clock.now(),
        request_id=context.request_id,
        verb=verb,
        actor_id=by.pk if by is not None else None,
        actor_name=str(by) if by is not None else "",
        on_behalf_of_id=behalf.pk if behalf is not None else None,
        on_behalf_of_name=str(behalf) if behalf is not None else "",
        system_reason=context.system_reason,
        programme_id=programme.pk if programme is not None else _programme_id(target),
        organisation_id=organisation_id,
        target_type=target._meta.label if target is not None else "",
        target_id=target.pk if target is not None else None,
        target_name=str(target)[:200] if target is not None else "",
        about=_about(target, detail),
        reason=reason,
        detail=detail,
        address=context.address or None,
        only_once=only_once or None,
    )
    if context.waiting is not None:
        context.waiting.append(event)
        return True
    return add(event)


def record_view(verb: str, target: models.Model, *, by: Any, **detail: Any) -> bool:
    """Add one event for a page that was looked at: one a person, object and hour (UTC)."""
    standard = detail.get("standard", "")
    key = f"{verb}:{by.pk}:{target._meta.label}:{target.pk}:{standard}:{this_hour()}"
    return record(verb, target, by=by, only_once=key, **detail)


def this_hour() -> str:
    """The present hour in UTC as a piece of a key: ``2027030114``."""
    return clock.now().strftime("%Y%m%d%H")


def _about(target: models.Model | None, detail: Mapping[str, Any]) -> str:
    """The reference of the application that this is about: the target's own, or one that the detail names."""
    return str(getattr(target, "reference", "") or detail.get("reference") or detail.get("application") or "")[:20]


def _organisation_id(target: models.Model | None) -> int | None:
    """The id of the organisation a target is or belongs to; asks the database nothing."""
    if target is not None and target._meta.label == "charter.Organisation":
        return target.pk
    return getattr(target, "organisation_id", None)


def _programme_id(target: models.Model | None) -> int | None:
    """The id of the programme a target is or belongs to; asks the database nothing."""
    if target is not None and target._meta.label == "charter.Programme":
        return target.pk
    return getattr(target, "programme_id", None)


def sentence(event: AuditEvent) -> str:
    """The event as one sentence, from its registered form."""
    words = {
        "actor": event.actor_name or "Somebody",
        "target": event.target_name,
        "reason": event.reason,
        **event.detail,
    }
    return SENTENCES.get(event.verb, "{actor} did " + event.verb + " to {target}.").format_map(_Gaps(words))


def happened_to(programme: Any, reference: str, most: int = 8) -> list[AuditEvent]:
    """What happened to one application, newest first; that somebody looked at it is left out. One query."""
    rows = AuditEvent.objects.filter(programme_id=programme.pk, about=reference)
    return list(rows.exclude(verb__endswith=":viewed").order_by("-id")[:most])


class _Gaps(dict):
    """Shows a missing detail as its name instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return f"({key})"
