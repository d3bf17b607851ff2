"""What does an assessor see of their own work: the list, one application, one standard, the end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from applications.enums import WITH_PANEL, State
from applications.models import Application, Snapshot
from applications.selectors import Beside, Change, Reading, change_before, panel_reading, sent_and_beside
from assessment.enums import ReviewState
from assessment.models import Review, Score
from assessment.selectors.parties import Party, parties_of, party_prefetches
from charter.framework_form import ScalePoint
from charter.kit.tenancy import Hat
from charter.models import Framework, Programme, Standard
from charter.selectors import framework_form, frozen_standards

WORDS_A_MINUTE = 200
# A reason of this many words is enough; more is never cut.
REASON_WORDS = 150


@dataclass(frozen=True)
class ReviewRow:
    """One application on an assessor's list; ``next_standard`` is the first without a score."""

    review: Review
    application: Application
    parties: tuple[Party, ...]
    scored: int
    standards: int
    next_standard: Standard | None
    due: datetime

    @property
    def progress(self) -> str:
        """``8 of 18 scored``."""
        return f"{self.scored} of {self.standards} scored"

    @property
    def is_withdrawn(self) -> bool:
        """Whether there is nothing more to read."""
        return self.application.state not in WITH_PANEL

    @property
    def is_waiting(self) -> bool:
        """Whether the question about connections has not been answered."""
        return self.review.state == ReviewState.INVITED

    @property
    def is_finished(self) -> bool:
        """Whether the assessor has finished."""
        return self.review.state == ReviewState.LOCKED

    @property
    def is_sealed(self) -> bool:
        """Whether the chair has not opened the panel's scores yet."""
        return self.application.state == State.ASSESSING


def my_reviews(person: Any, programme: Programme) -> list[ReviewRow]:
    """The person's reviews, unfinished ones first and then by the day scores are due; constant queries."""
    reviews = (
        Review.objects.visible_to(person, programme, Hat.ASSESSOR)
        .filter(application__state__in=[*WITH_PANEL, State.WITHDRAWN])
        .for_pages()
        .prefetch_related(
            *party_prefetches("application__"),
            Prefetch("scores", Score.objects.filter(points__isnull=False).only("review_id", "standard_id")),
        )
    )
    rows = [_row(review, frozen_standards(review.application.framework_id)) for review in reviews]
    return sorted(rows, key=lambda row: (row.is_finished, row.is_withdrawn, row.due, row.application.reference))


def _row(review: Review, standards: tuple[Standard, ...]) -> ReviewRow:
    scored = {score.standard_id for score in review.scores.all()}
    left = [standard for standard in standards if standard.pk not in scored]
    return ReviewRow(
        review=review,
        application=review.application,
        parties=parties_of(review.application),
        scored=len(scored),
        standards=len(standards),
        next_standard=left[0] if left else None,
        due=review.application.cohort.scores_due_at,
    )


@dataclass(frozen=True)
class StandardRow:
    """One standard in an assessor's own review."""

    standard: Standard
    score: Score | None
    reading: Reading
    name: str

    @property
    def is_scored(self) -> bool:
        """Whether it has a score, with or without a reason."""
        return self.score is not None and self.score.points is not None

    @property
    def has_reason(self) -> bool:
        """Whether a reason is written."""
        return self.score is not None and bool(self.score.reason.strip())

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return self.is_scored and self.has_reason

    @property
    def missing(self) -> str:
        """What is missing, as an error that links to the standard; empty when nothing is."""
        if self.is_done:
            return ""
        lacks = "a score" if not self.is_scored else "a reason"
        if not self.is_scored and not self.has_reason:
            lacks = "a score and a reason"
        return f"Give {lacks} for {self.standard.code} {self.standard.name}"

    @property
    def status(self) -> str:
        """The task list's word."""
        if self.is_done:
            return "Completed"
        return "In progress" if self.is_scored or self.has_reason else "Not yet started"


