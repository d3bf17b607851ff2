"""What does a chair see: ready or not ready before the reveal, everything side by side after it?"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from applications.enums import WITH_PANEL, State
from applications.models import Application
from assessment import scoring
from assessment.enums import ReviewState, SeatKind
from assessment.models import AgreedScore, Decision, Review, Score, Seat
from assessment.selectors.parties import APPLICATION, Party, parties_of, party_prefetches
from assessment.selectors.reviews import Choice, choices_for, scale_names
from charter import level_rules, level_wording
from charter.framework_form import Framework as FrameworkForm
from charter.framework_form import Level
from charter.kit.tenancy import Hat
from charter.models import Programme, Standard
from charter.selectors import framework_form, frozen_form, frozen_standards

REVEALED = WITH_PANEL - {State.ASSESSING}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def applications_of_chair(person: Any, programme: Programme, hat: Hat | None) -> QuerySet[Application]:
    """Applications with the panel in cohorts whose panel the person chairs, none they have a connection to."""
    chaired = Seat.objects.filter(person=person, kind=SeatKind.CHAIR, ended_at__isnull=True)
    rows = Application.objects.visible_to(person, programme, hat).without_own(person, programme)
    return rows.filter(state__in=WITH_PANEL, cohort__in=chaired.values("cohort_id"))


@dataclass(frozen=True)
class ModerationRow:
    """One application on the chair's list. Before the reveal it tells ready or not ready, and nothing else."""

    application: Application
    parties: tuple[Party, ...]
    is_ready: bool
    is_revealed: bool
    flagged: int
    widest: int
    agreed: int
    standards: int

    @property
    def status(self) -> str:
        """Where it stands, in words."""
        if self.is_revealed:
            return str(self.application.get_state_display())
        return "Ready" if self.is_ready else "Not ready"

    @property
    def disagreement(self) -> str:
        """The chip: how far apart the panel is; empty before the reveal."""
        if not self.is_revealed:
            return ""
        if self.flagged:
            return "Wide spread"
        return "Some spread" if self.widest else "Agree"


ROWS_A_PAGE = 25


def moderation_list(person: Any, programme: Programme, number: str = "1", *, by_spread: bool = False) -> Page:
    """One page of the chair's applications by reference, or of those with most to talk about first.

    Constant queries. The order by spread looks at all of them, the other at the 25 of the page.
    """
    found = (
        applications_of_chair(person, programme, Hat.CHAIR)
        .select_related(*APPLICATION)
        .prefetch_related(*party_prefetches())
        .order_by("reference")
    )
    if by_spread:
        rows = _moderation_rows(list(found))
        rows.sort(key=lambda row: (-row.flagged, -row.widest, row.application.reference))
        return Paginator(rows, ROWS_A_PAGE).get_page(number)
    applications = Paginator(found, ROWS_A_PAGE).get_page(number)
    return Page(_moderation_rows(list(applications)), applications.number, applications.paginator)


def _moderation_rows(applications: list[Application]) -> list[ModerationRow]:
    """The rows of these applications, with their reviews, scores and agreed scores in three queries."""
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in (
        Review.objects.counted()
        .filter(application__in=[row.pk for row in applications])
        .select_related("assignment__seat")
    ):
        reviews[review.application_id].append(review)
    revealed = [row.pk for row in applications if row.state in REVEALED]
    sheets = _sheets(revealed)
    agreed = Counter(
        AgreedScore.objects.filter(moderation__application__in=revealed).values_list(
            "moderation__application_id", flat=True
        )
    )
    return [
        _moderation_row(application, reviews[application.pk], sheets, agreed[application.pk])
        for application in applications
    ]


def _moderation_row(
    application: Application, reviews: list[Review], sheets: Mapping[int, Mapping[int, dict]], agreed: int
) -> ModerationRow:
    form = framework_form(application.framework)
    is_revealed = application.state in REVEALED
    findings = None
    if is_revealed:
        counted = [sheets[application.pk].get(review.pk, {}) for review in reviews]
        findings = _findings(application, form, counted)
    return ModerationRow(
        application=application,
        parties=parties_of(application),
        is_ready=not is_revealed and _is_ready(form, reviews),
        is_revealed=is_revealed,
        flagged=len(findings.flagged) + bool(findings.reasons) if findings else 0,
        widest=findings.widest if findings else 0,
        agreed=agreed,
        standards=len(form.standards),
    )


