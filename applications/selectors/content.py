"""What exactly would be sent, or was sent, as plain values?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from applications.canonical import words
from applications.enums import Arrival, EvidenceKind, ScanState
from applications.models import (
    Answer,
    Application,
    ApplicationParty,
    Declaration,
    Evidence,
    EvidenceUse,
    Pledge,
    Snapshot,
)
from charter.kit import scanning, tenancy
from charter.models import Standard

# 2: with the deadline that held and the number of the sending.
FORM = 2


def content_of(application: Application, uses: list[EvidenceUse] | None = None) -> dict[str, Any]:
    """Everything that sending would freeze now, as plain JSON values; its digest is shown before sending.

    Instants are ISO 8601 in UTC. Answers stand under their standard's code. ``uses`` is the evidence when a
    page has asked for it already.
    """
    parties = list(application.parties.all())
    ids = [party.organisation_id for party in parties]
    order = {organisation_id: place for place, organisation_id in enumerate(ids)}
    pledges = Pledge.objects.filter(
        framework_id=application.framework_id, organisation_id__in=ids, replaced_at__isnull=True
    )
    declarations = Declaration.objects.filter(application=application, round=application.round)
    answers = Answer.objects.filter(application=application).select_related("standard")
    slugs = {party.organisation_id: party.organisation.slug for party in parties}
    return {
        "form": FORM,
        "reference": application.reference,
        "programme": application.programme.slug,
        "round": application.round,
        "deadline": {
            "at": application.deadline.at.isoformat(),
            "grace_minutes": application.deadline.grace_minutes,
        },
        "cohort": {"slug": application.cohort.slug, "name": application.cohort.name},
        "framework": {"version": application.framework.version, "title": application.framework.title},
        "parties": [_party(party) for party in parties],
        "pledges": [
            {**_signature(row, slugs), "statements": row.statements}
            for row in sorted(pledges, key=lambda row: order[row.organisation_id])
        ],
        "declarations": [
            {**_signature(row, slugs), "statement": row.statement}
            for row in sorted(declarations, key=lambda row: order[row.organisation_id])
        ],
        "answers": {row.standard.code: row.text for row in answers if row.text.strip()},
        "evidence": [
            _evidence(use) for use in (evidence_uses(application) if uses is None else uses) if is_sendable(use)
        ],
    }


def is_sendable(use: EvidenceUse) -> bool:
    """Whether a piece of evidence is part of what is sent: it came in time and no virus was found in it.

    A file that still waits for its scan is: nobody is kept from sending by a slow scanner. The panel opens it once
    it is checked, and learns that it was deleted if a virus is found after sending.
    """
    return use.arrival == Arrival.IN_TIME and use.evidence.scan_state != ScanState.INFECTED


def evidence_uses(application: Application) -> list[EvidenceUse]:
    """Every piece of evidence the application shows, in the standards' order and then as it was added."""
    return list(
        EvidenceUse.objects.filter(application=application)
        .select_related("evidence", "evidence__added_by", "standard", "organisation")
        .order_by("standard__position", "pk")
    )


def _party(party: ApplicationParty) -> dict[str, Any]:
    organisation = party.organisation
    return {
        "organisation": organisation.slug,
        "name": organisation.name,
        "certificate_name": organisation.certificate_name,
        "services": [held.service.name for held in party.party_services.all()],
    }


def _signature(row: Pledge | Declaration, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "organisation": slugs[row.organisation_id],
        "signed_name": row.signed_name,
        "signed_role": row.signed_role,
        "signed_at": row.signed_at.isoformat(),
    }


def _evidence(use: EvidenceUse) -> dict[str, Any]:
    evidence = use.evidence
    item = {
        "uuid": str(evidence.uuid),
        "standard": use.standard.code,
        "organisation": use.organisation.slug,
        "kind": evidence.kind,
        "title": evidence.title,
        "note": evidence.content_note,
        "about_person": evidence.about_person,
    }
    if evidence.kind == EvidenceKind.LINK:
        return {**item, "url": evidence.url}
    return {**item, "sha256": evidence.sha256, "size": evidence.size, "content_type": evidence.content_type}


