"""Which row does an address of the panel's side name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from applications.enums import State
from applications.models import Application
from assessment.models import AgreedScore, Decision, Moderation, Review, Score
from assessment.selectors.decisions import decisions_of_staff
from assessment.selectors.moderations import applications_of_chair
from assessment.selectors.parties import APPLICATION, joined, party_prefetches
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.models import Programme, Standard
from charter.selectors import frozen_standards


def load_review(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Review:
    """The person's own review of the application with its parties; unseen before the panel starts."""
    return _own_review(person, programme, hat, reference, *party_prefetches("application__"))


def _own_review(person: Any, programme: Programme, hat: Hat | None, reference: str, *prefetches: Prefetch) -> Review:
    review = (
        Review.objects.visible_to(person, programme, hat)
        .filter(application__reference=reference)
        .exclude(application__state=State.ACCEPTED)
        .for_pages()
        .prefetch_related(*prefetches)
        .first()
    )
    if review is None:
        raise Unseen
    return review


def load_score(person: Any, programme: Programme, hat: Hat | None, *, reference: str, standard: str) -> Score:
    """The place of the person's own score for a standard, as a row that is not stored; pages read the stored one."""
    review = _own_review(person, programme, hat, reference)
    row = _standard(review.application, standard)
    return Score(programme_id=review.programme_id, review=review, standard=row, version=0)


def load_chaired(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """An application with the panel, in a cohort whose panel the person chairs, without a connection."""
    row = (
        applications_of_chair(person, programme, hat)
        .select_related(*APPLICATION)
        .prefetch_related(*party_prefetches(services=False))
        .filter(reference=reference)
        .first()
    )
    if row is None:
        raise Unseen
    return row


def load_agreed(person: Any, programme: Programme, hat: Hat | None, *, reference: str, standard: str) -> AgreedScore:
    """The place of the agreed score for a standard, as a row that is not stored; unseen before the reveal."""
    moderation = (
        Moderation.objects.filter(application__in=applications_of_chair(person, programme, hat))
        .select_related(*joined("application__"))
        .filter(application__reference=reference)
        .first()
    )
    if moderation is None:
        raise Unseen
    row = _standard(moderation.application, standard)
    return AgreedScore(programme_id=moderation.programme_id, moderation=moderation, standard=row)


def load_application(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """An application of the programme, for its staff; none they have a connection to."""
    if hat != Hat.STAFF:
        raise Unseen
    row = (
        Application.objects.visible_to(person, programme, hat)
        .without_own(person, programme)
        .select_related(*APPLICATION)
        .prefetch_related(*party_prefetches(services=False))
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


def _standard(application: Application, code: str) -> Standard:
    """A standard of the application's framework by its code in any case, with its theme and value."""
    standards = frozen_standards(application.framework_id)
    row = next((row for row in standards if row.code.lower() == code.lower()), None)
    if row is None:
        raise Unseen
    return row
