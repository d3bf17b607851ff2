"""How do staff attach evidence that came after an application was sent?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications import selectors
from applications.actions import late
from applications.evidence_forms import LateForm
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import ATTACH_EVIDENCE
from charter.kit.access import Refused, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ATTACH_EVIDENCE, load_application)
def attach_evidence(request: HttpRequest, application: Application) -> HttpResponse:
    """A file, a label that the panel reads, and a reason that the applicants read."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LateForm(*given, standards=selectors.standards(application))
    own = {"programme": application.programme.slug, "reference": application.reference}
    if request.method == "POST" and form.is_valid():
        try:
            use = late.attach(application, **form.told(), by=request.user)
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            messages.success(request, f"{use.evidence.title} is attached, and the applicants are told.")
            return redirect(reverse("applications:staff_application", kwargs=own))
    context = {"application": application, "form": form, "place": own, "open": application.state in late.ATTACHABLE}
    return render(request, "applications/evidence_attach.html", context, status=422 if form.errors else 200)
