"""How do staff load a framework file and publish it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import selectors
from charter.actions import frameworks as actions
from charter.forms import FrameworkForm
from charter.kit.access import Refused, requires
from charter.loaders import load_framework, load_programme
from charter.models import Framework, Programme
from charter.permissions import CHANGE_FRAMEWORKS, VIEW_STAFF_PAGES


@require_safe
@requires(VIEW_STAFF_PAGES, load_programme)
def frameworks(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every version, and what an unpublished one still needs."""
    context = {
        "versions": selectors.frameworks_of(programme),
        "may_change": CHANGE_FRAMEWORKS.check(request.user, programme),
    }
    return render(request, "charter/frameworks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_FRAMEWORKS, load_programme)
def load(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Load a version from a file; nothing is published by it."""
    form = FrameworkForm(request.POST, request.FILES) if request.method == "POST" else FrameworkForm()
    if request.method == "POST" and form.is_valid():
        try:
            framework = actions.load(programme, document=form.cleaned_data["file"], by=request.user)
        except Refused as refused:
            form.add_error("file", refused.sentence)
        else:
            messages.success(request, f"{framework} is loaded. Check it, then publish it.")
            return redirect("charter:frameworks", programme=programme.slug)
    return render(request, "charter/framework_load.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(CHANGE_FRAMEWORKS, load_framework)
def publish(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Publish a version, which freezes it."""
    try:
        actions.publish(framework, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{framework} is published and can no longer change.")
    return redirect("charter:frameworks", programme=framework.programme.slug)
