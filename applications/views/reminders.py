"""How does a lead send the organisation's signatories a reminder?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from applications import selectors
from applications.actions import reminding
from applications.permissions import REMIND_SIGNATORY
from charter.kit.access import Refused, requires
from charter.kit.jinja import sentence_list
from charter.loaders import load_organisation
from charter.models import Organisation, Person


@require_POST
@requires(REMIND_SIGNATORY, load_organisation)
def remind_values(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Write to who can sign the values, then go back to what is being worked on."""
    try:
        _said(request, reminding.remind_of_values(organisation, by=request.user))
    except Refused as refused:
        messages.info(request, refused.sentence)
    live = selectors.live_applications(organisation)
    return redirect(live[0]) if len(live) == 1 else redirect(organisation)


@require_POST
@requires(REMIND_SIGNATORY, load_organisation)
def remind_declaration(request: HttpRequest, organisation: Organisation, reference: str) -> HttpResponse:
    """Write to who can sign the organisation's declaration for one application, then go back to it."""
    found = selectors.applications_of(organisation).filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    try:
        _said(request, reminding.remind_of_declaration(found, organisation=organisation, by=request.user))
    except Refused as refused:
        messages.info(request, refused.sentence)
    return redirect(found)


def _said(request: HttpRequest, people: list[Person]) -> None:
    messages.success(request, f"We sent a reminder to {sentence_list([str(person) for person in people])}.")
