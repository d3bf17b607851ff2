"""How do staff read a proposed level, and how does a second person confirm it or send it back?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications.actions import reading
from assessment.actions import deciding
from assessment.forms import RefuseForm
from assessment.loaders import load_decision
from assessment.models import Decision
from assessment.permissions import CONFIRM_LEVEL, VIEW_DECISION
from assessment.selectors import decisions as selected
from charter.kit.access import Refused, requires
from charter.loaders import load_programme
from charter.models import Programme


@require_safe
@requires(VIEW_DECISION, load_programme)
def decisions(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every proposed and confirmed level; all of it under embargo until its release."""
    rows = selected.decisions_list(request.user, programme)
    return render(request, "assessment/decisions.html", {"rows": rows, "programme": programme})


@require_safe
@requires(VIEW_DECISION, load_decision)
def decision(request: HttpRequest, decision: Decision) -> HttpResponse:
    """One level with its whole explanation."""
    reading.record_page(decision.application, by=request.user)
    return _page(request, decision, RefuseForm())


def _page(request: HttpRequest, decision: Decision, form: RefuseForm, status: int = 200) -> HttpResponse:
    context = {
        "one": selected.decision_page(decision),
        "form": form,
        "programme": decision.application.programme,
        "may_confirm": CONFIRM_LEVEL.check(request.user, decision),
    }
    return render(request, "assessment/decision.html", context, status=status)


@require_POST
@requires(CONFIRM_LEVEL, load_decision, fresh=True)
def confirm(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Confirm what somebody else proposed."""
    deciding.confirm(decision.application, by=request.user)
    reference = decision.application.reference
    messages.success(request, f"The level of {reference} is confirmed. It stays under embargo until its release.")
    return redirect("assessment:decisions", programme=decision.application.programme.slug)


@require_POST
@requires(CONFIRM_LEVEL, load_decision)
def refuse(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Send a proposed level back to moderation with a reason."""
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            deciding.refuse(decision.application, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(request, f"{decision.application.reference} is back in moderation.")
            return redirect("assessment:decisions", programme=decision.application.programme.slug)
    return _page(request, decision, form, status=422)
