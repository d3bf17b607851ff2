"""How are the words for a standard saved without anybody's words being overwritten?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from applications.canonical import clean
from applications.models import Answer, Application
from applications.selectors import gates
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.jinja import clock_time
from charter.models import Standard

LONGEST = 200_000


class Conflicted(Refused):
    """Somebody saved a newer version; ``answer`` is the one that is stored."""

    def __init__(self, answer: Answer) -> None:
        """Say who saved it and when."""
        self.answer = answer
        super().__init__(
            f"{answer.saved_by} saved a newer version at {clock_time(answer.saved_at)}."
            " Compare the two, then choose which to keep."
        )


def lock(application: Application) -> Application:
    """The application's row as it is now, locked until the transaction ends, with what its gates read."""
    return Application.objects.select_for_update(of=("self",), no_key=True).for_pages().get(pk=application.pk)


def _hold(application: Application) -> None:
    """Lock the application's row and bring state and cohort up to date; the parties stay as they were loaded."""
    now = Application.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    application.refresh_from_db(fields=["state", "sent_at", "due_at", "round", "cohort"], from_queryset=now)


@transaction.atomic
def save(application: Application, *, standard: Standard, text: str, version: int, by: Any) -> Answer:
    """Keep ``text`` as the answer to ``standard``; nothing is judged but whether writing is open.

    ``version`` is the one the form was loaded with, 0 when there was none. Every accepted save adds one; the
    same text again changes nothing. An empty answer that never existed is not written: it comes back with
    version 0. Raises :class:`Conflicted` when another version is stored with other words.
    """
    text = clean(text)
    if len(text) > LONGEST:
        raise Refused("This answer is too long to save. Put long documents in as evidence.")
    _hold(application)
    if standard.framework_id != application.framework_id:
        raise Refused("This standard is not part of this application.")
    gates.demand_open(application, standard)
    stored = (
        Answer.objects.select_for_update(of=("self",), no_key=True)
        .filter(application=application, standard=standard)
        .first()
    )
    if stored is None:
        return _begin(application, standard, text, version, by)
    if stored.text == text:
        return stored
    if stored.version != version:
        raise Conflicted(stored)
    told = stored.saved_by_id == by.pk and stored.saved_at >= _this_hour()
    stored.text, stored.version = text, stored.version + 1
    stored.saved_by, stored.saved_at = by, clock.now()
    stored.save(update_fields=["text", "version", "saved_by", "saved_at"])
    if not told:
        _record(stored, application, standard, by)
    return stored


def _begin(application: Application, standard: Standard, text: str, version: int, by: Any) -> Answer:
    """The first save of an answer. The lead organisation owns an answer, whoever of a party writes it."""
    if version != 0:
        raise Refused("We do not know the version you started from. Copy your words and load the page again.")
    answer = Answer(
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        application=application,
        standard=standard,
        text=text,
        version=1,
        saved_by=by,
        saved_at=clock.now(),
    )
    if not text:
        answer.version = 0
        return answer
    answer.save(force_insert=True)
    _record(answer, application, standard, by)
    return answer


def _this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _record(answer: Answer, application: Application, standard: Standard, by: Any) -> None:
    """One audit event a person, answer and hour (settled 18); the words stay out of it."""
    key = f"answer:saved:{by.pk}:{answer.pk}:{audit.this_hour()}"
    audit.record(
        "answer:saved", answer, by=by, only_once=key, standard=standard.code, application=application.reference
    )
