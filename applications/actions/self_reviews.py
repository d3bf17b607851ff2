"""How does an organisation say where it stands, and who may read that?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications import permissions
from applications.actions import answers
from applications.canonical import clean
from applications.enums import SELF_REVIEWED, State
from applications.models import Application, SelfReview, SelfScore
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.jinja import when
from charter.models import Standard
from charter.selectors import framework_form

LONGEST = 20_000


class Conflicted(Refused):
    """Somebody saved a newer version; ``score`` is the row that is stored."""

    def __init__(self, score: SelfScore) -> None:
        """Say who saved it and when."""
        self.score = score
        super().__init__(
            f"{score.saved_by} saved a newer version {when(score.saved_at)}."
            " Compare the two, then choose which to keep."
        )


@transaction.atomic
def save(
    application: Application, *, standard: Standard, score: int | None, note: str, version: int, by: Any
) -> SelfScore:
    """Keep where the parties see themselves in ``standard``; ``score`` None means not sure. Nothing is asked for.

    ``version`` is the one the form was loaded with, 0 when there was none; every accepted save adds one and the same
    again changes nothing. What was never there and says nothing is not written: it comes back with version 0.
    Refuses a score that is not on the scale, another framework's standard, and an application that was sent.
    Raises :class:`Conflicted` when something else is stored by now.
    """
    permissions.REVIEW_SELF.demand(by, application)
    note = clean(note)
    if len(note) > LONGEST:
        raise Refused("This note is too long to save. Make it shorter.")
    locked = answers.lock(application)
    demand_open(locked)
    if standard.framework_id != locked.framework_id:
        raise Refused("This standard is not part of this application.")
    if score is not None and score not in framework_form(locked.framework).scores:
        raise Refused("Select one of the descriptions, or that you are not sure.")
    stored = SelfScore.objects.select_for_update(of=("self",), no_key=True)
    row = stored.filter(application=locked, standard=standard).first()
    if row is not None and (row.score, row.note) == (score, note):
        return row
    if row is not None and row.version != version:
        raise Conflicted(row)
    if row is None:
        if version != 0:
            raise Refused("We do not know the version you started from. Copy your note and load the page again.")
        row = SelfScore(
            programme_id=locked.programme_id,
            organisation_id=locked.organisation_id,
            application=locked,
            standard=standard,
            version=0,
            saved_at=clock.now(),
        )
        if score is None and not note:
            return row
    row.score, row.note, row.version = score, note, row.version + 1
    row.saved_by, row.saved_at = by, clock.now()
    row.save()
    key = f"self-review:saved:{by.pk}:{locked.pk}:{audit.this_hour()}"
    audit.record("self-review:saved", locked, by=by, only_once=key, application=locked.reference)
    return row


def demand_open(application: Application) -> None:
    """Refuse what was sent or has ended: its self-review stays as it was, to be read beside the result."""
    if application.state in SELF_REVIEWED:
        return
    if application.sent_at is not None and application.state not in (State.WITHDRAWN, State.LAPSED):
        raise Refused("This application has been sent, so its self-review stays as it is. Your plan stays open.")
    raise Refused("This application is closed, so its self-review stays as it is.")


@transaction.atomic
def share(application: Application, *, shared: bool, by: Any) -> SelfReview:
    """Let the programme team read the self-review and the plans made from it, or stop that; recorded each time.

    The panel never reads it. Asking for what is so already changes nothing. Refuses somebody who leads no party.
    """
    permissions.SHARE_SELF_REVIEW.demand(by, application)
    locked = answers.lock(application)
    review, _ = SelfReview.objects.get_or_create(
        application=locked,
        defaults={"programme_id": locked.programme_id, "organisation_id": locked.organisation_id},
    )
    if shared == (review.shared_at is not None):
        return review
    review.shared_at, review.shared_by = (clock.now(), by) if shared else (None, None)
    review.save(update_fields=["shared_at", "shared_by"])
    verb = "self-review:shared" if shared else "self-review:kept-private"
    audit.record(verb, locked, by=by, application=locked.reference)
    return review
