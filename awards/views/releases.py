"""How do staff plan, approve and cancel the release of a cohort's results?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards import permissions
from awards.actions import releasing
from awards.forms import ReleaseForm
from awards.loaders import load_release
from awards.models import Release
from awards.selectors import holders
from awards.selectors import releases as selectors
from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.kit.htmx import render
from charter.kit.jinja import moment
from charter.loaders import load_cohort, load_programme
from charter.models import Cohort, Programme


@require_safe
@requires(permissions.PLAN_RELEASE, load_programme)
def releases(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every cohort with what waits for release, what is planned and what was released; revocations to approve."""
    context = {
        "programme": programme,
        "cohorts": selectors.cohorts_with_releases(programme, request.user),
        "revocations": holders.proposed_revocations(programme),
        "now": clock.now(),
    }
    return render(request, "awards/releases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.PLAN_RELEASE, load_cohort)
def plan_release(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Choose the day and time at which the cohort's results become visible."""
    form = ReleaseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            release = releasing.plan(cohort, at=form.at, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"The release is planned for {moment(release.at)}. Another person approves it.")
            return redirect("awards:approve_release", programme=cohort.programme.slug, cohort=cohort.slug)
    context = {"cohort": cohort, "form": form, "planned": selectors.open_release(cohort)}
    return render(request, "awards/release_plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.PLAN_RELEASE, load_release, to_change=permissions.APPROVE_RELEASE, fresh=True)
def approve_release(request: HttpRequest, release: Release) -> HttpResponse:
    """Everything the release would make visible and to whom; another person's approval."""
    refusal = ""
    if request.method == "POST":
        try:
            releasing.approve(release, by=request.user, digest=request.POST.get("digest", ""))
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"The release is approved. Results become visible on {moment(release.at)}.")
            return redirect(request.path)
    context = {
        "release": release,
        "preview": selectors.preview(release, request.user),
        "refusal": refusal,
        "may_approve": permissions.APPROVE_RELEASE.check(request.user, release),
        "has_errors": bool(refusal),
        "now": clock.now(),
    }
    return render(request, "awards/release_approve.html", context, status=422 if refusal else 200)


@require_POST
@requires(permissions.PLAN_RELEASE, load_release)
def cancel_release(request: HttpRequest, release: Release) -> HttpResponse:
    """Cancel the release; nothing becomes visible."""
    try:
        releasing.cancel(release, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The release of {release.cohort} is cancelled. Nothing became visible.")
    return redirect("awards:releases", programme=release.programme.slug)
