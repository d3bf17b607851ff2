"""The pages that span the journey: an organisation's dashboard, staff's day and board, a commissioner's numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from applications.enums import State
from applications.permissions import EXPRESS_INTEREST
from charter.actions import background
from charter.desk import permissions, selectors
from charter.desk import status as status_of
from charter.desk import why as explaining
from charter.desk.forms import BoardForm, WhyForm
from charter.kit import htmx
from charter.kit.access import Refused, requires
from charter.loaders import load_member, load_organisation, load_programme
from charter.models import Membership, Organisation, Programme
from charter.permissions import VIEW_ORGANISATION
from charter.views.buttons import chosen


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """An organisation's dashboard."""
    context = {
        "organisation": organisation,
        "dashboard": selectors.dashboard(request.user, organisation),
        "may_express": EXPRESS_INTEREST.check(request.user, organisation),
    }
    return htmx.render(request, "desk/organisation.html", context)


@require_safe
@requires(permissions.VIEW_TODAY, load_programme)
def today(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What needs staff now."""
    return htmx.render(request, "desk/today.html", {"duties": selectors.today(request.user, programme)})


@require_safe
@requires(permissions.VIEW_BOARD, load_programme)
def board(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The cohort board; its filters live in the address."""
    asked = request.GET
    filters = selectors.BoardFilters(
        cohort=asked.get("cohort", "")[:60],
        state=asked.get("state", "") if asked.get("state") in State.values else "",
        search=" ".join(asked.get("q", "").replace("\x00", "").split())[:100],
    )
    shown = selectors.board(request.user, programme, filters, _page_number(asked.get("page", "1")))
    initial = {"q": filters.search, "cohort": filters.cohort, "state": filters.state}
    form = BoardForm(initial=initial, cohorts=shown.cohorts)
    return htmx.render(request, "desk/board.html", {"board": shown, "filter_form": form})


@require_safe
@requires(permissions.VIEW_STATUS, load_programme)
def status(request: HttpRequest, programme: Programme) -> HttpResponse:
    """How the installation is, and what it still owes the programme."""
    return htmx.render(request, "desk/status.html", {"status": status_of.of(programme)})


@require_POST
@requires(permissions.RETRY_BACKGROUND, load_programme)
def retry(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Have something tried again that the background gave up on."""
    row = status_of.dead_row(programme, chosen(request, "row"))
    if row is None:
        raise Http404
    try:
        background.retry(row, programme=programme, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "It is being tried again. Look at this page in a minute.")
    return redirect("desk:status", programme=programme.slug)


def _page_number(text: str) -> int:
    """The page asked for; the first one when the text is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_safe
@requires(permissions.VIEW_REPORTS, load_programme)
def reports(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Numbers for the whole programme."""
    return htmx.render(request, "desk/reports.html", {"numbers": selectors.numbers(programme)})


@require_safe
@requires(permissions.EXPLAIN_ACCESS, load_member)
def why(request: HttpRequest, member: Membership) -> HttpResponse:
    """Why one person can see one thing, or cannot."""
    about = " ".join(request.GET.get("about", "").replace("\x00", "").split())[:200]
    explanation = explaining.explain(request.user, member.person, member.programme, about) if about else None
    context = {
        "member": member,
        "about": about,
        "explanation": explanation,
        "why_form": WhyForm(initial={"about": about}),
    }
    return htmx.render(request, "desk/why.html", context)
