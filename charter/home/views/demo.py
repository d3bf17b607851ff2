"""How does a newcomer become one of the demonstration's people? Only where the demonstration runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from charter import selectors
from charter.home import demo_links
from charter.kit import audit, proof, tenancy
from charter.kit.access import Refused, public
from charter.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _only_in_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Anywhere else the page does not exist."""

    @wraps(view)
    def shown(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def _become(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in as somebody made up; here, and only here, a click counts as their second step too."""
    login(request, person, backend=BACKEND)
    proof.show(request.session, person.pk, second=True)
    return redirect("home:start")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_only_in_demo
@public
def people(request: HttpRequest) -> HttpResponse:
    """GET lists the named people; POST signs the chosen one in."""
    with tenancy.as_system("the demonstration lists its people to a newcomer"):
        named = selectors.people_with_roles()
    if request.method == "POST":
        chosen = next((row.person for row in named if row.person.email == request.POST.get("person")), None)
        if chosen is None:
            raise Http404
        audit.record(demo_links.VERB, chosen, by=chosen)
        return _become(request, chosen)
    return render(request, "home/demo_people.html", {"programmes": selectors.by_programme(named)})


@require_GET
@never_cache
@_only_in_demo
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link. Following it is the whole point, so this GET writes; demonstration only."""
    try:
        person = demo_links.redeem(token)
    except Refused as refused:
        return render(request, "home/demo_link_used.html", {"sentence": refused.sentence}, status=410)
    return _become(request, person)
