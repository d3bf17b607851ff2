"""What may anybody read outside a programme: the first page and the pages about the service itself?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter import selectors
from charter.home import known_problems
from charter.kit.access import public


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """What the Charter is, the programmes that run here, and how to start."""
    return render(request, "home/home.html", {"programmes": selectors.programmes_with_open_cohorts()})


@require_safe
@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ask, and the answers most people look for."""
    return render(request, "home/help.html", {"programmes": selectors.programmes()})


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not yet, and how to say so."""
    return render(
        request,
        "home/accessibility.html",
        {"programmes": selectors.programmes(), "problems": known_problems.known_problems()},
    )


@require_safe
@public
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies, all of them needed."""
    return render(request, "home/cookies.html")


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and whom to ask."""
    return render(request, "home/privacy.html", {"programmes": selectors.programmes()})
