"""How does an organisation join on the web, and how does it name its services?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from charter import selectors
from charter.actions import organisations
from charter.forms import RegisterForm, ServiceForm
from charter.kit import htmx
from charter.kit.access import Refused, requires, signed_in
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.permissions import CHANGE_ORGANISATION, VIEW_ORGANISATION


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation; whoever does becomes its lead."""
    programme = request.programme  # type: ignore[attr-defined]
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = organisations.register(programme, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"{organisation} is registered, and you lead its part in the Charter.")
            return redirect(organisation)
    status = 422 if form.errors else 200
    return render(request, "charter/organisation_register.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=CHANGE_ORGANISATION)
def services(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's services, and a form that adds one."""
    form = ServiceForm(request.POST if request.method == "POST" else None)
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
