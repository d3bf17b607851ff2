"""What does each page about one application show?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from applications import canonical
from applications.enums import WRITABLE, Arrival, EvidenceKind, ScanState
from applications.models import Answer, Application, Evidence, EvidenceUse, Section, Snapshot
from applications.privacy_hints import Hint, look
from applications.selectors import content, gates, journeys, since_checked
from applications.selectors import tasks as work
from applications.selectors.reminders import Reminder, reminders
from applications.selectors.returns import Asked, asked, sendings
from applications.selectors.sections import sections_of
from charter import standing
from charter.enums import Role
from charter.kit import clock, scanning
from charter.kit.access import Verdict
from charter.models import Membership, Organisation, Person, Standard
from charter.selectors import framework_form
from training import selectors as training
from training.models import Session


@dataclass(frozen=True)
class ApplicationPage:
    """The task list and everything around it, for one person."""

    situation: journeys.Situation
    opened: Verdict
    sessions: list[Session]
    own_ids: frozenset[int]
    gaps: list[gates.Gap]
    asked: Asked | None
    reminders: list[Reminder]


def application_page(application: Application, person: Any) -> ApplicationPage:
    """The task list for ``person``; the application comes with its parties (``for_pages``)."""
    sessions = training.sessions_attended(application.organisation, application.cohort)
    trained = bool(sessions) or not application.cohort.training_needed
    found = journeys.situation(application, person, trained=trained)
    answered = {row.standard.pk for row in found.tasks.standards if row.is_answered}
    blocking = []
    if found.is_writable:
        blocking = gates.gaps(application, signed=found.signed, answered=answered, trained=trained)
    return ApplicationPage(
        situation=found,
        opened=gates.evidence_is_open(application, found.signed),
        sessions=sessions,
        own_ids=standing.of(person).organisation_ids(application.programme_id),
        gaps=blocking,
        asked=asked(application),
        reminders=reminders(found, person),
    )


@dataclass(frozen=True)
class AnswerPage:
    """One standard with its answer (None before the first save), its evidence and its neighbours."""

    application: Application
    standard: Standard
    number: int
    total: int
    answer: Answer | None
    looks_for: list[tuple[str, str]]
    uses: list[EvidenceUse]
    previous: Standard | None
    next: Standard | None
    words: int
    words_elsewhere: int
    budget: int
    opened: Verdict
    asked: Asked | None
    section: Section | None

    @property
    def owner(self) -> Person | None:
        """Whose the standard is to write."""
        return self.section.owner if self.section is not None else None

    @property
    def is_completed(self) -> bool:
        """Whether the team marked it as completed."""
        return self.section is not None and self.section.completed_at is not None

    @property
    def fair_share(self) -> int:
        """Words of the budget that fall to one standard when all have the same, rounded down to tens."""
        return self.budget // self.total // 10 * 10

    @property
    def version(self) -> int:
        """The version a form starts from; 0 when nothing is saved."""
        return self.answer.version if self.answer is not None else 0


def standard_named(application: Application, code: str) -> Standard | None:
    """The standard of the application's framework with this code, in any case."""
    return next((row for row in gates.standards(application) if row.code.lower() == code.lower()), None)


def answer_page(application: Application, standard: Standard) -> AnswerPage:
    """Everything about one standard's answer. Four queries."""
    standards = gates.standards(application)
    place = next(index for index, row in enumerate(standards) if row.pk == standard.pk)
    form = framework_form(application.framework)
    answers = {
        row.standard_id: row for row in Answer.objects.filter(application=application).select_related("saved_by")
    }
    answer = answers.get(standard.pk)
    used = {key: canonical.words(row.text) for key, row in answers.items()}
    scale = sorted(form.scale, key=lambda point: point.score)
    return AnswerPage(
        application=application,
        standard=standard,
        number=place + 1,
        total=len(standards),
        answer=answer,
        looks_for=[(point.name, text) for point, text in zip(scale, standard.descriptors, strict=False)],
        uses=[use for use in content.evidence_uses(application) if use.standard_id == standard.pk],
        previous=standards[place - 1] if place else None,
        next=standards[place + 1] if place + 1 < len(standards) else None,
        words=used.get(standard.pk, 0),
        words_elsewhere=sum(count for key, count in used.items() if key != standard.pk),
        budget=form.policy.answer_word_budget_total,
        opened=gates.standard_is_open(application, standard),
        asked=asked(application),
        section=sections_of(application).get(standard.pk),
    )


