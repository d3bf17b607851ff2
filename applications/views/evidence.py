"""How are links added, evidence taken away, and files opened?"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import selectors
from applications.actions import evidence
from applications.forms import LinkForm
from applications.loaders import load_application
from applications.models import Application, Evidence, EvidenceUse
from applications.permissions import ADD_EVIDENCE, OPEN_EVIDENCE
from applications.views.answers import address_of, named_standard, place_of
from applications.views.application import wear_own_organisation
from charter.kit import files
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


@require_safe
@requires(OPEN_EVIDENCE, load_application)
def evidence_file(request: HttpRequest, application: Application, identity: uuid.UUID) -> HttpResponse:
    """A file of the application, for its own people."""
    return serve(selectors.used_file(application, identity))


@require_safe
@requires(OPEN_EVIDENCE, load_application)
def staff_file(request: HttpRequest, application: Application, identity: uuid.UUID) -> HttpResponse:
    """A file as it was sent, for staff; who opened it is recorded."""
    found = selectors.sent_file(application, identity)
    response = serve(found)
    assert found is not None
    evidence.record_opening(found, application=application, by=request.user)
    return response


def serve(found: Evidence | None) -> HttpResponse:
    """The file as an inert download; one that is not there is not there."""
    if found is None:
        raise Http404
    try:
        return files.download_response(found.storage_name, found.title, found.content_type)
    except FileNotFoundError:
        raise Http404 from None
