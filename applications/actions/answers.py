"""How are the words for a standard saved without anybody's words being overwritten?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from applications.canonical import clean, words
from applications.models import Answer, Application, SetAsideText
from applications.selectors import gates
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.kit.added import add
from charter.kit.jinja import when
from charter.models import Standard

# How many characters an answer holds: forty times the words that a whole application is asked for.
LONGEST = 200_000
# The largest number that PostgreSQL's integers hold.
LARGEST = 2**31 - 1


class Conflicted(Refused):
    """Somebody saved a newer version; ``answer`` is the one that is stored."""

    def __init__(self, answer: Answer) -> None:
        """Say who saved it and when."""
        self.answer = answer
        super().__init__(
            f"{answer.saved_by} saved a newer version {when(answer.saved_at)}."
            " Compare the two, then choose which to keep."
        )


def lock(application: Application) -> Application:
    """The application's row as it is now, locked until the transaction ends, with what its gates read."""
    return Application.objects.select_for_update(of=("self",), no_key=True).for_pages().get(pk=application.pk)


def _hold(application: Application) -> None:
    """Lock the application's row and bring state and cohort up to date; the parties stay as they were loaded."""
    now = Application.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    application.refresh_from_db(fields=["state", "sent_at", "due_at", "round", "cohort"], from_queryset=now)


class TooLong(Refused):
    """A text that no answer can hold."""


@dataclass(frozen=True)
class Typing:
    """One page in somebody's browser, and the number it gave to this save: they go up by one.

    A page that works without a script has none. ``version`` is the one the page started from, 0 for none.
    """

    version: int
    tab: str = ""
    seq: int = 0

    def is_of(self, answer: Answer, by: Any) -> bool:
        """Whether the same page of the same person saved ``answer`` last; then it knows every word of it."""
        return bool(self.tab) and answer.tab == self.tab and answer.saved_by_id == by.pk


@transaction.atomic
def save(
    application: Application, *, standard: Standard, text: str, version: int, tab: str = "", seq: int = 0, by: Any
) -> Answer:
    """Keep ``text`` as the answer to ``standard``; nothing is judged but whether writing is open.

    ``version`` is the one the form was loaded with, 0 when there was none. Every accepted save adds one; the
    same text again changes nothing. An empty answer that never existed is not written: it comes back with
    version 0. ``tab`` and ``seq`` are those of :class:`Typing`: an older save of the page that saved last changes
    nothing, and a newer one follows it although its answer was lost on the way. Raises :class:`Conflicted` when
    another version is stored with other words; :func:`set_aside` then keeps what was refused.
    """
    typing, text = Typing(version, tab, seq), _kept(text)
    _demand_open(application, standard)
    stored = (
        Answer.objects.select_for_update(of=("self",), no_key=True)
        .filter(application=application, standard=standard)
        .first()
    )
    if stored is None:
        return _begin(application, standard, text, typing, by)
    if stored.text == text or (typing.is_of(stored, by) and seq <= stored.tab_seq):
        return stored
    if stored.version != version and not typing.is_of(stored, by):
        raise Conflicted(stored)
    told = stored.saved_by_id == by.pk and stored.saved_at >= _this_hour()
    stored.text, stored.version = text, stored.version + 1
    stored.saved_by, stored.saved_at = by, clock.now()
    stored.tab, stored.tab_seq = tab, seq
    stored.save(update_fields=["text", "version", "saved_by", "saved_at", "tab", "tab_seq"])
    if not told:
        _record(stored, application, standard, by)
    return stored


def stored_as(application: Application, standard: Standard, text: str) -> Answer | None:
    """The stored answer when it has these very words, an empty one when there is neither; else None."""
    stored = Answer.objects.filter(application=application, standard=standard).first()
    text = clean(text)
    if stored is not None:
        return stored if stored.text == text else None
    return None if words(text) else Answer(application=application, standard=standard, version=0)


def _kept(text: str) -> str:
    """The text as it is kept: nothing at all when no eye could see any of it. Refuses what is too long."""
    text = clean(text)
    if len(text) > LONGEST:
        raise TooLong(
            f"This answer has {len(text):,} characters, so it is too long to save. An answer can have {LONGEST:,}."
            " Take some words out, or add the long document as evidence."
        )
    return text if words(text) else ""


def _demand_open(application: Application, standard: Standard) -> None:
    """Hold the application and refuse unless evidence for this standard may be written now."""
    _hold(application)
    if standard.framework_id != application.framework_id:
        raise Refused("This standard is not part of this application.")
    gates.demand_open(application, standard)


@transaction.atomic
def set_aside(
    application: Application, *, standard: Standard, text: str, version: int, why: str, by: Any
) -> SetAsideText | None:
    """Keep a text that :func:`save` refused, so that its writer finds it on the answer's version history.

    ``why`` is the sentence they were told. The same text of the same person is kept once. None when there is
    nothing to keep: no word, the stored answer itself, or more than an answer can hold.
    """
    try:
        text = _kept(text)
    except TooLong:
        return None
    stored = Answer.objects.filter(application=application, standard=standard).values_list("text", flat=True)
    if not text or text in stored:
        return None
    row = SetAsideText(
        uuid=uuid4(),
        programme_id=application.programme_id,
        organisation_id=application.organisation_id,
        application=application,
        standard=standard,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        started_from=max(0, min(version, LARGEST)),
        why=why[:300],
        written_by=by,
        written_at=clock.now(),
    )
    if add(row):
        told = {"standard": standard.code, "application": application.reference}
        key = f"answer:set-aside:{by.pk}:{application.pk}:{standard.pk}:{audit.this_hour()}"
        audit.record("answer:set-aside", application, by=by, only_once=key, **told)
    return row


def _begin(application: Application, standard: Standard, text: str, typing: Typing, by: Any) -> Answer:
    """The first save of an answer. The lead organisation owns an answer, whoever of a party writes it."""
    if typing.version != 0:
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
        tab=typing.tab,
        tab_seq=typing.seq,
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
