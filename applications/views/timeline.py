"""What happened to an application, what was sent each time, and how is more time asked for?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from applications import documents, selectors
from applications.actions import extensions, reading
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import ASK_EXTENSION, VIEW_APPLICATION
from applications.time_forms import ExtensionForm
from applications.views.application import wear_own_organisation
from charter.kit import ics, limits
from charter.kit.access import Refused, TooManyTries, requires
from charter.kit.tenancy import Hat

COPIES, COPIES_SECONDS = 60, 600
CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@requires(VIEW_APPLICATION, load_application)
def timeline(request: HttpRequest, application: Application) -> HttpResponse:
    """What is happening now, and everything that happened, newest first."""
    wear_own_organisation(request, application)
    context = {
        "application": application,
        "shown": selectors.timeline_page(application),
        "state": selectors.applicant_state(application),
        "sendings": selectors.sendings(application),
    }
    return render(request, "applications/application_timeline.html", context)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def calendar(request: HttpRequest, application: Application) -> HttpResponse:
    """The deadline as a file for the person's own calendar."""
    response = HttpResponse(ics.calendar(selectors.deadline_moment(application)), content_type=CALENDAR)
    response["Content-Disposition"] = content_disposition_header(True, f"{application.reference}-deadline.ics")
    response["Cache-Control"] = "private, no-store"
    return response


def _sent(application: Application, number: int) -> selectors.SentPage:
    """One sending; a number that was never sent is not there."""
    snapshot = selectors.sending(application, number)
    if snapshot is None:
        raise Http404
    return selectors.sent_page(application, snapshot)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def sent(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """One sending as it was sent, for the application's own people."""
    wear_own_organisation(request, application)
    return _draw_sent(request, application, number)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def staff_sent(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """One sending as it was sent, and what differs from the one before, for staff; who looked is recorded."""
    reading.record_page(application, by=request.user)
    return _draw_sent(request, application, number)


def _draw_sent(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    shown = _sent(application, number)
    is_staff = request.hat == Hat.STAFF  # type: ignore[attr-defined]
    context = {"application": application, "shown": shown, "is_staff": is_staff}
    return render(request, "applications/application_sent.html", context)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def copy(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """The same as a PDF."""
    return _download(request, application, number)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def staff_copy(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """The same as a PDF for staff; who took it is recorded."""
    reading.record_page(application, by=request.user)
    return _download(request, application, number)


def _download(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """Make the PDF while the person waits; nobody makes hundreds of them."""
    shown = _sent(application, number)
    if limits.is_over(request, "copy", most=COPIES, seconds=COPIES_SECONDS):
        raise TooManyTries
    content = documents.copy_of(shown, application.programme)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{shown.snapshot.receipt}.pdf")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_application, to_change=ASK_EXTENSION)
def extension(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask for more time, and see what was answered."""
    wear_own_organisation(request, application)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            extensions.ask(application, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "We have your request. We answer by email, and on this page.")
            return redirect(request.path)
    asked = selectors.extensions_of(application)
    context = {
        "application": application,
        "asked": asked,
        "form": form,
        "may_ask": ASK_EXTENSION.check(request.user, application),
        "can_get": extensions.can_get(application) and not any(row.is_open for row in asked),
    }
    return render(request, "applications/extension_ask.html", context, status=422 if form.errors else 200)