# Below this many words an answer is worth another look before it is sent.
THIN = 20


@dataclass(frozen=True)
class CheckedStandard:
    """One standard as it would be sent."""

    standard: Standard
    text: str
    evidence: list[EvidenceUse]


@dataclass(frozen=True)
class CheckPage:
    """The whole application as it would be sent now, its gaps, and the digest of exactly this content."""

    application: Application
    standards: list[CheckedStandard]
    signed: list[gates.PartySigning]
    gaps: list[gates.Gap]
    digest: str
    # Of each part of what would be sent, so that what changes meanwhile can be named.
    marks: str
    words: int
    budget: int
    sessions: list[Session]
    own_ids: frozenset[int]
    asked: Asked | None
    # Codes of standards whose words were saved after the first declaration of this round was signed.
    changed_since_signed: list[str]

    @property
    def personal(self) -> list[tuple[CheckedStandard, Hint]]:
        """Words that may be about one person, with their standard; they block nothing."""
        return [(row, hint) for row in self.standards if self.may_change(row.standard) for hint in look(row.text)]

    @property
    def thin(self) -> list[CheckedStandard]:
        """Standards that can be changed and have no evidence or fewer than :data:`THIN` words; they block nothing."""
        return [
            row
            for row in self.standards
            if row.text.strip()
            and self.may_change(row.standard)
            and (not any(map(content.is_sendable, row.evidence)) or canonical.words(row.text) < THIN)
        ]

    @property
    def files(self) -> list[tuple[Standard, EvidenceUse]]:
        """Every file with its standard, in order."""
        kept = [(row.standard, use) for row in self.standards for use in row.evidence]
        return [(standard, use) for standard, use in kept if use.evidence.kind == EvidenceKind.FILE]

    @property
    def left_out(self) -> list[tuple[Standard, EvidenceUse]]:
        """Files that are not part of what is sent: a virus was found in them, or they came too late."""
        held = [(standard, use) for standard, use in self.files if use.arrival != Arrival.ATTACHED]
        return [(standard, use) for standard, use in held if not content.is_sendable(use)]

    @property
    def unchecked(self) -> list[tuple[Standard, EvidenceUse]]:
        """Files that are part of it and that nobody else can open yet: no scanner has said that they are clean."""
        if not scanning.is_configured():
            return []
        sent = [(standard, use) for standard, use in self.files if content.is_sendable(use)]
        return [(standard, use) for standard, use in sent if use.evidence.scan_state != ScanState.CLEAN]

    def may_change(self, standard: Standard) -> bool:
        """Whether this standard can be changed: all of a draft's, after a return only the named ones."""
        return self.asked is None or self.asked.names(standard)

    @property
    def closed(self) -> str:
        """When the cohort closed and what that means, for one that was not sent in time; else nothing."""
        if self.application.state not in WRITABLE or not self.application.deadline.has_passed(clock.now()):
            return ""
        return gates.closed_sentence(self.application)

    def mendable(self, gap: gates.Gap) -> bool:
        """Whether this reader has the page on which the gap is mended."""
        return bool(gap.route) and (gap.organisation_id is None or gap.organisation_id in self.own_ids)


