"""Which pages about an organisation span the journey? Its details, and staff's list and record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from awards import documents
from charter import selectors
from charter.actions import organisations as actions
from charter.desk import organisations as records
from charter.desk import permissions
from charter.desk.forms import OrganisationsForm
from charter.kit import clock, htmx
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation, load_programme
from charter.models import Organisation, Programme
from charter.organisation_forms import DetailsForm
from charter.permissions import (
    APPROVE_ORGANISATIONS,
    CHANGE_ORGANISATION,
    HAND_OVER_LEAD,
    INVITE_TO_PROGRAMME,
    VIEW_ORGANISATION,
)

PAGE, PREVIEW = "desk/organisation_details.html", "desk/_certificate_name.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=CHANGE_ORGANISATION)
def details(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is known of the organisation; a lead changes it, and sees how a certificate prints the name."""
    typed = request.POST if request.method == "POST" else None
    form = DetailsForm(typed, initial=DetailsForm.of(organisation))
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            actions.change_details(organisation, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, "Your details are saved.")
            return htmx.redirect(request, request.path)
    asks = request.method == "POST" and "preview" in request.POST
    context = {
        "organisation": organisation,
        "form": form,
        "preview": _preview(request, organisation),
        "services": selectors.services_of(organisation),
        "may_change": CHANGE_ORGANISATION.check(request.user, organisation),
        "has_errors": bool(form.errors) and not asks,
    }
    status = 422 if form.errors and not asks else 200
    return htmx.render(request, PAGE, context, fragment=PREVIEW, status=status)


def _preview(request: HttpRequest, organisation: Organisation) -> dict[str, object]:
    """The typed name, else the present one, as a certificate sets it; a long one is cut where the form refuses it."""
    typed = request.POST.get("certificate_name", "") or request.POST.get("name", "")
    name = " ".join(typed.split())[:200] if request.method == "POST" else organisation.certificate_name
    size, lines = documents.holder_lines(name or organisation.name)
    return {"name": name or organisation.name, "size": size, "lines": lines}


@require_safe
@requires(permissions.VIEW_ORGANISATIONS, load_programme)
def organisations(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every organisation of the programme; the filters live in the address."""
    form = OrganisationsForm(request.GET)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    shown = records.listed(request.user, programme, form.filters(), number)
    return htmx.render(request, "desk/organisations.html", {"listed": shown, "filter_form": form})


@require_safe
@requires(permissions.VIEW_ORGANISATIONS, load_organisation)
def record(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One organisation: details, people, invitations, applications, services and what happened."""
    context = {
        "organisation": organisation,
        "record": records.record(request.user, organisation),
        "may_approve": APPROVE_ORGANISATIONS.check(request.user, organisation),
        "may_hand_over": HAND_OVER_LEAD.check(request.user, organisation),
        "may_invite": INVITE_TO_PROGRAMME.check(request.user, organisation.programme),
        "now": clock.now(),
    }
    return htmx.render(request, "desk/organisation_record.html", context)
