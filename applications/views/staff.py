"""What do staff see and do about one application?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import selectors
from applications.actions import acceptance, late, parties, reading
from applications.enums import State
from applications.forms import PartyForm
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import (
    ACCEPT_APPLICATION,
    ANSWER_INTEREST,
    ATTACH_EVIDENCE,
    JOIN_COMMENTS,
    OPEN_EVIDENCE,
    RESTORE_APPLICATION,
    RETURN_APPLICATION,
    VIEW_APPLICATION,
    VIEW_SHARED_SELF_REVIEW,
    party_ids,
)
from charter import standing
from charter.kit import audit
from charter.kit.access import Refused, requires
from charter.models import Organisation, Service
from charter.selectors import leads_of


def _own_page(application: Application) -> HttpResponse:
    """Back to the application's staff page."""
    return redirect(
        "applications:staff_application", programme=application.programme.slug, reference=application.reference
    )


def _is_for_panel(person: Any, application: Application) -> bool:
    """Whether the panel's own staff page about it is the next step; people of a party have no such page."""
    own = set(standing.of(person).organisation_ids(application.programme_id))
    return application.state in (State.ACCEPTED, State.ASSESSING) and not own.intersection(party_ids(application))


@require_safe
@requires(VIEW_APPLICATION, load_application)
def staff_application(request: HttpRequest, application: Application) -> HttpResponse:
    """Who stands behind it, for which services, in which state, how complete, and what came."""
    reading.record_page(application, by=request.user)
    context = {
        "application": application,
        "shown": selectors.staff_page(application),
        "leads": list(leads_of(application.organisation)),
        "events": [
            {"title": audit.sentence(event), "when": event.at}
            for event in audit.happened_to(application.programme, application.reference)
        ],
        "may_accept": ACCEPT_APPLICATION.check(request.user, application),
        "may_return": RETURN_APPLICATION.check(request.user, application),
        "may_join_comments": JOIN_COMMENTS.check(request.user, application),
        "may_read_self_review": VIEW_SHARED_SELF_REVIEW.check(request.user, application)
        and selectors.self_review_is_shared(application),
        "may_restore": RESTORE_APPLICATION.check(request.user, application),
        "extension": next(iter(selectors.extensions_of(application)), None),
        "may_open": OPEN_EVIDENCE.check(request.user, application),
        "may_attach": ATTACH_EVIDENCE.check(request.user, application) and application.state in late.ATTACHABLE,
        "may_add_party": ANSWER_INTEREST.check(request.user, application) and application.state == State.DRAFT,
        "is_for_panel": _is_for_panel(request.user, application),
        "may_answer": ANSWER_INTEREST.check(request.user, application)
        and application.state in (State.INTEREST, State.WAITLISTED),
    }
    return render(request, "applications/staff_application.html", context)


@require_POST
@requires(ACCEPT_APPLICATION, load_application)
def accept(request: HttpRequest, application: Application) -> HttpResponse:
    """Accept what was sent as complete."""
    acceptance.accept(application, by=request.user)
    messages.success(request, f"{application.reference} is accepted. Its parties have been told.")
    return _own_page(application)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ANSWER_INTEREST, load_application)
def add_party(request: HttpRequest, application: Application) -> HttpResponse:
    """Choose a partner organisation of the programme, then which of its services take part."""
    possible = selectors.partners_possible(application)
    chosen = _chosen(request, possible)
    services = list(Service.objects.filter(organisation=chosen).order_by("name")) if chosen is not None else []
    form = PartyForm(request.POST if request.method == "POST" else None, services=services)
    if request.method == "POST" and chosen is not None and form.is_valid():
        named = {row.pk: row for row in services}
        try:
            parties.add(
                application,
                organisation=chosen,
                services=[named[key] for key in form.cleaned_data["services"]],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, f"{chosen.name} is a party of {application.reference}. Its leads have been told."
            )
            return _own_page(application)
    context = {
        "application": application,
        "possible": possible,
        "chosen": chosen,
        "form": form if chosen is not None else None,
        "is_draft": application.state == State.DRAFT,
    }
    return render(request, "applications/party_add.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, possible: list[Organisation]) -> Organisation | None:
    """The organisation named in the form or the address; one that cannot be added is not there."""
    slug = request.POST.get("organisation") if request.method == "POST" else request.GET.get("organisation")
    if not slug:
        return None
    found = next((row for row in possible if row.slug == slug), None)
    if found is None:
        raise Http404
    return found
