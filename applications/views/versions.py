"""How do the people of an application read the versions of an answer, and bring one back?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import selectors
from applications.actions import versions
from applications.loaders import load_answered
from applications.models import Application
from applications.permissions import VIEW_APPLICATION, WRITE_ANSWER
from applications.views import answers
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires
from charter.models import Standard


@require_safe
@requires(VIEW_APPLICATION, load_answered)
def history(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Who changed what, and what differs between two versions."""
    wear_own_organisation(request, application)
    return _page(request, application, answers.named_standard(application, standard))


@require_POST
@requires(WRITE_ANSWER, load_answered)
def restore(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Bring one version back, as a new one."""
    wear_own_organisation(request, application)
    asked = answers.named_standard(application, standard)
    now = request.POST.get("version", "")
    version = int(now) if now.isascii() and now.isdigit() and len(now) < 10 else -1
    mark = request.POST.get("mark", "")
    try:
        versions.restore(application, standard=asked, mark=mark, version=version, by=request.user)
    except Refused as refused:
        return _page(request, application, asked, problem=refused.sentence)
    messages.success(request, "The earlier version is back. What was there before is in the version history.")
    return redirect(answers.address_of(application, asked))


def _page(request: HttpRequest, application: Application, standard: Standard, problem: str = "") -> HttpResponse:
    before, after = request.GET.get("from", ""), request.GET.get("to", "")
    place = answers.place_of(application, standard)
    compared = selectors.compared(application, standard, before, after) if after else None
    context = {
        "application": application,
        "standard": standard,
        "place": place,
        "entries": selectors.history(application, standard, request.GET.get("page")),
        "shown": compared,
        "current": selectors.current_version(application, standard),
        "may_restore": WRITE_ANSWER.check(request.user, application)
        and selectors.standard_is_open(application, standard),
        "errors": [{"text": problem, "href": "#versions"}] if problem else [],
        "has_errors": bool(problem),
    }
    return render(request, "applications/answer_history.html", context, status=409 if problem else 200)
