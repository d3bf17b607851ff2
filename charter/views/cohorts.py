"""How do staff set a cohort up and open it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import selectors
from charter.actions import cohorts as actions
from charter.forms import CohortForm
from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.loaders import load_cohort, load_programme
from charter.models import Cohort, Framework, Programme
from charter.permissions import CHANGE_COHORTS, VIEW_STAFF_PAGES


@require_safe
@requires(VIEW_STAFF_PAGES, load_programme)
def cohorts(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every cohort of the programme."""
    context = {
        "cohorts": selectors.cohorts_of(programme),
        "now": clock.now(),
        "may_change": CHANGE_COHORTS.check(request.user, programme),
    }
    return render(request, "charter/cohorts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_COHORTS, load_programme)
def create(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Set a cohort up; it opens later, when it is ready."""
    frameworks = Framework.objects.filter(programme=programme)
    form = CohortForm(request.POST if request.method == "POST" else None, frameworks=frameworks)
    if request.method == "POST" and form.is_valid():
        try:
            cohort = actions.create(programme, **form.values(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{cohort} is set up. Nobody outside the staff can see it yet.")
            return redirect("charter:cohort", programme=programme.slug, cohort=cohort.slug)
    context = {"form": form, "has_frameworks": frameworks.exists()}
    return render(request, "charter/cohort_create.html", context, status=422 if form.errors else 200)


@require_safe
@requires(VIEW_STAFF_PAGES, load_cohort)
def cohort(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """One cohort: its dates, what keeps it from opening, and where its work is done."""
    context = {
        "cohort": cohort,
        "gaps": actions.readiness(cohort) if cohort.opened_at is None else [],
        "may_open": CHANGE_COHORTS.check(request.user, cohort),
        "now": clock.now(),
    }
    return render(request, "charter/cohort.html", context)


@require_POST
@requires(CHANGE_COHORTS, load_cohort)
def open_cohort(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Open the cohort for expressions of interest."""
    try:
        actions.open_for_interest(cohort, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{cohort} is open. Organisations can now say that they are interested.")
    return redirect("charter:cohort", programme=cohort.programme.slug, cohort=cohort.slug)
