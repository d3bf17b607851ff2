"""How do staff return an application, give it more time, and bring it back?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import selectors
from applications.actions import extensions, returns, withdrawal
from applications.loaders import load_application
from applications.models import Application, Extension
from applications.permissions import ANSWER_EXTENSION, RESTORE_APPLICATION, RETURN_APPLICATION
from applications.time_forms import ExtensionAnswerForm, RestoreForm, ReturnForm
from charter.kit.access import Refused, requires
from charter.kit.jinja import london


def own_page(application: Application) -> HttpResponse:
    """Back to the application's staff page."""
    return redirect(
        "applications:staff_application", programme=application.programme.slug, reference=application.reference
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RETURN_APPLICATION, load_application)
def return_application(request: HttpRequest, application: Application) -> HttpResponse:
    """Choose standards, say what is asked for, and until when."""
    form = ReturnForm(request.POST if request.method == "POST" else None, standards=selectors.standards(application))
    if request.method == "POST" and form.is_valid():
        try:
            returned = returns.send_back(application, by=request.user, **form.values())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request,
                f"{application.reference} is returned until {london(returned.due_at)}. Its parties have been told.",
            )
            return own_page(application)
    context = {
        "application": application,
        "form": form,
        "left": returns.rounds_left(application),
        "snapshot": selectors.snapshot_of(application),
    }
    return render(request, "applications/application_return.html", context, status=422 if form.errors else 200)


def _confirms(request: HttpRequest) -> bool:
    """Whether a deadline that has passed is moved now, for which a second person shows again who they are."""
    return request.POST.get("answer") == ExtensionAnswerForm.CONFIRM


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ANSWER_EXTENSION, load_application, fresh=_confirms)
def answer_extension(request: HttpRequest, application: Application) -> HttpResponse:
    """Grant or decline more time; after the deadline one proposes and another confirms."""
    asked = selectors.extensions_of(application)
    waiting = next((row for row in asked if row.is_open), None)
    own = waiting is not None and waiting.is_proposed and waiting.proposed_by_id == request.user.pk
    form = ExtensionAnswerForm(
        request.POST if request.method == "POST" else None, proposed=waiting is not None and waiting.is_proposed
    )
    if request.method == "POST" and form.is_valid() and _answered(request, waiting, form):
        return own_page(application)
    context = {
        "application": application,
        "asked": [row for row in asked if not row.is_open],
        "waiting": waiting,
        "form": form,
        "own": own,
        "needs_second": extensions.needs_second(application),
    }
    return render(request, "applications/extension_answer.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, waiting: Extension | None, form: ExtensionAnswerForm) -> bool:
    """Carry the answer out; says on the form why not."""
    given: dict[str, Any] = form.cleaned_data
    try:
        if waiting is None:
            raise Refused("Nobody asks for more time now.")
        if given["answer"] == form.DECLINE:
            extensions.decline(waiting, reason=given["reason"], by=request.user)
            told = "You declined more time. The organisation has been told."
        elif given["answer"] == form.CONFIRM:
            extensions.confirm(waiting, by=request.user)
            told = "More time is given. The parties have been told."
        else:
            answered = extensions.grant(waiting, until=given["until"], by=request.user)
            told = (
                "Your proposal waits for another person of the team."
                if answered.is_proposed
                else "More time is given. The parties have been told."
            )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    messages.success(request, told)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RESTORE_APPLICATION, load_application)
def restore(request: HttpRequest, application: Application) -> HttpResponse:
    """Bring a withdrawn application back to where it was, with a reason."""
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawal.restore(application, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{application.reference} is back. Its parties and its panel are told.")
            return own_page(application)
    context = {"application": application, "form": form, "back_to": selectors.was_in(application)}
    return render(request, "applications/application_restore.html", context, status=422 if form.errors else 200)