@dataclass(frozen=True)
class ReviewPage:
    """One application as its assessor sees it: everything from the snapshot, never from today's rows."""

    review: Review
    application: Application
    rows: tuple[StandardRow, ...]
    snapshot: Snapshot | None

    @property
    def scored(self) -> int:
        """How many standards have a score."""
        return sum(row.is_scored for row in self.rows)

    @property
    def progress(self) -> str:
        """``8 of 18 scored``."""
        return f"{self.scored} of {len(self.rows)} scored"

    @property
    def missing(self) -> tuple[StandardRow, ...]:
        """The standards that are not done."""
        return tuple(row for row in self.rows if not row.is_done)

    @property
    def next(self) -> StandardRow | None:
        """The first standard that is not done."""
        return next(iter(self.missing), None)

    @property
    def minutes(self) -> int:
        """Reading time of the words, files left out; at least one minute."""
        words = sum(row.reading.words for row in self.rows)
        return max(1, round(words / WORDS_A_MINUTE))

    @property
    def files(self) -> int:
        """How many files and links were sent."""
        return sum(len(row.reading.evidence) for row in self.rows)

    @property
    def themes(self) -> list[tuple[str, list[StandardRow]]]:
        """The rows under their themes' names, in order."""
        grouped: dict[str, list[StandardRow]] = {}
        for row in self.rows:
            grouped.setdefault(row.standard.theme.name, []).append(row)
        return list(grouped.items())

    @property
    def is_finished(self) -> bool:
        """Whether the assessor has finished."""
        return self.review.state == ReviewState.LOCKED

    @property
    def is_sealed(self) -> bool:
        """Whether the chair has not opened the panel's scores yet."""
        return self.application.state == State.ASSESSING

    def place(self, standard: Standard) -> int:
        """Where a standard stands in the framework's order, from 0."""
        return [row.standard.pk for row in self.rows].index(standard.pk)


def review_page(review: Review) -> ReviewPage:
    """The review with every standard, its own score and what was sent for it. Three queries."""
    application = review.application
    snapshot, known = sent_and_beside(application)
    scores = {score.standard_id: score for score in Score.objects.filter(review=review)}
    names = scale_names(application.framework)
    rows = tuple(
        _standard_row(application, standard, scores.get(standard.pk), snapshot, known, names)
        for standard in frozen_standards(application.framework_id)
    )
    return ReviewPage(review, application, rows, snapshot)


def scale_names(framework: Framework) -> dict[int, str]:
    """The name of each score on the framework's scale."""
    return {point.score: point.name for point in framework_form(framework).scale}


def _standard_row(
    application: Application,
    standard: Standard,
    score: Score | None,
    snapshot: Snapshot | None,
    known: Beside,
    names: dict[int, str],
) -> StandardRow:
    name = names.get(score.points, "") if score is not None and score.points is not None else ""
    return StandardRow(standard, score, panel_reading(application, standard, snapshot, known), name)


@dataclass(frozen=True)
class Choice:
    """One score that may be given for a standard, with its name and this standard's description of it."""

    points: int
    name: str
    description: str


def choices_for(framework: Framework, standard: Standard) -> tuple[Choice, ...]:
    """The scale in its order, each point with the standard's descriptor, else the scale's own meaning."""
    form = framework_form(framework)
    descriptors = list(standard.descriptors)
    return tuple(_choice(point, descriptors[place : place + 1]) for place, point in enumerate(form.scale))


def _choice(point: ScalePoint, descriptor: list[str]) -> Choice:
    return Choice(point.score, point.name, descriptor[0] if descriptor else point.meaning)


@dataclass(frozen=True)
class ScorePage:
    """One standard to score: what was sent on the left, the scale on the right."""

    page: ReviewPage
    row: StandardRow
    choices: tuple[Choice, ...]
    number: int
    previous: Standard | None
    following: Standard | None
    # What differs from the sending before, where the application was returned for more; None when nothing does.
    change: Change | None

    @property
    def sent_again(self) -> datetime | None:
        """When it was sent again after a return for more; None for what was sent once."""
        snapshot = self.page.snapshot
        return snapshot.sent_at if snapshot is not None and snapshot.number > 1 else None


def score_page(review: Review, standard: Standard) -> ScorePage:
    """Everything the scoring page shows; the number of queries does not depend on the standards."""
    page = review_page(review)
    place = page.place(standard)
    order = [row.standard for row in page.rows]
    snapshot = page.snapshot
    return ScorePage(
        page=page,
        row=page.rows[place],
        choices=choices_for(page.application.framework, order[place]),
        number=place + 1,
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
        change=change_before(page.application, order[place], snapshot) if snapshot is not None else None,
    )


def following(standard: Standard) -> Standard | None:
    """The standard after this one in its framework, or None after the last."""
    return Standard.objects.filter(framework_id=standard.framework_id, position__gt=standard.position).first()


def unfinished(review: Review) -> list[Standard]:
    """The standards that lack a score or a reason, in order."""
    done = {
        score.standard_id
        for score in Score.objects.filter(review=review, points__isnull=False)
        if score.reason.strip()
    }
    return [row for row in frozen_standards(review.application.framework_id) if row.pk not in done]
