"""What do an application's own people see of it, and how do they withdraw it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import selectors, workflow
from applications.actions import withdrawal
from applications.enums import State
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import VIEW_APPLICATION, WITHDRAW_APPLICATION
from charter import standing
from charter.kit.access import Refused, requires
from charter.kit.transitions import allows
from charter.selectors import framework_form


def wear_own_organisation(request: HttpRequest, application: Application) -> None:
    """Tell the layout which of the person's organisations this page is about."""
    own = standing.of(request.user).organisation_ids(application.programme_id)
    slugs = [row.organisation.slug for row in application.parties.all() if row.organisation_id in own]
    request.viewed_organisation = slugs[0] if slugs else None  # type: ignore[attr-defined]


@require_safe
@requires(VIEW_APPLICATION, load_application)
def receipt(request: HttpRequest, application: Application) -> HttpResponse:
    """What was sent, when, under which receipt and digest, and what happens next."""
    wear_own_organisation(request, application)
    snapshot = selectors.snapshot_of(application)
    if snapshot is None:
        raise Http404
    context = {
        "application": application,
        "snapshot": snapshot,
        "deadline": selectors.deadline_then(snapshot) or application.deadline.at,
        "unchecked": selectors.unchecked(application, snapshot),
        "services": selectors.printed_parties(application).services,
        "state": selectors.applicant_state(application),
        "not_read_now": selectors.not_read_now(application),
        "assessors": framework_form(application.framework).policy.assessors_minimum,
    }
    return render(request, "applications/application_receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(WITHDRAW_APPLICATION, load_application)
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Say what withdrawing does, then do it."""
    wear_own_organisation(request, application)
    errors = []
    if request.method == "POST":
        try:
            left = withdrawal.withdraw(application, by=request.user)
        except Refused as refused:
            errors = [{"text": refused.sentence, "href": "#main-content"}]
        else:
            withdrawn = left.state == State.WITHDRAWN
            asked = "We told the other organisations. It is withdrawn when they ask as well."
            messages.success(request, f"{application.reference} is withdrawn." if withdrawn else asked)
            return redirect(application)
    context = {
        "application": application,
        "wishes": selectors.withdrawal_wishes(application, request.user),
        "errors": errors,
        "has_errors": bool(errors),
        "may_withdraw": allows(workflow.WITHDRAW, application.state),
    }
    return render(request, "applications/application_withdraw.html", context, status=422 if errors else 200)
