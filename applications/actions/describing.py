"""How is a piece of evidence named, noted, and shown under more than one standard?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from applications.actions import evidence as items
from applications.enums import Arrival
from applications.models import Application, Evidence, EvidenceUse
from charter.kit import audit, clock, files
from charter.kit.access import Refused
from charter.models import Standard

CONSENT = "They agreed that this is shared with the panel, or nobody can tell who they are."


@transaction.atomic
def describe(
    use: EvidenceUse,
    *,
    standards: Iterable[Standard],
    title: str,
    content_note: str,
    about_person: bool,
    agreed: bool,
    by: Any,
) -> Evidence:
    """Keep what people say about a piece of evidence, and show it under exactly ``standards`` of the application.

    ``use`` is where it was opened; writing must be open there, and under every standard to which it comes or from
    which it goes. ``agreed`` is the confirmation of :data:`CONSENT`, needed when it is about a person; who confirmed
    it first, and when, is kept. What arrived late and is chosen again is in time from then on. Refuses evidence of
    another organisation, an empty choice of standards and a name with nothing to read.
    """
    chosen = {standard.pk: standard for standard in standards}
    if not chosen:
        raise Refused("Select at least one standard, or remove the evidence instead.")
    application = items.open_for_writing(use.application, use.standard)
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    row = rows.get(pk=use.evidence_id)
    items.demand_writer(row, by=by, what="change")
    if about_person and not agreed and row.consent_at is None:
        raise Refused("Confirm that they agreed before you show evidence about a person.")
    before = (row.title, row.content_note, row.about_person)
    row.title, row.about_person = _name(row, title), about_person
    row.content_note = " ".join(files.visible(content_note).split())[:300]
    if not about_person:
        row.consent_at, row.consent_by = None, None
    elif row.consent_at is None:
        row.consent_at, row.consent_by = clock.now(), by
    row.save(update_fields=["title", "content_note", "about_person", "consent_at", "consent_by"])
    if before != (row.title, row.content_note, row.about_person):
        told: dict[str, Any] = {
            "title": row.title,
            "application": application.reference,
            "about_person": about_person,
        }
        audit.record("evidence:described", row, by=by, **told)
    _show_under(row, application, chosen, by)
    return row


def _name(evidence: Evidence, title: str) -> str:
    """The name as it is shown; a file keeps the extension that its content was judged by."""
    shown = " ".join(files.visible(title).split())[:200]
    if not shown:
        raise Refused("Enter a name for it.")
    dot = evidence.storage_name.rpartition(".")[2]
    if evidence.storage_name and not shown.lower().endswith(files.extensions_of(f".{dot}")):
        shown = f"{shown[: 200 - len(dot) - 1]}.{dot}"
    return files.clean_name(shown) if evidence.storage_name else shown


def _show_under(evidence: Evidence, application: Application, chosen: dict[int, Standard], by: Any) -> None:
    """Add and take away uses until they are those chosen; what staff attached is left alone."""
    uses = EvidenceUse.objects.filter(evidence=evidence, application=application).exclude(arrival=Arrival.ATTACHED)
    now = {use.standard_id: use for use in uses.select_related("standard")}
    for key, standard in chosen.items():
        if key not in now:
            items.open_for_writing(application, standard)
            items.show(evidence, application, standard, by=by)
        elif now[key].arrival == Arrival.LATE:
            items.open_for_writing(application, standard)
            now[key].arrival = Arrival.IN_TIME
            now[key].save(update_fields=["arrival"])
    for key, use in now.items():
        if key not in chosen:
            items.open_for_writing(application, use.standard)
            use.delete()
            told = {"standard": use.standard.code, "application": application.reference}
            audit.record("evidence:removed", evidence, by=by, **told)
