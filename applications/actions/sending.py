"""How is an application sent exactly once, as it was checked, and in time?"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from applications import canonical, notifications, signals, workflow
from applications.enums import WRITABLE, State
from applications.models import Application, Snapshot
from applications.selectors import content, gates
from charter.actions import organisations
from charter.kit import clock, tenancy
from charter.kit.access import Refused
from charter.kit.transitions import move


class SentAlready(Refused):
    """The application was sent before, by another press of the button; ``snapshot`` is what was sent."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Say which receipt stands."""
        self.snapshot = snapshot
        super().__init__(f"This application has been sent already. Its receipt number is {snapshot.receipt}.")


class KeyUsed(Refused):
    """The same key came with something else to send."""

    SENTENCE = "This page was used to send something else. Check the application again."


class Changed(Refused):
    """What would be sent is no longer what was checked."""


@transaction.atomic
def send(application: Application, *, key: uuid.UUID, digest: str | None, by: Any) -> Snapshot:
    """Send the application: freeze what it holds, move it on, tell its parties and the officers.

    ``key`` names one press of the button: again with the same key gives the same snapshot. ``digest`` is the
    one shown on the check page, None when nobody looked at a page. Everything is judged with the row locked
    at the transaction's instant, which is when the request arrived. Refuses gaps (each a sentence), content
    that changed since it was checked, and an application that was sent already.
    """
    locked = Application.objects.select_for_update(of=("self",)).for_pages().get(pk=application.pk)
    repeated = Snapshot.objects.filter(key=key).first()
    if repeated is not None:
        return _same_again(repeated, locked, digest)
    if locked.state not in WRITABLE:
        raise _not_now(locked)
    organisations.demand_approved(locked.organisation)
    frozen = content.content_of(locked)
    answered = {row.pk for row in gates.standards(locked) if row.code in frozen["answers"]}
    missing = gates.gaps(locked, answered=answered)
    if missing:
        raise Refused(" ".join(gap.sentence for gap in missing))
    if digest is not None and digest != canonical.digest(frozen):
        raise Changed("Something changed since you checked, so nothing is sent. Read what changed, then send it.")
    try:
        snapshot = _freeze(locked, frozen, key, by)
    except IntegrityError as taken:
        # Somebody sent another application with this key; it may be one that this person cannot see.
        raise KeyUsed(KeyUsed.SENTENCE) from taken
    move(locked, workflow.SEND, by=by, receipt=snapshot.receipt, sha256=snapshot.sha256)
    with tenancy.as_system("sending an application tells its other parties and makes work for staff"):
        notifications.sent(locked, snapshot)
        signals.application_sent.send(sender=Application, application=locked, snapshot=snapshot, by=by)
    application.state, application.state_at, application.sent_at = locked.state, locked.state_at, locked.sent_at
    return snapshot


def _not_now(application: Application) -> Refused:
    """Why what is not being written cannot be sent; an earlier sending counts only while it stands."""
    if application.state == State.LAPSED:
        return Refused(gates.closed_sentence(application))
    if application.state == State.WITHDRAWN:
        return Refused(f"{application.reference} was withdrawn, so it cannot be sent.")
    latest = content.snapshot_of(application)
    return SentAlready(latest) if latest is not None else Refused("This application is not open for writing.")


def _same_again(snapshot: Snapshot, application: Application, digest: str | None) -> Snapshot:
    """The receipt of the first press; refuses a key that belongs to something else."""
    if snapshot.application_id != application.pk or digest not in (None, snapshot.sha256):
        raise KeyUsed(KeyUsed.SENTENCE)
    return snapshot


@transaction.atomic
def _freeze(application: Application, frozen: dict[str, Any], key: uuid.UUID, by: Any) -> Snapshot:
    """Write the snapshot and its receipt number, and when the application was last sent."""
    number = application.round
    snapshot = Snapshot.objects.create(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        application=application,
        number=number,
        content=frozen,
        sha256=canonical.digest(frozen),
        receipt=f"{application.reference}-S{number}",
        key=key,
        sent_by=by,
        sent_at=clock.now(),
    )
    application.sent_at = snapshot.sent_at
    application.save(update_fields=["sent_at"])
    return snapshot
