"""What does a person read when a page cannot be shown?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from charter.kit.access import too_many_tries

TOO_BIG = "What you sent was too long for us to read, so nothing was saved. Your words are still on the page before."


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the browser sent something we could not read, or more than we read."""
    context = {"sentence": TOO_BIG} if isinstance(exception, RequestDataTooBig) else {}
    return render(request, "errors/400.html", context, status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: seen, but not for this person to do."""
    return render(request, "errors/403.html", {"sentence": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old; what was typed is still in the browser."""
    sentence = "This page was open for too long. Go back, copy what you typed, load the page again and send it again."
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: not there, or not for these eyes; the two look the same."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """429: more tries than a person makes; allauth finds this handler in the root URLconf."""
    return too_many_tries(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: ours to mend. Drawn without the request, so that nothing is asked of the database."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
