"""How does an officer give an application to its panel, and keep the panel whole?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Application
from assessment.actions import assigning, conflicts, scoring
from assessment.forms import AssignForm, PersonForm
from assessment.loaders import load_application
from assessment.permissions import SET_UP_PANEL
from assessment.selectors import panel as selected
from charter.kit.access import Refused, requires


@require_safe
@requires(SET_UP_PANEL, load_application)
def assignments(request: HttpRequest, application: Application) -> HttpResponse:
    """Who reads the application and how far they are, never what they scored."""
    return _page(request, application)


def _page(
    request: HttpRequest,
    application: Application,
    *,
    assign_form: AssignForm | None = None,
    person_form: PersonForm | None = None,
    problem: str = "",
) -> HttpResponse:
    page = selected.assignments_page(application)
    people = selected.people_of_panel(application.cohort)
    assign_form = assign_form or AssignForm(seats=[row.seat for row in page.free])
    person_form = person_form or PersonForm(people=people)
    forms = [assign_form, person_form]
    refused = bool(problem or assign_form.errors or person_form.errors)
    context = {
        "panel": page,
        "application": application,
        "programme": application.programme,
        "assign_form": assign_form,
        "person_form": person_form,
        "errors": [{"text": problem, "href": "#main-content"}] if problem else forms,
        "hints": {str(row.seat.pk): row.hint for row in page.free if row.hint},
        "has_errors": refused,
    }
    return render(request, "assessment/assignments.html", context, status=422 if refused else 200)


def _back(application: Application) -> HttpResponse:
    return redirect("assessment:assignments", programme=application.programme.slug, reference=application.reference)


@require_POST
@requires(SET_UP_PANEL, load_application)
def assign(request: HttpRequest, application: Application) -> HttpResponse:
    """Give the application to one more person."""
    form = AssignForm(request.POST, seats=selected.seats_of(application.cohort))
    if not form.is_valid():
        free = selected.assignments_page(application).free
        return _page(request, application, assign_form=AssignForm(request.POST, seats=[row.seat for row in free]))
    seat = form.chosen()
    try:
        assigning.assign(application, seat=seat, by=request.user)
    except Refused as refused:
        return _page(request, application, problem=refused.sentence)
    messages.success(request, f"{application.reference} is assigned to {seat.person}.")
    return _back(application)


@require_POST
@requires(SET_UP_PANEL, load_application)
def start(request: HttpRequest, application: Application) -> HttpResponse:
    """Let the panel begin."""
    try:
        assigning.start(application, by=request.user)
    except Refused as refused:
        return _page(request, application, problem=refused.sentence)
    messages.success(request, f"The panel of {application.reference} can begin. Everybody on it has been told.")
    return _back(application)


@require_POST
@requires(SET_UP_PANEL, load_application)
def take_back(request: HttpRequest, application: Application) -> HttpResponse:
    """Free the place of somebody who cannot go on."""
    review = selected.review_by_id(application, request.POST.get("review", ""))
    if review is None:
        return _page(request, application, problem="They no longer read this application, so nothing changed.")
    try:
        scoring.take_back(review, by=request.user)
    except Refused as refused:
        return _page(request, application, problem=refused.sentence)
    messages.success(request, f"{review.assignment.seat.person} no longer reads {application.reference}.")
    return _back(application)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SET_UP_PANEL, load_application)
def set_conflict(request: HttpRequest, application: Application) -> HttpResponse:
    """Record a connection that staff know of; everything is hidden from the person at once."""
    if request.method != "POST":
        return _page(request, application)
    form = PersonForm(request.POST, people=selected.people_of_panel(application.cohort))
    if not form.is_valid():
        return _page(request, application, person_form=form)
    person = form.chosen()
    try:
        conflicts.set_by_staff(application, person=person, by=request.user)
    except Refused as refused:
        return _page(request, application, problem=refused.sentence)
    messages.success(request, f"{application.reference} is hidden from {person}.")
    return _back(application)
