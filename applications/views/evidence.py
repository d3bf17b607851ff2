"""How are files and links added, described, taken away and opened?"""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import selectors
from applications.actions import describing, evidence
from applications.enums import ScanState
from applications.evidence_forms import DescribeForm
from applications.forms import LinkForm
from applications.loaders import load_application
from applications.models import Application, Evidence, EvidenceUse
from applications.permissions import ADD_EVIDENCE, OPEN_EVIDENCE, UPLOAD_EVIDENCE, may_download
from applications.views.answers import address_of, late_words, named_standard, place_of
from applications.views.application import wear_own_organisation
from charter.kit import arrival, files
from charter.kit.access import Refused, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ADD_EVIDENCE, load_application)
def add_link(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Add the address of a web page under a standard."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence.add_link(
                application,
                standard=asked,
                title=form.cleaned_data["title"],
                url=form.cleaned_data["url"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Your link is added.")
            return redirect(address_of(application, asked))
    context = {
        "application": application,
        "standard": asked,
        "form": form,
        "place": place_of(application, asked),
        "opened": selectors.standard_is_open(application, asked),
    }
    return render(request, "applications/evidence_link.html", context, status=422 if form.errors else 200)


@require_POST
@requires(ADD_EVIDENCE, load_application)
def remove_evidence(
    request: HttpRequest, application: Application, standard: str, identity: uuid.UUID
) -> HttpResponse:
    """Take one file or link away from a standard."""
    asked = named_standard(application, standard)
    use = (
        EvidenceUse.objects.filter(application=application, standard=asked, evidence__uuid=identity)
        .select_related("evidence__organisation", "application", "standard")
        .first()
    )
    if use is None:
        # Somebody else took it away first: what the person wanted has happened.
        messages.info(request, "This was removed already.")
    else:
        try:
            gone = evidence.remove(use, by=request.user)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"{gone.title} is removed.")
    return redirect(address_of(application, asked))


@require_POST
@requires(UPLOAD_EVIDENCE, load_application)
def upload_file(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """One file for the script that reports progress; answers in JSON, in words for the person."""
    came = arrival.of(request)
    asked = named_standard(application, standard)
    upload = request.FILES.get("files")
    if upload is None:
        return JsonResponse({"message": "This file did not arrive. Try again."}, status=422)
    try:
        added = evidence.add_file(application, standard=asked, upload=upload, came=came, by=request.user)
    except Refused as refused:
        return JsonResponse({"message": refused.sentence}, status=422)
    told = {"title": added.title, "state": added.get_scan_state_display()}
    if selectors.came_late(application, added):
        told["late"] = late_words(application, added)
    return JsonResponse(told, status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ADD_EVIDENCE, load_application)
def describe(request: HttpRequest, application: Application, standard: str, identity: uuid.UUID) -> HttpResponse:
    """What a piece of evidence is called, what may be hard to read in it, and where it is shown."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    uses = EvidenceUse.objects.filter(application=application, evidence__uuid=identity)
    use = uses.filter(standard=asked).select_related("evidence__organisation", "application", "standard").first()
    if use is None:
        raise Http404
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        evidence=use.evidence,
        standards=selectors.standards(application),
        shown=uses.values_list("standard__code", flat=True),
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = describing.describe(use, **form.told(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{kept.title} is saved.")
            return redirect(address_of(application, asked))
    context = {
        "application": application,
        "standard": asked,
        "use": use,
        "form": form,
        "place": place_of(application, asked),
        "opened": selectors.standard_is_open(application, asked),
    }
    return render(request, "applications/evidence_describe.html", context, status=422 if form.errors else 200)


@require_safe
@requires(OPEN_EVIDENCE, load_application)
def evidence_file(request: HttpRequest, application: Application, identity: uuid.UUID) -> HttpResponse:
    """A file of the application, for its own people."""
    return serve(request, selectors.used_file(application, identity))


@require_safe
@requires(OPEN_EVIDENCE, load_application)
def staff_file(request: HttpRequest, application: Application, identity: uuid.UUID) -> HttpResponse:
    """A file as it was sent, for staff; who opened it is recorded."""
    found = selectors.sent_file(application, identity, ever=True)
    response = serve(request, found)
    if response.status_code == HTTPStatus.OK and found is not None:
        evidence.record_opening(found, application=application, by=request.user)
    return response


def serve(request: HttpRequest, found: Evidence | None) -> HttpResponse:
    """The file as an inert download, or a page that says why it is held back; one that is not there is not there."""
    if found is None:
        raise Http404
    verdict = may_download(request.user, found)
    if not verdict:
        context = {"sentence": verdict.reason, "waits": found.scan_state != ScanState.INFECTED}
        return render(request, "errors/409.html", context, status=409)
    try:
        return files.download_response(found.storage_name, found.title, found.content_type)
    except FileNotFoundError:
        raise Http404 from None