def snapshot_of(application: Application) -> Snapshot | None:
    """What was sent last, or None before the first sending."""
    return Snapshot.objects.filter(application=application).order_by("-number").first()


@dataclass(frozen=True)
class SentEvidence:
    """One piece of evidence as it was sent; ``size`` is in bytes, 0 for a link.

    ``note`` says what may be hard to read in it. ``label`` is that of what staff attached later. ``scan_state`` is
    what is known now about a file, empty when nobody asked.
    """

    uuid: str
    kind: str
    title: str
    organisation: str
    size: int
    content_type: str
    sha256: str
    url: str
    note: str = ""
    about_person: bool = False
    label: str = ""
    scan_state: str = ""

    @property
    def scanned(self) -> str:
        """What is known about the file, in words; empty for what is clean, a link, or was not asked."""
        return ScanState(self.scan_state).label if self.scan_state not in ("", ScanState.CLEAN) else ""

    @property
    def opens(self) -> bool:
        """Whether it may be opened by somebody else than who brought it."""
        if self.scan_state == ScanState.NOT_SCANNED:
            return not scanning.is_configured()
        return self.scan_state in ("", ScanState.CLEAN)

    @property
    def is_gone(self) -> bool:
        """Whether a virus was found in it, so that its bytes are deleted."""
        return self.scan_state == ScanState.INFECTED

    @property
    def is_file(self) -> bool:
        """Whether it is a file of ours."""
        return self.kind == EvidenceKind.FILE


@dataclass(frozen=True)
class Reading:
    """What the panel reads for one standard: the answer's words and the evidence, as they were sent."""

    standard: Standard
    text: str
    words: int
    evidence: tuple[SentEvidence, ...]


@dataclass(frozen=True)
class Beside:
    """What is true beside what was sent: each file's state by uuid, and by standard what staff attached."""

    states: dict[str, str]
    attached: dict[str, tuple[SentEvidence, ...]]


# What is asked of each use of a file, under the names that a snapshot's entries have.
_TODAY = {
    "uuid": F("evidence__uuid"),
    "kind": F("evidence__kind"),
    "title": F("evidence__title"),
    "size": F("evidence__size"),
    "content_type": F("evidence__content_type"),
    "sha256": F("evidence__sha256"),
    "note": F("evidence__content_note"),
    "about_person": F("evidence__about_person"),
    "state": F("evidence__scan_state"),
    "arrived": F("arrival"),
    "called": F("label"),
    "under": F("standard__code"),
    "of": F("organisation__slug"),
}


def beside(application: Application) -> Beside:
    """What lies beside the snapshot. One query."""
    uses = EvidenceUse.objects.filter(application=application, evidence__kind=EvidenceKind.FILE).order_by("pk")
    rows: list[Any] = list(uses.values(**_named("today_")))
    return _beside([{name: row[f"today_{name}"] for name in _TODAY} for row in rows])


def sent_and_beside(application: Application) -> tuple[Snapshot | None, Beside]:
    """The latest snapshot and what lies beside it, None and nothing before the first sending. One query."""
    uses = EvidenceUse.objects.filter(application=OuterRef("application"), evidence__kind=EvidenceKind.FILE)
    today = uses.order_by().values("application").annotate(rows=JSONBAgg(JSONObject(**_TODAY))).values("rows")
    found = Snapshot.objects.filter(application=application).annotate(today=Subquery(today))
    snapshot = found.order_by("-number").first()
    return snapshot, _beside((snapshot.today or []) if snapshot is not None else [])


def _named(prefix: str) -> dict[str, F]:
    """The expressions under names that no column has."""
    return {f"{prefix}{name}": expression for name, expression in _TODAY.items()}


def _beside(rows: list[dict[str, Any]]) -> Beside:
    states: dict[str, str] = {}
    attached: dict[str, tuple[SentEvidence, ...]] = {}
    for row in rows:
        states[str(row["uuid"])] = row["state"]
        if row["arrived"] == Arrival.ATTACHED:
            entry = sent_evidence({**row, "uuid": str(row["uuid"]), "organisation": row["of"]})
            shown = replace(entry, label=row["called"], scan_state=row["state"])
            attached[row["under"]] = (*attached.get(row["under"], ()), shown)
    return Beside(states, attached)


