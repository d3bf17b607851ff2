"""How do the people of an application talk about a standard, and staff with them when they are invited?"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from applications import selectors
from applications.actions import comments
from applications.forms import CommentForm
from applications.loaders import load_answered
from applications.models import Application, Comment
from applications.permissions import JOIN_COMMENTS, LET_STAFF_IN, VIEW_APPLICATION, WRITE_COMMENT
from applications.views import answers
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires
from charter.models import Standard

RESOLVE, REOPEN = "resolve", "reopen"
MARK = re.compile(r"[0-9a-f]{32}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_answered, to_change=WRITE_COMMENT)
def standard_comments(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """The threads on one standard, and one more comment."""
    wear_own_organisation(request, application)
    asked = answers.named_standard(application, standard)
    if request.method != "POST":
        return _page(request, application, asked, CommentForm())
    form, thread = _typed(request, application)
    if thread is not None and thread.standard_id != asked.pk:
        raise Http404
    try:
        _write(request, application, asked, form, thread)
    except Refused as refused:
        form.add_error("text", refused.sentence)
        return _page(request, application, asked, form, status=422)
    return redirect(_address(application, asked, thread, added=request.POST.get("mark", "")))


@require_POST
@requires(WRITE_COMMENT, load_answered)
def settle_comment(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Settle a thread, or open it again."""
    wear_own_organisation(request, application)
    asked = answers.named_standard(application, standard)
    thread = _thread(application, request.POST.get("thread", ""))
    if thread.standard_id != asked.pk:
        raise Http404
    _settle(request, thread)
    return redirect(_address(application, asked, thread))


@require_POST
@requires(LET_STAFF_IN, load_answered)
def let_staff_in(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Invite staff into the application's comments, or close them again."""
    wear_own_organisation(request, application)
    asked = answers.named_standard(application, standard)
    allowed = request.POST.get("allowed") == "yes"
    comments.let_staff_in(application, allowed=allowed, by=request.user)
    operator = application.programme.operator_name
    can = "can now read these comments and answer." if allowed else "can no longer read these comments."
    messages.success(request, f"{operator} {can}")
    return redirect(_address(application, asked))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(JOIN_COMMENTS, load_answered)
def staff_comments(request: HttpRequest, application: Application) -> HttpResponse:
    """Every thread of an application that invites staff; they answer and settle, and begin none."""
    form, problem = CommentForm(), ""
    if request.method == "POST":
        form, thread = _typed(request, application)
        if thread is None:
            raise Http404
        try:
            if "what" in request.POST:
                _settle(request, thread)
            else:
                _write(request, application, thread.standard, form, thread, from_staff=True)
        except Refused as refused:
            problem = refused.sentence
            form.add_error("text", problem)
        else:
            return redirect(request.path + _added(request.POST.get("mark", "")))
    context = {
        "application": application,
        "place": {"programme": application.programme.slug, "reference": application.reference},
        "shown": selectors.threads(application, number=request.GET.get("page")),
        "form": form,
        "keep": _keep(request, application),
        "has_errors": bool(problem),
    }
    return render(request, "applications/staff_comments.html", context, status=422 if problem else 200)


def _page(
    request: HttpRequest, application: Application, standard: Standard, form: CommentForm, status: int = 200
) -> HttpResponse:
    number, named = request.GET.get("page"), request.GET.get("thread")
    shown = (
        selectors.one_thread(application, standard, named, number)
        if named
        else selectors.threads(application, standard, number)
    )
    if shown is None:
        raise Http404
    may_write = WRITE_COMMENT.check(request.user, application)
    context = {
        "application": application,
        "standard": standard,
        "place": answers.place_of(application, standard),
        "shown": shown,
        "form": form,
        "may_write": may_write,
        "may_let_in": LET_STAFF_IN.check(request.user, application),
        "keep": _keep(request, application),
        "names": [one.name for one in selectors.colleagues(application)] if may_write else [],
        "has_errors": status != 200,
    }
    return render(request, "applications/standard_comments.html", context, status=status)


def _typed(request: HttpRequest, application: Application) -> tuple[CommentForm, Comment | None]:
    """What was typed, and the thread it answers, if it names one; a thread that is not there is not found."""
    form = CommentForm(request.POST)
    form.is_valid()
    return form, _thread(application, request.POST["thread"]) if "thread" in request.POST else None


def _thread(application: Application, identity: str) -> Comment:
    found = selectors.comment_named(application, identity)
    if found is None or found.thread_id is not None:
        raise Http404
    return found


def _write(
    request: HttpRequest, application: Application, standard: Standard, form: CommentForm, thread: Any, **more: bool
) -> None:
    text = form.cleaned_data.get("text") or ""
    comments.write(application, standard=standard, text=text, thread=thread, by=request.user, **more)
    messages.success(request, "Your comment is added.")


def _settle(request: HttpRequest, thread: Comment) -> None:
    """What the pressed button says; another word does nothing."""
    what = request.POST.get("what")
    if what == RESOLVE:
        comments.resolve(thread, by=request.user)
        messages.success(request, "The thread is settled. You can still read it.")
    elif what == REOPEN:
        comments.reopen(thread, by=request.user)
        messages.success(request, "The thread is open again.")


def _address(application: Application, standard: Standard, thread: Comment | None = None, added: str = "") -> str:
    path = reverse("applications:comments", kwargs=answers.place_of(application, standard)) + _added(added)
    return f"{path}#comment-{thread.uuid}" if thread is not None else path


def _added(mark: str) -> str:
    """Tells ``static/js/comments.js`` which kept words have come; another mark than its own is nothing."""
    return f"?added={mark}" if MARK.fullmatch(mark) else ""


def _keep(request: HttpRequest, application: Application) -> str:
    """Under which name this person's unsent comments on the application stay in their browser."""
    return f"charter:{request.user.pk}:{application.reference}:comment"