def _is_ready(form: FrameworkForm, reviews: list[Review]) -> bool:
    """Whether every review that counts is finished and the quorum is met."""
    seats = [review.assignment.seat for review in reviews if review.state == ReviewState.LOCKED]
    lived = sum(seat.lived_experience for seat in seats)
    policy = form.policy
    whole = len(seats) == len(reviews)
    return whole and len(seats) >= policy.quorum_scored and lived >= policy.lived_experience_seats_minimum


def _findings(application: Application, form: FrameworkForm, sheets: list[dict[str, int]]) -> scoring.Findings | None:
    """What the sheets say, when there is one and every one is whole."""
    whole = [sheet for sheet in sheets if len(sheet) == len(form.standards)]
    if not whole or len(whole) != len(sheets):
        return None
    return _found(application.framework_id, tuple(tuple(sorted(sheet.items())) for sheet in whole))


@lru_cache(maxsize=512)
def _found(framework_id: int, sheets: tuple[tuple[tuple[str, int], ...], ...]) -> scoring.Findings:
    """Revealed scores never change, so that a list need not judge the same sheets again at each look."""
    return scoring.application_findings(frozen_form(framework_id), [dict(sheet) for sheet in sheets])


def _sheets(application_ids: list[int]) -> dict[int, dict[int, dict[str, int]]]:
    """Finished scores of revealed applications: application → review → code → points. One query."""
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    finished = Score.objects.filter(
        review__application__in=application_ids, review__state=ReviewState.LOCKED, points__isnull=False
    )
    columns = ("review__application_id", "review_id", "standard__code", "points")
    for application_id, review_id, code, points in finished.values_list(*columns):
        found[application_id][review_id][code] = points
    return found


def is_ready(application: Application) -> bool:
    """Whether the application can be revealed; all that a chair may know before it is."""
    reviews = Review.objects.counted().filter(application=application).select_related("assignment__seat")
    return _is_ready(framework_form(application.framework), list(reviews))


@dataclass(frozen=True)
class Mark:
    """One member's score for a standard: a letter, never a name."""

    letter: str
    points: int
    name: str
    reason: str


@dataclass(frozen=True)
class Step:
    """One point of the scale with the letters of those who chose it."""

    points: int
    name: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class MeetingStandard:
    """One standard in the moderation room."""

    standard: Standard
    marks: tuple[Mark, ...]
    strip: tuple[Step, ...]
    finding: scoring.StandardFinding
    median: str
    agreed: AgreedScore | None
    agreed_name: str

    @property
    def spread(self) -> str:
        """``Spread: 2 points``."""
        return level_wording.plural(self.finding.spread, "point", "points")


@dataclass(frozen=True)
class Meeting:
    """The moderation room of one revealed application.

    ``outcome`` is there once every standard is agreed; ``levels`` are the framework's, best first.
    """

    application: Application
    members: int
    rows: tuple[MeetingStandard, ...]
    findings: scoring.Findings
    themes: tuple[scoring.ThemeTotal, ...]
    outcome: level_rules.Outcome | None
    levels: tuple[Level, ...]

    @property
    def agreed(self) -> int:
        """How many standards are agreed."""
        return sum(row.agreed is not None for row in self.rows)

    @property
    def next(self) -> MeetingStandard | None:
        """The first standard that is not agreed."""
        return next((row for row in self.rows if row.agreed is None), None)

    @property
    def rules(self) -> list[tuple[Level, list[level_rules.RuleResult]]]:
        """Every level, best first, with the findings of its rules; empty until all are agreed."""
        if self.outcome is None:
            return []
        return [(level, [rule for rule in self.outcome.rules if rule.level == level.code]) for level in self.levels]

    @property
    def computed(self) -> str | None:
        """The code of the level that the agreed scores reach; None for "not yet awarded", and before the end."""
        return self.outcome.level if self.outcome is not None else None

    @property
    def is_open(self) -> bool:
        """Whether agreed scores can still change."""
        return self.application.state == State.MODERATING