def panel_reading(
    application: Application, standard: Standard, snapshot: Snapshot | None = None, known: Beside | None = None
) -> Reading:
    """What was sent for ``standard``, from the snapshot and never from what lies in the rows today.

    What staff attached comes after it, each with its label. ``known`` is :func:`beside`, for a page of many.
    """
    snapshot = snapshot or snapshot_of(application)
    known = known or beside(application)
    content = snapshot.content if snapshot is not None else {"answers": {}, "evidence": []}
    text = content["answers"].get(standard.code, "")
    evidence = sent_under(content["evidence"], standard.code, known)
    return Reading(standard=standard, text=text, words=words(text), evidence=evidence)


NOTHING = Beside({}, {})


def sent_under(sent: list[dict[str, Any]], code: str, known: Beside = NOTHING) -> tuple[SentEvidence, ...]:
    """The evidence that was sent under one standard, and what was attached to it since, as far as it is ``known``."""
    shown = (
        replace(sent_evidence(item), scan_state=known.states.get(item["uuid"], ""))
        for item in sent
        if item["standard"] == code
    )
    return (*shown, *known.attached.get(code, ()))


def unchecked(application: Application, snapshot: Snapshot) -> list[SentEvidence]:
    """Files that were sent and that the panel cannot open yet, each once; none without a scanner. One query."""
    states = beside(application).states
    files = {item["uuid"]: sent_evidence(item) for item in snapshot.content["evidence"]}
    known = [replace(row, scan_state=states.get(row.uuid, "")) for row in files.values() if row.is_file]
    return [row for row in known if not row.opens and not row.is_gone]


def sent_evidence(item: dict[str, Any]) -> SentEvidence:
    """An entry of a snapshot's evidence as a value."""
    return SentEvidence(
        uuid=item["uuid"],
        kind=item["kind"],
        title=item["title"],
        organisation=item["organisation"],
        size=item.get("size", 0),
        content_type=item.get("content_type", ""),
        sha256=item.get("sha256", ""),
        url=item.get("url", ""),
        note=item.get("note", ""),
        about_person=item.get("about_person", False),
    )


def sent_file(application: Application, identity: uuid.UUID, *, ever: bool = False) -> Evidence | None:
    """The file that the latest snapshot names with the same digest, or that staff attached; else None.

    With ``ever`` any snapshot counts, for those who may read earlier sendings too.
    """
    naming = Snapshot.objects.filter(application=application).order_by("-number")
    snapshots = naming.filter(content__evidence__contains=[{"uuid": str(identity)}]) if ever else naming
    snapshot = snapshots.first()
    named = {item["uuid"]: item.get("sha256") for item in snapshot.content["evidence"]} if snapshot else {}
    rows = Evidence.objects.filter(programme_id=application.programme_id, uuid=identity, kind=EvidenceKind.FILE)
    if digest := named.get(str(identity)):
        with tenancy.as_system("a file that was sent is read, also when its people have taken it away since"):
            return rows.filter(sha256=digest).first()
    attached = EvidenceUse.objects.filter(application=application, arrival=Arrival.ATTACHED, evidence=OuterRef("pk"))
    return rows.filter(Exists(attached)).first()


@dataclass(frozen=True)
class PrintedParties:
    """What a certificate and the register print: holders in the order the parties chose, and every service."""

    holders: tuple[str, ...]
    services: tuple[str, ...]


def printed_parties(application: Application) -> PrintedParties:
    """Certificate names and services, from what was sent when something was, else from the parties today."""
    snapshot = snapshot_of(application)
    rows = (
        snapshot.content["parties"]
        if snapshot is not None
        else [_party(party) for party in application.parties.all()]
    )
    services = dict.fromkeys(service for row in rows for service in row["services"])
    return PrintedParties(tuple(row["certificate_name"] for row in rows), tuple(services))
