"""How does an organisation ask for a place, and how do staff answer?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import selectors
from applications.actions import interest
from applications.enums import State
from applications.forms import InterestAnswerForm, InterestForm
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import ANSWER_INTEREST, EXPRESS_INTEREST
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation, load_programme
from charter.models import Organisation, Programme
from charter.permissions import VIEW_ORGANISATION
from charter.selectors import open_cohorts


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=EXPRESS_INTEREST)
def express_interest(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Choose a cohort and the services that would take part in it together."""
    cohorts = list(open_cohorts(organisation.programme))
    services = selectors.free_services(organisation, cohorts)
    form = InterestForm(request.POST if request.method == "POST" else None, cohorts=cohorts, services=services)
    if request.method == "POST" and form.is_valid():
        chosen = {row.pk: row for row in services}
        try:
            application = interest.express(
                next(row for row in cohorts if row.slug == form.cleaned_data["cohort"]),
                organisation=organisation,
                services=[chosen[key] for key in form.cleaned_data["services"]],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "We have your expression of interest. We will tell you the answer.")
            return redirect(application)
    context = {
        "organisation": organisation,
        "cohorts": cohorts,
        "services": services,
        "form": form,
        "may_express": EXPRESS_INTEREST.check(request.user, organisation),
    }
    return render(request, "applications/interest_express.html", context, status=422 if form.errors else 200)


@require_safe
@requires(ANSWER_INTEREST, load_programme)
def interests(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every expression of interest that waits for an answer, and the waiting list."""
    rows = list(selectors.waiting_interests(request.user, programme))
    context = {
        "waiting": [row for row in rows if row.state == State.INTEREST],
        "waitlisted": [row for row in rows if row.state == State.WAITLISTED],
    }
    return render(request, "applications/interest_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ANSWER_INTEREST, load_application)
def answer_interest(request: HttpRequest, application: Application) -> HttpResponse:
    """Give a place, put on the waiting list, or decline with a reason."""
    form = InterestAnswerForm(
        request.POST if request.method == "POST" else None, waitlisted=application.state == State.WAITLISTED
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = _answer(form, application, request)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, done)
            return redirect("applications:interests", programme=application.programme.slug)
    context = {"application": application, "form": form, "is_open": application.state in _ANSWERABLE}
    return render(request, "applications/interest_answer.html", context, status=422 if form.errors else 200)


_ANSWERABLE = (State.INTEREST, State.WAITLISTED)


def _answer(form: InterestAnswerForm, application: Application, request: HttpRequest) -> str:
    """Carry the chosen answer out; gives the sentence that says so."""
    chosen = form.cleaned_data["answer"]
    if chosen == form.SELECT:
        interest.select(application, by=request.user)
        return f"{application.reference} has a place. Its lead has been told."
    if chosen == form.WAITLIST:
        interest.waitlist(application, by=request.user)
        return f"{application.reference} is on the waiting list. Its lead has been told."
    interest.decline(application, reason=form.cleaned_data["reason"], by=request.user)
    return f"{application.reference} is declined. Its lead has been told why."
