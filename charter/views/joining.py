"""How does an organisation register on the web? One thing a page; what was typed is kept until it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from charter import joining
from charter.actions import join_requests, names, organisations, registration_drafts
from charter.kit.access import Refused, signed_in
from charter.models import Programme
from charter.organisation_forms import EligibleForm, JoinForm, KindForm, NameForm, ServicesForm, YouForm, names_in

# The pages in their order; the first one is the address itself.
STEPS: dict[str, Callable[..., forms.Form]] = {
    "start": EligibleForm,
    "name": NameForm,
    "kind": KindForm,
    "services": ServicesForm,
    "you": YouForm,
}
_ORDER = (*STEPS, "check")


def _programme(request: HttpRequest) -> Programme:
    return request.programme  # type: ignore[attr-defined]


def _go(request: HttpRequest, step: str) -> HttpResponse:
    programme = _programme(request).slug
    if step == "start":
        return redirect("charter:register", programme=programme)
    if step == "check":
        return redirect("charter:register_check", programme=programme)
    return redirect("charter:register_step", step=step, programme=programme)


def _first_gap(draft: dict[str, Any]) -> str:
    """The first page whose answers are missing or do not fit any more; ``check`` when there is none."""
    for step, form in STEPS.items():
        if not form(draft).is_valid() or (step == "start" and draft.get("eligible") != EligibleForm.YES):
            return step
    return "check"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """The first page: who can take part."""
    return _step(request, "start")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register_step(request: HttpRequest, step: str) -> HttpResponse:
    """One of the further pages."""
    if step not in STEPS or step == "start":
        raise Http404
    return _step(request, step)


def _step(request: HttpRequest, step: str) -> HttpResponse:
    """Show what was typed before; keep what is typed now, and go on."""
    programme = _programme(request)
    draft = joining.draft_of(request.user, programme)
    draft.setdefault("your_name", getattr(request.user, "name", ""))
    form = STEPS[step](request.POST if request.method == "POST" else None, initial=draft)
    if request.method == "POST" and form.is_valid():
        registration_drafts.keep(programme, answers=form.cleaned_data, by=request.user)
        if form.cleaned_data.get("eligible") == EligibleForm.NO:
            return render(request, "charter/register_not_yet.html")
        return _after(request, step, {**draft, **form.cleaned_data})
    context = {
        "form": form,
        "step": step,
        "number": _ORDER.index(step) + 1,
        "of": len(_ORDER),
        "before": _ORDER[_ORDER.index(step) - 1] if step != "start" else "",
        "is_change": request.GET.get("from") == "check",
    }
    return render(request, "charter/register_step.html", context, status=422 if form.errors else 200)


def _after(request: HttpRequest, step: str, draft: dict[str, Any]) -> HttpResponse:
    """Where one goes from here: to the organisations that look alike, back to the check page, or to the next page."""
    if step == "name" and joining.matches(_programme(request), name=draft["name"], ods_code=draft["ods_code"]):
        return redirect("charter:register_matches", programme=_programme(request).slug)
    if request.GET.get("from") == "check":
        return _go(request, _first_gap(draft))
    return _go(request, _ORDER[_ORDER.index(step) + 1])


@require_http_methods(["GET", "HEAD"])
@signed_in
def register_matches(request: HttpRequest) -> HttpResponse:
    """Organisations that look like the one somebody registers, each with a way to ask to join."""
    draft = joining.draft_of(request.user, _programme(request))
    if not NameForm(draft).is_valid():
        return _go(request, _first_gap(draft))
    found = joining.matches(_programme(request), name=draft["name"], ods_code=draft["ods_code"])
    if not found:
        return _go(request, _first_gap(draft))
    context = {
        "draft": draft,
        "matches": found,
        "is_same": any(match.is_same for match in found),
        "go_on": _first_gap(draft),
    }
    return render(request, "charter/register_matches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask_to_join(request: HttpRequest, organisation: str) -> HttpResponse:
    """Ask the leads of an organisation that looks like the one somebody registers."""
    programme = _programme(request)
    draft = joining.draft_of(request.user, programme)
    found = joining.matches(programme, name=draft.get("name", ""), ods_code=draft.get("ods_code", ""))
    match = next((row for row in found if row.organisation.slug == organisation), None)
    if match is None:
        # Nobody is told of an organisation whose name they have not typed.
        return _go(request, _first_gap(draft))
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            join_requests.ask(match.organisation, note=form.cleaned_data["note"], by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return render(request, "charter/join_asked.html", {"match": match})
    context = {"form": form, "match": match}
    return render(request, "charter/join_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register_check(request: HttpRequest) -> HttpResponse:
    """All answers on one page; sending them registers the organisation."""
    programme = _programme(request)
    draft = joining.draft_of(request.user, programme)
    gap = _first_gap(draft)
    if gap != "check":
        return _go(request, gap)
    problem = ""
    if request.method == "POST":
        try:
            organisation = _register(request, draft)
        except Refused as refused:
            problem = refused.sentence
        else:
            messages.success(request, f"{organisation} is registered, and you lead its part in the Charter.")
            return redirect("charter:welcome", programme=programme.slug, organisation=organisation.slug)
    answered = {step: form(draft) for step, form in STEPS.items()}
    context = {"draft": draft, "services": names_in(draft["services"]), "forms": answered, "problem": problem}
    return render(request, "charter/register_check.html", context, status=422 if problem else 200)


def _register(request: HttpRequest, draft: dict[str, Any]) -> Any:
    """Register what the draft says, and call the person what they typed."""
    names.call(request.user, name=draft["your_name"], by=request.user)  # type: ignore[arg-type]
    told = {field: draft[field] for field in ("name", "kind", "region", "ods_code", "about")}
    services = names_in(draft["services"])
    return organisations.register(_programme(request), services=services, **told, by=request.user)
