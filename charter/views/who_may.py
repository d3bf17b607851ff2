"""Who may do what in the programme?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charter import who_may as rights
from charter.kit.access import requires
from charter.loaders import load_programme
from charter.models import Programme
from charter.permissions import VIEW_STAFF_PAGES


@require_safe
@requires(VIEW_STAFF_PAGES, load_programme)
def who_may(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The whole table, as the rules have it at this moment."""
    return render(request, "charter/who_may.html", {"areas": rights.table(), "roles": rights.roles()})
