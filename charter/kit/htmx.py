"""How does a view answer with a page, or with the part of it that htmx asked for?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

HTMX_HEADER = "HX-Request"


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; a page restored from history or boosted is asked for whole."""
    headers = request.headers
    return (
        headers.get(HTMX_HEADER) == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render(
    request: HttpRequest,
    page: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The template ``page``, or ``fragment`` when htmx asks and the page has one.

    ``status`` is 422 when a form was refused. Answers that depend on the header say so in ``Vary``, so
    that no cache gives a part where a page was meant.
    """
    template = fragment if fragment and wants_fragment(request) else page
    response = HttpResponse(render_to_string(template, context or {}, request), status=status)
    if fragment:
        patch_vary_headers(response, [HTMX_HEADER])
    return response


def refused(request: HttpRequest, page: str, context: dict[str, Any], *, fragment: str | None = None) -> HttpResponse:
    """The same page with the form's errors and status 422."""
    return render(request, page, context, fragment=fragment, status=422)


def redirect(request: HttpRequest, to: str) -> HttpResponse:
    """Go to ``to`` after a POST; htmx, which would swallow a redirect, gets ``HX-Redirect``."""
    response: HttpResponse
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
    else:
        response = HttpResponseRedirect(to)
    patch_vary_headers(response, [HTMX_HEADER])
    return response
