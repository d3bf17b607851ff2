"""How does an organisation look after its improvement plan?"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import selectors
from applications.actions import plans
from applications.models import ImprovementStep
from applications.permissions import CHANGE_PLAN
from applications.self_review_forms import PlanStepForm
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.permissions import VIEW_ORGANISATION


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def plan(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What the organisation means to do next: open steps, soonest first, then what is done."""
    context = {
        "organisation": organisation,
        "plan": selectors.plan_of(organisation),
        "may_change": CHANGE_PLAN.check(request.user, organisation),
        "applications": selectors.applications_of(organisation)[:5],
    }
    return render(request, "applications/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=CHANGE_PLAN)
def plan_step(request: HttpRequest, organisation: Organisation, gap: uuid.UUID) -> HttpResponse:
    """One step: who does it, until when, how, and whether it is done."""
    step = selectors.step_of(organisation, gap)
    if request.method == "POST" and request.POST.get("what") == "remove":
        return _drop(request, organisation, step)
    if step is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    initial = {
        "owner": str(step.owner.uuid) if step.owner else PlanStepForm.NOBODY,
        "due_on": step.due_on,
        "note": step.note,
        "done": step.done_at is not None,
        "version": step.version,
    }
    form = PlanStepForm(typed, initial=initial, owners=selectors.possible_owners(organisation))
    theirs, status = None, 200
    if typed is not None:
        theirs, status = _change(step, form, request)
        if status == 200:
            messages.success(request, f"{step.standard.code} is saved.")
            return _to_plan(organisation)
    context = {
        "organisation": organisation,
        "step": step,
        "goal": selectors.goal_of(step),
        "form": form,
        "theirs": theirs,
        "may_change": CHANGE_PLAN.check(request.user, organisation),
    }
    return render(request, "applications/plan_step.html", context, status=status)


def _drop(request: HttpRequest, organisation: Organisation, step: ImprovementStep | None) -> HttpResponse:
    """Take the step out; one that somebody took out first is out, as the person wanted."""
    try:
        if step is None:
            raise Refused("This step is not in your plan any more.")
        plans.drop(step, by=request.user)
    except Refused as refused:
        messages.info(request, refused.sentence)
    else:
        messages.success(request, f"{step.standard.code} is not in your plan any more.")
    return _to_plan(organisation)


def _change(step: ImprovementStep, form: PlanStepForm, request: HttpRequest) -> tuple[ImprovementStep | None, int]:
    """Save what was typed; else what somebody else saved meanwhile, if that is why, and the answer's status."""
    if not form.is_valid():
        return None, 422
    given = form.cleaned_data
    wish = plans.Wish(owner=given["owner"], due_on=given["due_on"], note=given["note"], done=given["done"])
    try:
        plans.change(step, wish=wish, version=given["version"], by=request.user)
    except plans.Conflicted as conflict:
        form.add_error(None, conflict.sentence)
        form.data = {**form.data.dict(), "version": conflict.step.version}  # type: ignore[attr-defined]
        return conflict.step, 409
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None, 422
    return None, 200


def _to_plan(organisation: Organisation) -> HttpResponse:
    return redirect("applications:plan", programme=organisation.programme.slug, organisation=organisation.slug)