def meeting(application: Application) -> Meeting | None:
    """The room of an application whose scores have been revealed, else None. Three queries."""
    if application.state not in REVEALED:
        return None
    form = framework_form(application.framework)
    letters, scores = _lettered(application)
    names = scale_names(application.framework)
    agreed = {row.standard_id: row for row in AgreedScore.objects.filter(moderation__application=application)}
    sheets = [{code: score.points or 0 for code, score in sheet.items()} for sheet in scores]
    findings = scoring.application_findings(form, sheets)
    rows = tuple(
        _meeting_standard(
            standard,
            findings.standards[standard.code],
            [(letter, sheet[standard.code]) for letter, sheet in zip(letters, scores, strict=True)],
            names,
            agreed.get(standard.pk),
        )
        for standard in frozen_standards(application.framework_id)
    )
    settled = {row.standard.code: row.agreed.points for row in rows if row.agreed is not None}
    return Meeting(
        application=application,
        members=len(letters),
        rows=rows,
        findings=findings,
        themes=scoring.theme_totals(form, settled),
        outcome=level_rules.evaluate(form, settled) if len(settled) == len(rows) else None,
        levels=form.levels_from_highest,
    )


def latest_decision(application: Application) -> Decision | None:
    """The newest decision on the application, refused ones too."""
    return Decision.objects.filter(application=application).select_related("level").first()


def _lettered(application: Application) -> tuple[list[str], list[dict[str, Score]]]:
    """Letters and sheets of the finished reviews, in an order that tells nothing of names or of arrival."""
    sheets: dict[int, dict[str, Score]] = defaultdict(dict)
    finished = Score.objects.filter(review__application=application, review__state=ReviewState.LOCKED)
    for score in finished.select_related("standard"):
        sheets[score.review_id][score.standard.code] = score
    order = sorted(sheets, key=lambda pk: hashlib.sha256(f"{application.reference}:{pk}".encode()).digest())
    return list(LETTERS[: len(order)]), [sheets[pk] for pk in order]


def _meeting_standard(
    standard: Standard,
    finding: scoring.StandardFinding,
    scores: list[tuple[str, Score]],
    names: dict[int, str],
    agreed: AgreedScore | None,
) -> MeetingStandard:
    marks = tuple(
        Mark(letter, score.points or 0, names.get(score.points or 0, ""), score.reason) for letter, score in scores
    )
    strip = tuple(
        Step(points, name, tuple(mark.letter for mark in marks if mark.points == points))
        for points, name in names.items()
    )
    return MeetingStandard(
        standard=standard,
        marks=marks,
        strip=strip,
        finding=finding,
        median=_median_words(finding.median, names),
        agreed=agreed,
        agreed_name=names.get(agreed.points, "") if agreed is not None else "",
    )


def _median_words(middle: Fraction, names: dict[int, str]) -> str:
    """``Most (2)``, or ``1.5, between Some and Most`` when it lies between two scores."""
    if middle.denominator == 1 and int(middle) in names:
        return f"{names[int(middle)]} ({int(middle)})"
    below = max((points for points in names if points < middle), default=None)
    above = min((points for points in names if points > middle), default=None)
    if below is None or above is None:
        return level_wording.amount(middle)
    return f"{level_wording.amount(middle)}, between {names[below]} and {names[above]}"


@dataclass(frozen=True)
class StandardPage:
    """One standard of the moderation room with its scale and its neighbours."""

    meeting: Meeting
    row: MeetingStandard
    choices: tuple[Choice, ...]
    number: int
    previous: Standard | None
    following: Standard | None


def standard_page(room: Meeting, standard: Standard) -> StandardPage:
    """The page of one standard; no query beyond the room's."""
    order = [row.standard for row in room.rows]
    place = [row.pk for row in order].index(standard.pk)
    return StandardPage(
        meeting=room,
        row=room.rows[place],
        choices=choices_for(room.application.framework, order[place]),
        number=place + 1,
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
    )
