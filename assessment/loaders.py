"""Which row does an address of the panel's side name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from applications.enums import State
from applications.models import Application
from assessment.models import AgreedScore, Decision, Moderation, Review, Score
from assessment.selectors.decisions import decisions_of_staff
from assessment.selectors.moderations import applications_of_chair
from charter import standing
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.models import Framework, Programme, Standard


def load_review(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Review:
    """The person's own review of the application; unseen before the panel starts."""
    review = (
        Review.objects.visible_to(person, programme, hat)
        .filter(application__reference=reference)
        .exclude(application__state=State.ACCEPTED)
        .select_related("assignment__seat")
        .prefetch_related(Prefetch("application", Application.objects.for_pages()))
        .first()
    )
    if review is None:
        raise Unseen
    return review


def load_score(person: Any, programme: Programme, hat: Hat | None, *, reference: str, standard: str) -> Score:
    """The person's own score for a standard; one with version 0 that is not stored when there is none."""
    review = load_review(person, programme, hat, reference=reference)
    row = _standard(review.application.framework, standard)
    score = Score.objects.filter(review=review, standard=row).first()
    if score is None:
        score = Score(programme_id=review.programme_id, version=0)
    score.review, score.standard = review, row
    return score


def load_chaired(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """An application with the panel, in a cohort whose panel the person chairs, without a connection."""
    row = (
        applications_of_chair(person, programme, hat)
        .for_pages()  # type: ignore[attr-defined]
        .filter(reference=reference)
        .first()
    )
    if row is None:
        raise Unseen
    return row


def load_agreed(person: Any, programme: Programme, hat: Hat | None, *, reference: str, standard: str) -> AgreedScore:
    """The agreed score for a standard, perhaps not stored yet; unseen before the reveal."""
    application = load_chaired(person, programme, hat, reference=reference)
    moderation = Moderation.objects.filter(application=application).first()
    if moderation is None:
        raise Unseen
    moderation.application = application
    row = _standard(application.framework, standard)
    agreed = AgreedScore.objects.filter(moderation=moderation, standard=row).first()
    if agreed is None:
        agreed = AgreedScore(programme_id=application.programme_id)
    agreed.moderation, agreed.standard = moderation, row
    return agreed


def load_application(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """An application of the programme, for its staff; none they have a connection to."""
    if hat != Hat.STAFF:
        raise Unseen
    row = (
        Application.objects.visible_to(person, programme, hat)
        .exclude(parties__organisation_id__in=standing.of(person).organisation_ids(programme.pk))
        .for_pages()  # type: ignore[attr-defined]
        .filter(reference=reference)
        .first()
    )
    if row is None:
        raise Unseen
    return row


def load_decision(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Decision:
    """The newest decision on an application, for staff; a refused one is shown until a new one stands."""
    if hat != Hat.STAFF:
        raise Unseen
    decision = decisions_of_staff(person, programme, hat).filter(application__reference=reference).first()
    if decision is None:
        raise Unseen
    return decision


def _standard(framework: Framework, code: str) -> Standard:
    """A standard of the framework by its code in any case, with its theme and value."""
    row = Standard.objects.filter(framework=framework, code__iexact=code).select_related("theme", "value").first()
    if row is None:
        raise Unseen
    return row
