"""What do machines ask: does the process live, and is it ready to work?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from charter.home import readiness
from charter.kit.access import public


@require_safe
@never_cache
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nobody, so that a database that is away does not get it killed."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every part is there, else 503; the body names the parts."""
    checks = readiness.readiness()
    ready = all(checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