def check_page(application: Application, person: Any) -> CheckPage:
    """What would be sent, in the standards' order."""
    rows = list(Answer.objects.filter(application=application))
    answers = {row.standard_id: row.text for row in rows}
    uses = content.evidence_uses(application)
    signed = gates.signings(application)
    sessions = training.sessions_attended(application.organisation, application.cohort)
    frozen = content.content_of(application, uses)
    under: dict[int, list[EvidenceUse]] = {}
    for use in uses:
        under.setdefault(use.standard_id, []).append(use)
    return CheckPage(
        application=application,
        standards=[
            CheckedStandard(row, answers.get(row.pk, ""), under.get(row.pk, []))
            for row in gates.standards(application)
        ],
        signed=signed,
        gaps=gates.gaps(
            application,
            signed=signed,
            answered={key for key, text in answers.items() if text.strip()},
            trained=bool(sessions) or not application.cohort.training_needed,
        ),
        digest=canonical.digest(frozen),
        marks=since_checked.marks(frozen),
        words=sum(canonical.words(text) for text in answers.values()),
        budget=framework_form(application.framework).policy.answer_word_budget_total,
        sessions=sessions,
        own_ids=standing.of(person).organisation_ids(application.programme_id),
        asked=asked(application),
        changed_since_signed=_changed_since(application, rows, signed),
    )


def _changed_since(application: Application, rows: list[Answer], signed: list[gates.PartySigning]) -> list[str]:
    """Codes of the standards whose words were saved after the first declaration of this round, in order."""
    instants = [row.declaration.signed_at for row in signed if row.declaration is not None]
    if not instants:
        return []
    late = {row.standard_id for row in rows if row.saved_at > min(instants)}
    return [standard.code for standard in gates.standards(application) if standard.pk in late]


def used_file(application: Application, identity: uuid.UUID) -> Evidence | None:
    """The file ``identity`` when the application shows it now, or it was sent at any time; else None."""
    shown = EvidenceUse.objects.filter(
        application=application, evidence__uuid=identity, evidence__kind=EvidenceKind.FILE
    )
    use = shown.select_related("evidence").first()
    return use.evidence if use is not None else content.sent_file(application, identity, ever=True)


def came_late(application: Application, evidence: Evidence) -> bool:
    """Whether the evidence came too late for what the application sends."""
    return EvidenceUse.objects.filter(application=application, evidence=evidence, arrival=Arrival.LATE).exists()


def signatories_of(organisation: Organisation) -> list[Person]:
    """Who can sign for the organisation, by name."""
    held = Membership.objects.with_role(Role.SIGNATORY).filter(organisation=organisation)
    return list(Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("name", "email"))


@dataclass(frozen=True)
class StaffPage:
    """What staff see of one application: who, how far, and, once it was sent, what came."""

    application: Application
    signed: list[gates.PartySigning]
    tasks: work.TaskList
    gaps: list[gates.Gap]
    snapshot: Snapshot | None
    files: list[tuple[str, content.SentEvidence]]
    answered: int
    trained: bool
    asked: Asked | None
    sendings: list[Snapshot]

    @property
    def sent_standards(self) -> list[tuple[Standard, int, int]]:
        """Each standard with its words and pieces of evidence, as they were sent."""
        sent = self.snapshot.content if self.snapshot is not None else {"answers": {}, "evidence": []}
        return [
            (
                row.standard,
                canonical.words(sent["answers"].get(row.standard.code, "")),
                sum(item["standard"] == row.standard.code for item in sent["evidence"]),
            )
            for row in self.tasks.standards
        ]


def staff_page(application: Application) -> StaffPage:
    """Who, services, state, completeness and the files that were sent; never what is still being written."""
    snapshot = content.snapshot_of(application)
    listed = work.task_list(application, team=False)
    signed, trained = gates.signings(application), gates.training_is_done(application)
    files, gaps = [], []
    if snapshot is not None:
        known, sent = content.beside(application), snapshot.content["evidence"]
        codes = [row.standard.code for row in listed.standards]
        files = [(code, item) for code in codes for item in content.sent_under(sent, code, known)]
    if application.state in WRITABLE:
        answered = {row.standard.pk for row in listed.standards if row.words}
        gaps = gates.gaps(application, signed=signed, answered=answered, trained=trained)
    return StaffPage(
        application=application,
        signed=signed,
        tasks=listed,
        gaps=gaps,
        snapshot=snapshot,
        files=files,
        answered=listed.done,
        trained=trained,
        asked=asked(application),
        sendings=sendings(application) if snapshot is not None else [],
    )
