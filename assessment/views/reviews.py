"""How does an assessor find, enter, finish or hand back an application?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.actions import reading
from assessment.actions import conflicts, scoring
from assessment.enums import CONFLICTING
from assessment.forms import ConflictForm
from assessment.loaders import load_review
from assessment.models import Review
from assessment.permissions import ANSWER_CONFLICT, SCORE, VIEW_MY_REVIEWS, VIEW_REVIEW
from assessment.selectors import reviews
from assessment.selectors.parties import parties_of
from charter.kit.access import Refused, requires
from charter.loaders import load_programme
from charter.models import Programme


@require_safe
@requires(VIEW_MY_REVIEWS, load_programme)
def my_reviews(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Everything that is lent to the person, with one next step each."""
    rows = reviews.my_reviews(request.user, programme)
    return render(request, "assessment/my_reviews.html", {"rows": rows, "programme": programme})


@require_safe
@requires(VIEW_MY_REVIEWS, load_programme)
def thanks(request: HttpRequest, programme: Programme) -> HttpResponse:
    """After somebody has stepped back: thanks, and no question why."""
    return render(request, "assessment/thanks.html", {"programme": programme})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ANSWER_CONFLICT, load_review)
def conflict(request: HttpRequest, review: Review) -> HttpResponse:
    """The question about connections, with names only; it can be answered again until the scores are finished."""
    form = ConflictForm(request.POST if request.method == "POST" else None)
    application = review.application
    slug = application.programme.slug
    if request.method == "POST" and form.is_valid():
        connection = form.cleaned_data["connection"]
        conflicts.answer(review, connection=connection, by=request.user)
        if connection in CONFLICTING:
            return redirect("assessment:thanks", programme=slug)
        return redirect("assessment:review", programme=slug, reference=application.reference)
    context = {
        "form": form,
        "review": review,
        "application": application,
        "parties": parties_of(application),
        "programme": application.programme,
    }
    return render(request, "assessment/conflict.html", context, status=422 if form.errors else 200)


@require_safe
@requires(VIEW_REVIEW, load_review)
def review(request: HttpRequest, review: Review) -> HttpResponse:
    """One application: its standards with the person's own progress."""
    reading.record_page(review.application, by=request.user)
    context = {
        "page_of": reviews.review_page(review),
        "parties": parties_of(review.application),
        "programme": review.application.programme,
        "may_score": SCORE.check(request.user, review),
    }
    return render(request, "assessment/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_REVIEW, load_review, to_change=SCORE)
def finish(request: HttpRequest, review: Review) -> HttpResponse:
    """All own scores and words on one page, and the button that closes them."""
    problem, status = "", 200
    application = review.application
    if request.method == "POST":
        try:
            scoring.lock(review, by=request.user)
        except Refused as refused:
            problem, status = refused.sentence, 422
        else:
            messages.success(request, f"Your scores for {application.reference} are finished. Thank you.")
            return redirect("assessment:my_reviews", programme=application.programme.slug)
    context = {
        "page_of": reviews.review_page(review),
        "programme": application.programme,
        "problem": problem,
        "has_errors": bool(problem),
        "may_score": SCORE.check(request.user, review),
    }
    return render(request, "assessment/finish.html", context, status=status)


@require_POST
@requires(ANSWER_CONFLICT, load_review)
def hand_back(request: HttpRequest, review: Review) -> HttpResponse:
    """Give an application back without a reason."""
    scoring.hand_back(review, by=request.user)
    return redirect("assessment:thanks", programme=review.application.programme.slug)
