"""How does an officer set a cohort's panel up?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions import seats as acting
from assessment.forms import SeatForm
from assessment.permissions import SET_UP_PANEL
from assessment.selectors import panel as selected
from charter.kit.access import Refused, requires
from charter.loaders import load_cohort
from charter.models import Cohort


@require_safe
@requires(SET_UP_PANEL, load_cohort)
def panel(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who sits on the panel, and which applications it reads."""
    return _page(request, cohort, SeatForm(people=selected.eligible_people(cohort)))


def _page(request: HttpRequest, cohort: Cohort, form: SeatForm, status: int = 200) -> HttpResponse:
    context = {
        "panel": selected.panel_page(cohort, request.user),
        "form": form,
        "cohort": cohort,
        "programme": cohort.programme,
    }
    return render(request, "assessment/panel.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SET_UP_PANEL, load_cohort)
def give_seat(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Give a seat, or change one that stands."""
    people = selected.eligible_people(cohort)
    if request.method != "POST":
        return _page(request, cohort, SeatForm(people=people))
    form = SeatForm(request.POST, people=people)
    if form.is_valid():
        try:
            seat = acting.give(cohort, **form.values(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{seat.person} has a seat on the panel of {cohort}.")
            return redirect("assessment:panel", programme=cohort.programme.slug, cohort=cohort.slug)
    return _page(request, cohort, form, status=422)
