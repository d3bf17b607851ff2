"""What may anybody read about one programme: values, standards, levels, and how it works?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter import level_requirements, selectors
from charter.framework_form import Framework as FrameworkForm
from charter.kit.access import public
from charter.models import Framework


def _published(request: HttpRequest) -> tuple[Framework | None, FrameworkForm | None]:
    """The programme's newest published framework as a row and as values, or twice nothing."""
    framework = selectors.published_framework(request.programme)  # type: ignore[attr-defined]
    return framework, selectors.framework_form(framework) if framework is not None else None


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page about the published framework, or the one that says there is none yet."""
    framework, form = _published(request)
    if framework is None:
        return render(request, "home/no_framework.html")
    return render(request, template, {"framework": framework, "rubric": form, **context})


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """The programme's first page."""
    framework, form = _published(request)
    context = {
        "framework": framework,
        "rubric": form,
        "cohorts": selectors.open_cohorts(request.programme),  # type: ignore[attr-defined]
    }
    return render(request, "home/programme.html", context)


@require_safe
@public
def values(request: HttpRequest) -> HttpResponse:
    """The statements in full, and what signing them means."""
    return _page(request, "home/values.html")


@require_safe
@public
def standards(request: HttpRequest) -> HttpResponse:
    """Every standard in the words that the panel uses."""
    return _page(request, "home/standards.html")


@require_safe
@public
def levels(request: HttpRequest) -> HttpResponse:
    """What each level takes and how long it lasts."""
    return _page(request, "home/levels.html", requirements=level_requirements.requirements)


@require_safe
@public
def how_it_works(request: HttpRequest) -> HttpResponse:
    """The steps in order, with the dates of the cohorts that are open."""
    cohorts = selectors.open_cohorts(request.programme)  # type: ignore[attr-defined]
    return _page(request, "home/how_it_works.html", cohorts=cohorts)
