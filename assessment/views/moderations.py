"""How does a chair reveal scores, run the meeting, and propose a level?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.actions import reading
from applications.models import Application
from assessment.actions import deciding
from assessment.actions import moderation as acting
from assessment.forms import NOT_YET, AgreeForm, ProposeForm
from assessment.loaders import load_agreed, load_chaired
from assessment.models import AgreedScore
from assessment.permissions import MODERATE, PROPOSE_LEVEL, REVEAL, VIEW_MODERATIONS
from assessment.selectors import moderations as selected
from assessment.selectors.parties import names_of
from charter import standing
from charter.enums import Role
from charter.kit.access import Refused, requires
from charter.loaders import load_programme
from charter.models import Programme
from charter.selectors import levels_of


@require_safe
@requires(VIEW_MODERATIONS, load_programme)
def moderations(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The chair's applications, none for an observer; sealed ones tell ready or not ready."""
    by_spread = request.GET.get("order") == "spread"
    page = selected.moderation_list(request.user, programme, request.GET.get("page", "1"), by_spread=by_spread)
    watches = Role.CHAIR not in standing.of(request.user).in_programme(programme.pk)
    context = {"rows": page, "programme": programme, "by_spread": by_spread, "watches": watches}
    return render(request, "assessment/moderations.html", context)


@require_safe
@requires(VIEW_MODERATIONS, load_chaired)
def moderation(request: HttpRequest, application: Application) -> HttpResponse:
    """The moderation room, or before the reveal whether the panel is ready."""
    room = selected.meeting(application)
    if room is None:
        return _sealed(request, application)
    reading.record_page(application, by=request.user)
    return _room(request, room, _propose_form(room))


def _sealed(request: HttpRequest, application: Application, problem: str = "") -> HttpResponse:
    """Ready or not ready, and the button."""
    context = {
        "application": application,
        "programme": application.programme,
        "is_ready": selected.is_ready(application),
        "may_reveal": REVEAL.check(request.user, application),
        "problem": problem,
        "has_errors": bool(problem),
    }
    return render(request, "assessment/moderation_sealed.html", context, status=422 if problem else 200)


def _room(request: HttpRequest, room: selected.Meeting, form: ProposeForm, status: int = 200) -> HttpResponse:
    context = {
        "room": room,
        "form": form,
        "names": names_of(room.application),
        "decision": selected.latest_decision(room.application),
        "programme": room.application.programme,
        "may_propose": PROPOSE_LEVEL.check(request.user, room.application),
    }
    return render(request, "assessment/moderation.html", context, status=status)


def _propose_form(room: selected.Meeting, data: object = None) -> ProposeForm:
    """The proposal, beginning with the level that the rules give."""
    return ProposeForm(data, levels=room.levels, initial={"level": room.computed or NOT_YET})


@require_POST
@requires(REVEAL, load_chaired)
def reveal(request: HttpRequest, application: Application) -> HttpResponse:
    """Open all scores to the panel at once."""
    try:
        acting.reveal(application, by=request.user)
    except Refused as refused:
        return _sealed(request, application, refused.sentence)
    messages.success(request, f"The scores of {application.reference} are open. Agree them one by one.")
    return redirect(_room_of(application))


def _words(application: Application) -> dict[str, str]:
    return {"programme": application.programme.slug, "reference": application.reference}


def _room_of(application: Application) -> str:
    return reverse("assessment:moderation", kwargs=_words(application))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_MODERATIONS, load_agreed, to_change=MODERATE)
def agree(request: HttpRequest, agreed: AgreedScore) -> HttpResponse:
    """One standard side by side, and the score that the panel agrees."""
    application = agreed.moderation.application
    room = selected.meeting(application)
    assert room is not None
    page = selected.standard_page(room, agreed.standard)
    stored = page.row.agreed
    initial = {"points": stored.points if stored else page.row.finding.default, "note": stored.note if stored else ""}
    form = AgreeForm(request.POST if request.method == "POST" else None, initial=initial, choices=page.choices)
    if request.method == "POST" and form.is_valid():
        acting.agree(agreed.moderation, standard=agreed.standard, **form.cleaned_data, by=request.user)
        if page.following is None:
            return redirect(_room_of(application))
        place = {**_words(application), "standard": page.following.code.lower()}
        return redirect(reverse("assessment:agree", kwargs=place))
    reading.record_answer(application, standard=agreed.standard, by=request.user)
    context = {
        "one": page,
        "form": form,
        "programme": application.programme,
        "item_hints": {str(choice.points): choice.description for choice in page.choices},
        "may_agree": MODERATE.check(request.user, agreed),
    }
    return render(request, "assessment/agree.html", context, status=422 if form.errors else 200)


def _overrides(request: HttpRequest) -> bool:
    """Whether a reason was given to depart from the rules."""
    return bool(request.POST.get("override_reason", "").strip())


@require_POST
@requires(PROPOSE_LEVEL, load_chaired, fresh=_overrides)
def propose(request: HttpRequest, application: Application) -> HttpResponse:
    """Propose the computed level, or another near it with a reason."""
    room = selected.meeting(application)
    assert room is not None
    form = _propose_form(room, request.POST)
    if form.is_valid():
        reason = form.cleaned_data["override_reason"]
        try:
            level = levels_of(application.framework).filter(code=form.cleaned_data["level"]).first()
            deciding.propose(application, level=level, override_reason=reason, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Your proposal for {application.reference} waits for a second person.")
            return redirect(_room_of(application))
    return _room(request, room, form, status=422)
