"""How is something from another application of the same organisation used again?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from applications.actions import answers
from applications.actions import evidence as items
from applications.enums import EvidenceKind
from applications.models import Answer, Application, Evidence, EvidenceUse
from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Standard


@transaction.atomic
def use_again(
    application: Application, *, standard: Standard, evidence: Iterable[Evidence], by: Any
) -> list[Evidence]:
    """Show evidence that the organisation has brought before under ``standard``, by reference: no byte is copied.

    What is shown there already stays as it is. Refuses evidence of an organisation for which ``by`` does not write
    or that does not stand behind this application, and more than an application may hold.
    """
    locked = items.open_for_writing(application, standard)
    parties = {party.organisation_id for party in locked.parties.all()}
    shown = set(
        EvidenceUse.objects.filter(application=locked, standard=standard).values_list("evidence_id", flat=True)
    )
    held = set(EvidenceUse.objects.filter(application=locked).values_list("evidence_id", flat=True))
    added = []
    for row in evidence:
        if row.organisation_id not in parties:
            raise Refused(f"{row.title} belongs to an organisation that is not part of this application.")
        items.demand_writer(row, by=by, what="add")
        if row.pk in shown:
            continue
        if row.kind == EvidenceKind.FILE and row.pk not in held:
            items.refuse_more(locked, row.title, row.size)
        items.show(row, locked, standard, by=by, verb="evidence:shown")
        added.append(row)
    return added


@transaction.atomic
def copy_answer(application: Application, *, standard: Standard, source: Answer, version: int, by: Any) -> Answer:
    """Put the words of an earlier answer of the same lead organisation after what is written for ``standard``.

    ``version`` is that of the present answer as it was shown. Refuses another organisation's answer, and raises
    :class:`answers.Conflicted` when somebody has saved since.
    """
    if source.organisation_id != application.organisation_id:
        raise Refused("This answer belongs to another organisation.")
    stored = Answer.objects.filter(application=application, standard=standard).first()
    before = stored.text if stored is not None else ""
    text = f"{before.rstrip()}\n\n{source.text}" if before.strip() else source.text
    saved = answers.save(application, standard=standard, text=text, version=version, by=by)
    audit.record(
        "answer:copied",
        saved,
        by=by,
        standard=standard.code,
        source=source.application.reference,
        application=application.reference,
    )
    return saved
