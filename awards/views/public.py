"""What may anybody look up: the register of awards, and the certificate behind a code?"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from awards.forms import CodeForm, RegisterForm
from awards.selectors import levels, register, verification
from charter.enums import OrganisationKind, Region
from charter.kit import clock, limits
from charter.kit.access import public
from charter.kit.htmx import render

CHECKS_A_MINUTE = 60


@require_safe
@public
def awards(request: HttpRequest) -> HttpResponse:
    """The register: current awards of the programme, or with ``show=all`` those that have ended too."""
    programme = request.programme  # type: ignore[attr-defined]
    all_levels = levels.of_programme(programme)
    offered = {
        "levels": register.level_choices(all_levels),
        "regions": list(Region.choices),
        "kinds": list(OrganisationKind.choices),
    }
    form = RegisterForm(request.GET, **offered)
    form.is_valid()
    page = register.register(programme, form.cleaned_data, request.GET.get("page", "1"), all_levels)
    chosen = form.chosen()
    context = {
        # What was understood, not what was typed: an unknown word is told once, above the list.
        "filter_form": RegisterForm(initial=form.cleaned_data, **offered),
        "rows": page,
        "ignored": form.ignored(),
        "chosen": [(words, _without(chosen, name)) for name, _, words in chosen],
        "base": _query([(name, value) for name, value, _ in chosen]),
        "shows_all": form.cleaned_data.get("show") == "all",
        "programme": programme,
    }
    return render(request, "awards/register.html", context)


def _query(pairs: list[tuple[str, str]]) -> str:
    """A query string to which a page can be added."""
    return f"?{urlencode(pairs)}&" if pairs else "?"


def _without(chosen: list[tuple[str, str, str]], name: str) -> str:
    """The query string without one filter."""
    return "?" + urlencode([(field, value) for field, value, _ in chosen if field != name])


@require_safe
@public
def verify(request: HttpRequest) -> HttpResponse:
    """The box for a certificate's code; a code that can be one leads to its answer."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("awards:verify_code", code=form.cleaned_data["code"])
    return render(request, "awards/verify.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@public
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for a code; unknown, embargoed and broken codes get one and the same page."""
    if limits.is_over(request, "verify", most=CHECKS_A_MINUTE, seconds=60):
        response = render(request, "awards/verify_busy.html", status=429)
        response["Retry-After"] = "60"
        return response
    found = verification.verification(code)
    if found is None:
        return render(request, "awards/verify_unknown.html", {"form": CodeForm()}, status=404)
    # The page wears the name of the certificate's own programme.
    request.programme = found.award.programme  # type: ignore[attr-defined]
    return render(request, "awards/verify_code.html", {"found": found, "checked_at": clock.now()})
