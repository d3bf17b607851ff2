"""How does an organisation see where it stands, say so standard by standard, and share it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import selectors
from applications.actions import plans, self_reviews
from applications.enums import SELF_REVIEWED
from applications.loaders import load_answered, load_application
from applications.models import Application
from applications.permissions import (
    CHANGE_PLAN,
    REVIEW_SELF,
    SHARE_SELF_REVIEW,
    VIEW_APPLICATION,
    VIEW_SHARED_SELF_REVIEW,
)
from applications.self_review_forms import SelfScoreForm, SharingForm
from applications.views.answers import named_standard, place_of
from applications.views.application import wear_own_organisation
from charter import standing
from charter.kit import audit
from charter.kit.access import Refused, requires
from charter.kit.jinja import clock_time, plural
from charter.models import Organisation, Standard

PAGE = "applications/self_review.html"


def own_party(person: Any, application: Application) -> Organisation | None:
    """The first party, in the parties' order, that the person is of."""
    own = standing.of(person).organisation_ids(application.programme_id)
    return next((row.organisation for row in application.parties.all() if row.organisation_id in own), None)


@require_safe
@requires(VIEW_APPLICATION, load_application)
def self_review(request: HttpRequest, application: Application) -> HttpResponse:
    """Where the parties see themselves, what each level needs, and what would move them most."""
    return overview(request, application)


