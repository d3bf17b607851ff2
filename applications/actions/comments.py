"""How do the people of an application talk about a standard, and who is told?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from applications import mentions, notifications
from applications.actions import answers
from applications.canonical import clean, words
from applications.models import Application, Comment
from applications.selectors import people
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Standard

LONGEST = 5_000
# One person's comments within ten minutes, and everybody's on one application.
MOST_AT_ONCE = 30
AT_ONCE = timedelta(minutes=10)
# The same words of the same person in the same place within so long are one press of the button that came twice.
SAME_PRESS = timedelta(seconds=30)
MOST = 10_000


@transaction.atomic
def write(
    application: Application,
    *,
    standard: Standard,
    text: str,
    thread: Comment | None = None,
    from_staff: bool = False,
    by: Any,
) -> Comment:
    """Add a comment to a standard, or an answer to ``thread``, which it opens again; those it names are told.

    ``@`` and a name is somebody of the parties. Whoever began a thread is told when staff answer it. A second press
    of the button finds the comment of the first. Refuses no words, too many, a name that nobody of the parties has,
    and a flood.
    """
    text = _demand_text(text)
    locked = answers.lock(application)
    if standard.framework_id != locked.framework_id:
        raise Refused("This standard is not part of this application.")
    team = {one.name: one for one in people.colleagues(locked)}
    written = mentions.kept(text, {name: str(one.person.uuid) for name, one in team.items()})
    if written.unknown:
        raise Refused(
            f"Nobody in this application is called {written.unknown[0]}."
            " Choose a name from the list under the box, or leave out the @."
        )
    pressed = {"standard": standard, "thread": thread, "written_by": by, "text": written.text}
    same = Comment.objects.filter(application=locked, **pressed, written_at__gt=clock.now() - SAME_PRESS)
    if first := same.order_by("-pk").first():
        return first
    _demand_calm(locked, by)
    comment = Comment(
        uuid=uuid4(),
        programme_id=locked.programme_id,
        organisation_id=locked.organisation_id,
        application=locked,
        **pressed,
        from_staff=from_staff,
        written_at=clock.now(),
    )
    comment.save(force_insert=True)
    if thread is not None and thread.resolved_at is not None:
        _unresolve(thread)
    _record("comment:written", comment, locked, by)
    asked_by = {thread.written_by_id} if from_staff and thread is not None else set()
    for one in team.values():
        if one.person.pk != by.pk and (str(one.person.uuid) in written.named or one.person.pk in asked_by):
            notifications.comment_named(locked, comment, one, by=by)
    return comment


@transaction.atomic
def resolve(comment: Comment, *, by: Any) -> Comment:
    """Mark a thread as settled; it stays to be read. Refuses an answer within a thread."""
    if comment.thread_id is not None:
        raise Refused("Only a whole thread can be marked as settled.")
    locked = Comment.objects.select_for_update(of=("self",)).select_related("application", "standard")
    thread = locked.get(pk=comment.pk)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = clock.now(), by
        thread.save(update_fields=["resolved_at", "resolved_by"])
        _record("comment:resolved", thread, thread.application, by)
    return thread


@transaction.atomic
def reopen(comment: Comment, *, by: Any) -> Comment:
    """Open a settled thread again."""
    locked = Comment.objects.select_for_update(of=("self",)).select_related("application", "standard")
    thread = locked.get(pk=comment.pk)
    if thread.resolved_at is not None:
        _unresolve(thread)
        _record("comment:reopened", thread, thread.application, by)
    return thread


@transaction.atomic
def let_staff_in(application: Application, *, allowed: bool, by: Any) -> Application:
    """Invite the programme's staff into the comments, or take that back; officers are told of an invitation."""
    locked = answers.lock(application)
    if locked.staff_in_comments == allowed:
        return locked
    locked.staff_in_comments = allowed
    locked.save(update_fields=["staff_in_comments"])
    audit.record("application:comments-opened" if allowed else "application:comments-closed", locked, by=by)
    if allowed:
        with tenancy.as_system("inviting staff into the comments is told to officers"):
            notifications.comments_opened(locked, by=by)
    return locked


def _demand_text(text: str) -> str:
    text = clean(text).strip()
    if not words(text):
        raise Refused("Enter a comment.")
    if len(text) > LONGEST:
        raise Refused(f"A comment must be {LONGEST:,} characters or fewer. You have used {len(text):,}.")
    return text


def _demand_calm(application: Application, by: Any) -> None:
    """Refuses more than a person writes, and more than an application keeps."""
    latest = Comment.objects.filter(written_by=by, written_at__gt=clock.now() - AT_ONCE)
    if latest.count() >= MOST_AT_ONCE:
        raise Refused(
            f"You have written {MOST_AT_ONCE} comments in ten minutes. Your words are still here."
            " Wait a few minutes, then add them."
        )
    if Comment.objects.filter(application=application).count() >= MOST:
        raise Refused(f"This application has {MOST:,} comments, which is as many as we keep. Nothing was added.")


def _unresolve(thread: Comment) -> None:
    thread.resolved_at = thread.resolved_by = None
    thread.save(update_fields=["resolved_at", "resolved_by"])


def _record(verb: str, comment: Comment, application: Application, by: Any) -> None:
    """The words stay out of it."""
    audit.record(verb, comment, by=by, standard=comment.standard.code, application=application.reference)
