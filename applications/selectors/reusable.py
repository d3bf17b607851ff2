"""What has the organisation brought and written before that can be used again under this standard?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from applications import canonical, permissions
from applications.enums import ScanState
from applications.models import Answer, Application, Evidence, EvidenceUse
from charter import standing
from charter.models import Standard
from charter.roles import roles_with

# So many at most are offered; the newest come first.
MOST = 200
# A page of them; who needs an older one still reads it in its own application.
MOST_ANSWERS = 8


@dataclass(frozen=True)
class Reusable:
    """One piece of evidence, and where it is used: references with codes of standards."""

    evidence: Evidence
    used: tuple[str, ...]


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer of another application of the same lead organisation; ``changed`` is what its standard said then."""

    answer: Answer
    words: int
    same_standard: bool
    changed: str


@dataclass(frozen=True)
class ReusePage:
    """Everything that can be used again under one standard."""

    standard: Standard
    evidence: list[Reusable]
    answers: list[EarlierAnswer]
    version: int


def own_party_ids(application: Application, person: Any) -> list[int]:
    """Ids of the parties for which ``person`` brings evidence."""
    bring, worn = set(roles_with("applications.add_evidence")), standing.of(person)
    return [pk for pk in permissions.party_ids(application) if worn.in_organisation(pk) & bring]


def offered(application: Application, standard: Standard, organisations: Iterable[int]) -> Any:
    """Evidence of these organisations that is used somewhere, and not under this standard of this application."""
    here = EvidenceUse.objects.filter(application=application, standard=standard)
    return (
        Evidence.objects.filter(organisation_id__in=list(organisations), removed_at__isnull=True)
        .exclude(pk__in=here.values("evidence_id"))
        .exclude(scan_state=ScanState.INFECTED)
    )


def reuse_page(application: Application, standard: Standard, person: Any) -> ReusePage:
    """What ``person`` may use again here, newest first: never another organisation's. Four queries."""
    uses = EvidenceUse.objects.select_related("application", "standard").order_by("application__reference", "pk")
    rows = offered(application, standard, own_party_ids(application, person))
    evidence = [
        Reusable(row, tuple(f"{use.application.reference} {use.standard.code}" for use in row.shown_in))
        for row in rows.prefetch_related(Prefetch("uses", uses, to_attr="shown_in")).order_by("-pk")[:MOST]
    ]
    stored = Answer.objects.filter(application=application, standard=standard).first()
    return ReusePage(
        standard=standard,
        evidence=evidence,
        answers=_earlier(application, standard, person),
        version=stored.version if stored is not None else 0,
    )


def earlier_answers(application: Application, person: Any) -> Any:
    """Answers in other applications of the same lead organisation, when ``person`` writes for it."""
    if application.organisation_id not in own_party_ids(application, person):
        return Answer.objects.none()
    others = Application.objects.filter(organisation_id=application.organisation_id).exclude(pk=application.pk)
    return Answer.objects.filter(application__in=others.without_veiled()).exclude(text="")


def _earlier(application: Application, standard: Standard, person: Any) -> list[EarlierAnswer]:
    """Those under the same code, the newest first."""
    rows = earlier_answers(application, person).filter(standard__code=standard.code)
    rows = rows.select_related("application__cohort", "standard")
    return [
        EarlierAnswer(
            answer=row,
            words=canonical.words(row.text),
            same_standard=row.standard_id == standard.pk,
            changed="" if row.standard.guidance == standard.guidance else row.standard.guidance,
        )
        for row in rows.order_by("-saved_at")[:MOST_ANSWERS]
    ]
