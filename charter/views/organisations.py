"""What does a new organisation see while it waits, and how does it name its services?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from charter import joining, selectors
from charter.actions import organisations
from charter.enums import OrganisationState
from charter.kit import htmx
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.organisation_forms import ReplyForm, ServiceNameForm
from charter.permissions import CHANGE_ORGANISATION, VIEW_ORGANISATION
from charter.views.buttons import chosen


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=CHANGE_ORGANISATION)
def welcome(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """How the registration stands and what happens next; a lead may write to the programme team."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.reply(organisation, text=form.cleaned_data["text"], by=request.user)
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            messages.success(request, "The programme team has what you wrote.")
            return redirect(request.path)
    context = {
        "organisation": organisation,
        "letters": list(joining.letters_of(organisation)),
        "is_pending": organisation.state == OrganisationState.PENDING,
        "is_declined": organisation.state == OrganisationState.DECLINED,
        "form": form,
        "may_write": CHANGE_ORGANISATION.check(request.user, organisation),
    }
    return render(request, "charter/organisation_welcome.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=CHANGE_ORGANISATION)
def services(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's services, and a form that adds one."""
    form = ServiceNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service = organisations.add_service(organisation, name=form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"{service} is added.")
            return htmx.redirect(request, request.path)
    context = {
        "organisation": organisation,
        "services": selectors.services_of(organisation),
        "form": form,
        "may_change": CHANGE_ORGANISATION.check(request.user, organisation),
    }
    status = 422 if form.errors else 200
    return render(request, "charter/organisation_services.html", context, status=status)


@require_POST
@requires(CHANGE_ORGANISATION, load_organisation)
def change_service(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Rename a service, end it, or let it take part again, by the button that was pressed."""
    service = selectors.services_of(organisation).filter(pk=chosen(request, "service")).first()
    if service is None:
        raise Http404
    what = request.POST.get("what", "")
    if what == "end":
        organisations.end_service(service, by=request.user)
        messages.success(request, f"{service} has ended. It stays where it takes part already.")
    elif what == "resume":
        organisations.resume_service(service, by=request.user)
        messages.success(request, f"{service} can take part again.")
    else:
        _rename(request, service)
    return redirect("charter:services", programme=organisation.programme.slug, organisation=organisation.slug)


def _rename(request: HttpRequest, service: object) -> None:
    """Rename by what was typed; what does not fit is told on the page that follows."""
    form = ServiceNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
        return
    try:
        renamed = organisations.rename_service(service, name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The service is called {renamed} now.")
