"""How is one standard scored, and how does the panel open a file that was sent?"""

from __future__ import annotations

import uuid as uuids

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions import evidence, reading
from applications.enums import ScanState
from applications.permissions import may_download
from applications.selectors import sent_file
from assessment.actions import scoring
from assessment.forms import ScoreForm
from assessment.loaders import load_review, load_score
from assessment.models import Review, Score
from assessment.permissions import SCORE, VIEW_REVIEW
from assessment.selectors import reviews
from charter.kit import files
from charter.kit.access import Refused, requires
from charter.kit.jinja import clock_time


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_REVIEW, load_score, to_change=SCORE)
def score(request: HttpRequest, score: Score) -> HttpResponse:
    """One standard: what was sent, the scale, a reason; saved as it is typed."""
    if request.method == "POST":
        return _save(request, score)
    reading.record_answer(score.review.application, standard=score.standard, by=request.user)
    return _page(request, score, None)


def _choices(score: Score) -> tuple[reviews.Choice, ...]:
    return reviews.choices_for(score.review.application.framework, score.standard)


def _page(request: HttpRequest, score: Score, form: ScoreForm | None, status: int = 200) -> HttpResponse:
    one = reviews.score_page(score.review, score.standard)
    stored = one.row.score or score
    begin = {"points": stored.points, "reason": stored.reason, "version": stored.version}
    context = {
        "form": form or ScoreForm(initial=begin, choices=one.choices),
        "one": one,
        "programme": one.page.application.programme,
        "item_hints": {str(choice.points): choice.description for choice in one.choices},
        "may_score": SCORE.check(request.user, score.review),
    }
    return render(request, "assessment/score.html", context, status=status)


def _save(request: HttpRequest, score: Score) -> HttpResponse:
    """Save what came and go where the button says; autosave gets its answer as JSON."""
    quietly = "autosave" in request.POST
    form = ScoreForm(request.POST, choices=_choices(score))
    if not form.is_valid():
        if quietly:
            told = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"message": told}, status=422)
        return _page(request, score, form, status=422)
    try:
        saved = scoring.save(score.review, standard=score.standard, **form.cleaned_data, by=request.user)
    except scoring.Conflicted as newer:
        return _conflicted_quietly(score, newer.score) if quietly else _both(request, score, newer.score, form)
    except Refused as refused:
        if quietly:
            return JsonResponse({"message": refused.sentence}, status=422)
        form.add_error(None, refused.sentence)
        return _page(request, score, form, status=422)
    if quietly:
        return JsonResponse({"version": saved.version, "saved_at": _time(saved)})
    return redirect(_after(request, score))


def _time(score: Score) -> str:
    return clock_time(score.saved_at)


def _here(score: Score) -> dict[str, str]:
    application = score.review.application
    return {"programme": application.programme.slug, "reference": application.reference}


def _address(score: Score) -> str:
    return reverse("assessment:score", kwargs={**_here(score), "standard": score.standard.code.lower()})


def _after(request: HttpRequest, score: Score) -> str:
    """The next standard, or the page that ends the review after the last one."""
    if "stay" in request.POST:
        return _address(score)
    following = reviews.following(score.standard)
    if following is None:
        return reverse("assessment:finish", kwargs=_here(score))
    return reverse("assessment:score", kwargs={**_here(score), "standard": following.code.lower()})


def _conflicted_quietly(score: Score, newer: Score) -> JsonResponse:
    answer = {
        "theirs": newer.reason,
        "version": newer.version,
        "saved_by": "You",
        "saved_at": _time(newer),
        "url": _address(score),
    }
    return JsonResponse(answer, status=409)


def _both(request: HttpRequest, score: Score, newer: Score, form: ScoreForm) -> HttpResponse:
    """Both versions on one page; the person chooses."""
    names = reviews.scale_names(score.review.application.framework)
    typed = form.cleaned_data
    context = {
        "standard": score.standard,
        "application": score.review.application,
        "programme": score.review.application.programme,
        "newer": newer,
        "newer_name": names.get(newer.points, "No score") if newer.points is not None else "No score",
        "typed": typed,
        "typed_name": names.get(typed["points"], "No score"),
        "address": _address(score),
        "has_errors": True,
    }
    return render(request, "assessment/score_conflict.html", context, status=409)


@require_safe
@requires(VIEW_REVIEW, load_review)
def file(request: HttpRequest, review: Review, *, uuid: uuids.UUID) -> HttpResponse:
    """One file of what was sent; every opening is recorded."""
    found = sent_file(review.application, uuid)
    if found is None:
        raise Http404
    verdict = may_download(request.user, found)
    if not verdict:
        context = {"sentence": verdict.reason, "waits": found.scan_state != ScanState.INFECTED}
        return render(request, "errors/409.html", context, status=409)
    try:
        response = files.download_response(found.storage_name, found.title, found.content_type)
    except FileNotFoundError:
        raise Http404 from None
    evidence.record_opening(found, application=review.application, by=request.user)
    return response