def overview(
    request: HttpRequest, application: Application, *, problems: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    """Draw the whole self-review; the level that gaps are shown for lives in the address."""
    wear_own_organisation(request, application)
    organisation = own_party(request.user, application)
    shown = selectors.self_review_page(application, request.GET.get("level", "")[:60])
    planned = selectors.plan_of(organisation, application) if organisation is not None else None
    context = {
        "application": application,
        "shown": shown,
        "organisation": organisation,
        "plan": planned,
        "planned": {row.step.standard_id for row in (*planned.open, *planned.done)} if planned else set(),
        "sharing_form": SharingForm(initial={"shared": "yes" if shown.is_shared else "no"}),
        "is_open": application.state in SELF_REVIEWED,
        "may_review": REVIEW_SELF.check(request.user, application),
        "may_share": SHARE_SELF_REVIEW.check(request.user, application),
        "may_plan": organisation is not None and CHANGE_PLAN.check(request.user, organisation),
        "problems": problems or [],
        "has_errors": bool(problems),
        "joint": len(application.parties.all()) > 1,
    }
    return render(request, PAGE, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_answered, to_change=REVIEW_SELF)
def self_score(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """One standard: its descriptions, the nearest one, and a note; saved as it is chosen."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    if request.method == "POST":
        return _save(request, application, asked)
    return _page(request, application, asked)


def _page(
    request: HttpRequest,
    application: Application,
    standard: Standard,
    *,
    form: SelfScoreForm | None = None,
    theirs: Any = None,
    status: int = 200,
) -> HttpResponse:
    """Draw one standard's page; ``theirs`` is what somebody else saved meanwhile."""
    shown = selectors.self_score_page(application, standard)
    saved, scale = shown.saved, [point for point, _ in shown.descriptions]
    if form is None:
        unsure = saved is not None and saved.score is None
        score = SelfScoreForm.UNSURE if unsure else str(saved.score) if saved is not None else None
        form = SelfScoreForm(
            initial={"score": score, "note": saved.note if saved else "", "version": shown.version}, scale=scale
        )
    names: dict[int | None, str] = {None: "Not sure yet", **{point.score: point.name for point in scale}}
    context = {
        "application": application,
        "shown": shown,
        "form": form,
        "hints": {str(point.score): text for point, text in shown.descriptions},
        "theirs": theirs,
        "saved_name": names.get(saved.score, "Not sure yet") if saved else "Not answered",
        "is_open": application.state in SELF_REVIEWED,
        "may_review": REVIEW_SELF.check(request.user, application),
        "store_key": f"charter:{request.user.pk}:{application.reference}:self-{standard.code}",
        "place": place_of(application, standard),
    }
    return render(request, "applications/self_score.html", context, status=status)


def _save(request: HttpRequest, application: Application, standard: Standard) -> HttpResponse:
    """Save what was chosen; a machine that asks for JSON gets JSON, a person a page."""
    machine = "application/json" in request.headers.get("Accept", "")
    scale = [point for point, _ in selectors.self_score_page(application, standard).descriptions]
    form = SelfScoreForm(request.POST, scale=scale)
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
        saved = self_reviews.save(application, standard=standard, **form.cleaned_data, by=request.user)
    except self_reviews.Conflicted as conflict:
        return _two_versions(request, application, standard, form, conflict, machine)
    except Refused as refused:
        status = 422 if application.state in SELF_REVIEWED else 403
        if machine:
            return JsonResponse({"message": refused.sentence}, status=status)
        if not form.errors:
            form.add_error(None, refused.sentence)
        return _page(request, application, standard, form=form, status=status)
    if machine:
        return JsonResponse({"version": saved.version, "saved_at": clock_time(saved.saved_at)})
    following = selectors.self_score_page(application, standard).next
    own = {"programme": application.programme.slug, "reference": application.reference}
    if request.POST.get("then") == "later" or following is None:
        messages.success(request, f"{standard.code} is saved.")
        return redirect(reverse("applications:self_review", kwargs=own))
    return redirect(reverse("applications:self_score", kwargs={**own, "standard": following.code.lower()}))


def _two_versions(
    request: HttpRequest,
    application: Application,
    standard: Standard,
    form: SelfScoreForm,
    conflict: self_reviews.Conflicted,
    machine: bool,
) -> HttpResponse:
    """What somebody else saved stands beside what was chosen here; saving again keeps one's own."""
    theirs = conflict.score
    if machine:
        told = {
            "message": conflict.sentence,
            "theirs": theirs.note,
            "version": theirs.version,
            "saved_by": str(theirs.saved_by),
            "saved_at": clock_time(theirs.saved_at),
            "url": reverse("applications:self_score", kwargs=place_of(application, standard)),
        }
        return JsonResponse(told, status=409)
    form.add_error(None, conflict.sentence)
    form.data = {**form.data.dict(), "version": theirs.version}  # type: ignore[attr-defined]
    return _page(request, application, standard, form=form, theirs=theirs, status=409)


@require_POST
@requires(SHARE_SELF_REVIEW, load_application)
def share_self_review(request: HttpRequest, application: Application) -> HttpResponse:
    """Let the programme team read the self-review, or keep it within the team."""
    form = SharingForm(request.POST)
    if not form.is_valid():
        return overview(
            request, application, problems=[{"text": "Select who can read it.", "href": "#id_shared"}], status=422
        )
    review = self_reviews.share(application, shared=form.cleaned_data["shared"], by=request.user)
    told = "The programme team can read your self-review now. The panel cannot."
    messages.success(request, told if review.shared_at is not None else "Only your team can read your self-review.")
    return _back(application)


@require_POST
@requires(REVIEW_SELF, load_application)
def plan_gaps(request: HttpRequest, application: Application) -> HttpResponse:
    """Put the chosen gaps into the plan of the person's organisation."""
    organisation = own_party(request.user, application)
    if organisation is None:
        raise Http404
    CHANGE_PLAN.demand(request.user, organisation)
    shown = selectors.self_review_page(application, request.GET.get("level", "")[:60])
    asked = {code.lower() for code in request.POST.getlist("gap")}
    goals = {
        row.standard: shown.needed.get(row.standard.code) for row in shown.rows if row.standard.code.lower() in asked
    }
    planned = _planned(organisation, application)
    # The boxes that can still be ticked; the link of the problem leads to the first of them.
    left = [
        row.standard for row in shown.rows if row.standard.code in shown.needed and row.standard.pk not in planned
    ]
    if not goals and left:
        problem = {"text": "Select at least one standard for your plan.", "href": f"#gap-{left[0].code.lower()}"}
        return overview(request, application, problems=[problem], status=422)
    if not goals:
        messages.info(request, "They are in your plan already.")
        return _back(application)
    made = plans.choose(application, organisation=organisation, goals=goals, by=request.user)
    words = f"{plural(len(made), 'step')} added to your plan. Give each an owner and a date."
    messages.success(request, words if made else "They are in your plan already.")
    return redirect("applications:plan", programme=application.programme.slug, organisation=organisation.slug)


def _planned(organisation: Organisation, application: Application) -> set[int]:
    """The standards that are in the organisation's plan because of this application."""
    plan = selectors.plan_of(organisation, application)
    return {row.step.standard_id for row in (*plan.open, *plan.done)}


def _back(application: Application) -> HttpResponse:
    return redirect("applications:self_review", programme=application.programme.slug, reference=application.reference)


@require_safe
@requires(VIEW_SHARED_SELF_REVIEW, load_application)
def staff_self_review(request: HttpRequest, application: Application) -> HttpResponse:
    """The self-review and the plans of an application whose parties share it; else there is nothing here."""
    shown = selectors.self_review_page(application, request.GET.get("level", "")[:60])
    if not shown.is_shared:
        raise Http404
    audit.record_view("self-review:viewed", application, by=request.user)
    context = {"application": application, "shown": shown, "plan": selectors.plans_of(application)}
    return render(request, "applications/staff_self_review.html", context)
